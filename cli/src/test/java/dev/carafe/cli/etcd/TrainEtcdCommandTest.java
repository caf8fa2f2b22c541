package dev.carafe.cli.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class TrainEtcdCommandTest {
    @Test
    void storesOfEachKindCanBeUsedAsInTraining() {
        StringWriter said = new StringWriter();
        CommandLine line = new CommandLine(new TrainEtcdCommand()).setErr(new PrintWriter(said));

        int code = line.execute("--uses", "50");

        assertThat(said.toString()).isEmpty();
        assertThat(code).isZero();
    }
}
