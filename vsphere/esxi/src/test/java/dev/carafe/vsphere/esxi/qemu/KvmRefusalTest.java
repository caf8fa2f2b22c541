package dev.carafe.vsphere.esxi.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KvmRefusalTest {
    @TempDir
    Path folder = Path.of("");

    private Path binary = Path.of("");
    private Path notes = Path.of("");
    private int boots;

    @BeforeEach
    void installQemu() throws Exception {
        binary = Files.writeString(folder.resolve("qemu"), "10.0");
        notes = folder.resolve("notes");
    }

    @Test
    void aGuestThatCreptIsNotWaitedForAgainAndTheReasonSaysWhenItWas() throws Exception {
        ProbeOutcome crept = ProbeOutcome.refused("a probe guest crept", true);
        String reason = "a probe guest crept at 2026-05-04T03:02:01Z; to try it again, remove " + notes.resolve("kvm")
                + " and start the host anew";
        assertThat(refusal("2026-05-04T03:02:01.5Z", crept)).contains(reason);
        assertThat(refusal("2026-05-05T00:00:00Z", crept)).contains(reason);
        assertThat(boots).isOne();

        Files.delete(notes.resolve("kvm"));
        assertThat(refusal("2026-05-05T00:00:00Z", ProbeOutcome.BOOTED)).isEmpty();
        assertThat(boots).isEqualTo(2);
    }

    @Test
    void aGuestThatBootedIsBelieved() throws Exception {
        assertThat(refusal("2026-05-04T03:02:01Z", ProbeOutcome.BOOTED)).isEmpty();
        assertThat(refusal("2026-05-04T03:02:01Z", ProbeOutcome.refused("a probe guest crept", true)))
                .isEmpty();
        assertThat(boots).isOne();
    }

    /** On a busy machine a guest that would boot is slow, and is to have its chance at the next start. */
    @Test
    void aGuestThatWaitedForTheProcessorIsTriedAgain() throws Exception {
        assertThat(refusal("2026-05-04T03:02:01Z", ProbeOutcome.refused("a probe guest crept", false)))
                .contains("a probe guest crept");
        assertThat(refusal("2026-05-04T03:02:01Z", ProbeOutcome.BOOTED)).isEmpty();
    }

    @Test
    void whereNothingCanBeNotedTheGuestIsTriedAtEachStart() throws Exception {
        notes = Files.createFile(folder.resolve("file"));
        ProbeOutcome crept = ProbeOutcome.refused("a probe guest crept", true);
        assertThat(refusal("2026-05-04T03:02:01Z", crept)).contains("a probe guest crept");
        assertThat(refusal("2026-05-04T03:02:01Z", crept)).contains("a probe guest crept");
        assertThat(boots).isEqualTo(2);
    }

    private Optional<String> refusal(String now, ProbeOutcome guest) throws Exception {
        return QemuProbe.kvmRefusal(
                binary,
                new KvmNote(notes.resolve("kvm"), "boot", folder),
                Clock.fixed(Instant.parse(now), ZoneOffset.UTC),
                () -> {
                    boots++;
                    return guest;
                });
    }
}
