package dev.carafe.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The programmes under one name. */
final class BenchTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Bench.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args);
    }

    @Test
    void helpListsEachProgrammeWithWhatItIsFor() {
        assertThat(run("--help")).isZero();
        for (CommandLine programme : Bench.commandLine().getSubcommands().values()) {
            assertThat(programme.getCommandSpec().usageMessage().description()).isNotEmpty();
            assertThat(out.toString()).contains("  " + programme.getCommandName() + " ");
        }
    }

    @Test
    void eachProgrammeExplainsItself() {
        for (String programme : Bench.commandLine().getSubcommands().keySet()) {
            assertThat(run(programme, "--help")).isZero();
            assertThat(out.toString()).contains("Usage: carafe bench " + programme);
        }
    }

    @Test
    void whatIsNoProgrammeIsWrongUse() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).contains("no programme was named");
        assertThat(run("weather")).isEqualTo(2);
        assertThat(err.toString()).contains("weather");
    }
}
