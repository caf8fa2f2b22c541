package dev.carafe.vsphere.esxi.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KvmNoteTest {
    private static final ProbeOutcome REFUSED = ProbeOutcome.refused("a probe guest hung at noon", true);

    @TempDir
    Path folder = Path.of("");

    private Path binary = Path.of("");
    private Path device = Path.of("");

    @BeforeEach
    void installQemu() throws Exception {
        binary = Files.writeString(folder.resolve("qemu"), "10.0");
        device = Files.createFile(folder.resolve("device"));
    }

    @Test
    void saysNothingBeforeAGuestWasTried() throws Exception {
        assertThat(note("one").says(binary)).isEmpty();
    }

    @Test
    void isGoodUntilTheMachineStartsAnew() throws Exception {
        note("one").write(binary, ProbeOutcome.BOOTED);
        assertThat(note("one").says(binary)).contains(ProbeOutcome.BOOTED);
        assertThat(note("two").says(binary)).isEmpty();
    }

    @Test
    void isGoodUntilQemuIsReplaced() throws Exception {
        note("one").write(binary, REFUSED);
        assertThat(note("one").says(binary)).contains(REFUSED);
        Files.writeString(binary, "10.0.2");
        assertThat(note("one").says(binary)).isEmpty();
    }

    @Test
    void isGoodUntilTheDeviceIsMadeAnew() throws Exception {
        note("one").write(binary, REFUSED);
        Object before = Files.getAttribute(device, "unix:ctime");
        do {
            Files.delete(device);
            Files.createFile(device);
        } while (Files.getAttribute(device, "unix:ctime")
                .equals(before)); // the kernel's clock ticks every few milliseconds
        assertThat(note("one").says(binary)).isEmpty();
    }

    @Test
    void isOverwrittenByALaterOne() throws Exception {
        note("one").write(binary, REFUSED);
        note("one").write(binary, ProbeOutcome.BOOTED);
        assertThat(note("one").says(binary)).contains(ProbeOutcome.BOOTED);
    }

    @Test
    void saysNothingWhereItIsCutOff() throws Exception {
        note("one").write(binary, REFUSED);
        String text = Files.readString(note("one").file());
        for (int length = 0; length < text.length(); length++) {
            Files.writeString(note("one").file(), text.substring(0, length));
            assertThat(note("one").says(binary)).as("of %d characters", length).isEmpty();
        }
    }

    private KvmNote note(String boot) {
        return new KvmNote(folder.resolve("notes").resolve("kvm"), boot, device);
    }
}
