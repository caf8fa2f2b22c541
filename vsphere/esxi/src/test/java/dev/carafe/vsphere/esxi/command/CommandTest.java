package dev.carafe.vsphere.esxi.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandTest {
    @Test
    void givesWhatTheProgramWrote() throws Exception {
        assertThat(Command.run(List.of("cat"), "hello", Duration.ofSeconds(30))).isEqualTo("hello");
    }

    @Test
    void aFailureSaysWhatTheProgramSaid() {
        assertThatThrownBy(() -> Command.run("sh", "-c", "echo no luck >&2; exit 3"))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining("exit status 3: no luck");
    }

    @Test
    void anAbsentProgramIsNamed() {
        assertThatThrownBy(() -> Command.run("no-such-program-here"))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining("no-such-program-here");
    }

    @Test
    void muchOutputIsCutAndDoesNotBlock() throws Exception {
        assertThat(Command.run("head", "-c", "9000000", "/dev/zero")).hasSize(Command.OUTPUT_MAX_BYTES);
    }
}
