package dev.carafe.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class EtcdSimulationTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return new CommandLine(new EtcdSimulation())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    @Test
    void asManySeedsAreRunAsAreWanted() {
        assertThat(run("--seeds=3", "--seed=1")).as(out.toString()).isZero();
        assertThat(out.toString()).contains("3 runs from seed 1: ", " operations, ", " 0 failed");
    }

    @Test
    void aSeedIsRunStepByStepAndTheSameWayAgain() {
        assertThat(run("--step", "--seed=7")).isZero();
        String first = out.toString();
        assertThat(first.lines().count()).isGreaterThan(50);
        assertThat(first).endsWith("seed 7 keeps all promises" + System.lineSeparator());
        out.getBuffer().setLength(0);
        assertThat(run("--step", "--seed=7")).isZero();
        assertThat(out.toString()).isEqualTo(first);
    }

    @Test
    void aClusterIsRunWhenMembersAreNamed() {
        assertThat(run("--seeds=2", "--seed=1", "--members=3"))
                .as(out.toString())
                .isZero();
        assertThat(out.toString()).contains("2 runs from seed 1: ", " 0 failed");
    }

    @Test
    void wrongUseIsSaid() {
        assertThat(run("--seeds=0")).isEqualTo(2);
        assertThat(err.toString()).contains("--seeds takes a number from 1 on, not 0.");
        assertThat(run("--members=10")).isEqualTo(2);
        assertThat(err.toString()).contains("--members takes a number from 0 to 9, not 10.");
        assertThat(run("--step")).isEqualTo(2);
        assertThat(err.toString()).contains("--step needs --seed");
    }
}
