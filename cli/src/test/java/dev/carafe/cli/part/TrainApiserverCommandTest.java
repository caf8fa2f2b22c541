package dev.carafe.cli.part;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class TrainApiserverCommandTest {
    @Test
    void aServerCanBeUsedAsInTraining() {
        StringWriter said = new StringWriter();
        CommandLine line = new CommandLine(new TrainApiserverCommand()).setErr(new PrintWriter(said));

        int code = line.execute("--uses", "2");

        assertThat(said.toString()).isEmpty();
        assertThat(code).isZero();
    }
}
