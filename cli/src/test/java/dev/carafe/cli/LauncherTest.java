package dev.carafe.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.carafe.cli.host.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LauncherTest {

    private static final Path LAUNCHER =
            Path.of("..", "carafe").toAbsolutePath().normalize();

    @Test
    void shellcheckFindsNothing() throws Exception {
        assumeThat(Command.find("shellcheck"))
                .as("shellcheck is installed (the package shellcheck)")
                .isPresent();

        Command.Result result = Command.run(Duration.ofSeconds(60), List.of("shellcheck", LAUNCHER.toString()));

        assertThat(result.output()).isEmpty();
        assertThat(result.isOk()).isTrue();
    }

    @Test
    void aPosixShellCanReadIt() throws Exception {
        Command.Result result = Command.run(Duration.ofSeconds(10), List.of("sh", "-n", LAUNCHER.toString()));

        assertThat(result.output()).isEmpty();
        assertThat(result.isOk()).isTrue();
    }
}
