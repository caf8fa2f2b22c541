package dev.carafe.vsphere.esxi.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KvmNoteTest {
    @TempDir
    Path folder = Path.of("");

    private Path binary = Path.of("");

    @BeforeEach
    void installQemu() throws Exception {
        binary = Files.writeString(folder.resolve("qemu"), "10.0");
    }

    @Test
    void saysNothingBeforeAGuestBooted() throws Exception {
        assertThat(note("one").says(binary)).isFalse();
    }

    @Test
    void isGoodUntilTheMachineStartsAnew() throws Exception {
        note("one").write(binary);
        assertThat(note("one").says(binary)).isTrue();
        assertThat(note("two").says(binary)).isFalse();
    }

    @Test
    void isGoodUntilQemuIsReplaced() throws Exception {
        note("one").write(binary);
        Files.writeString(binary, "10.0.2");
        assertThat(note("one").says(binary)).isFalse();
    }

    private KvmNote note(String boot) {
        return new KvmNote(folder.resolve("kvm"), boot);
    }
}
