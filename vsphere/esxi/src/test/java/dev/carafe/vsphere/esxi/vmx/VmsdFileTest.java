package dev.carafe.vsphere.esxi.vmx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VmsdFileTest {
    private static VmsdFile.Snapshot snapshot(int uid, OptionalInt parent) {
        return new VmsdFile.Snapshot(
                uid,
                parent,
                "before the \"update\"",
                "two\nlines",
                Instant.parse("2026-03-04T05:06:07.123456Z"),
                uid == 2,
                "web-Snapshot" + uid + ".vmsn",
                Map.of("scsi0:0", "web.vmdk"),
                Map.of("quiesced", "TRUE"));
    }

    @Test
    void keepsATree() throws CorruptVmxException {
        VmsdFile file = new VmsdFile(
                7,
                OptionalInt.of(3),
                List.of(
                        snapshot(1, OptionalInt.empty()),
                        snapshot(2, OptionalInt.of(1)),
                        snapshot(3, OptionalInt.of(2)),
                        snapshot(5, OptionalInt.of(1))));
        VmsdFile read = VmsdFile.parse(file.bytes());
        assertThat(read).isEqualTo(file);
        assertThat(read.childrenOf(OptionalInt.of(1)))
                .extracting(VmsdFile.Snapshot::uid)
                .containsExactly(2, 5);
        assertThat(read.childrenOf(OptionalInt.empty())).hasSize(1);
        assertThat(read.depthOf(3)).isEqualTo(3);
    }

    @Test
    void takesAnEmptyFileForNoSnapshots() throws CorruptVmxException {
        assertThat(VmsdFile.parse(new byte[0])).isEqualTo(VmsdFile.EMPTY);
    }

    @Test
    void readsTimesInTwoSignedHalves() throws CorruptVmxException {
        VmsdFile file = VmsdFile.parse("""
                snapshot.numSnapshots = "1"
                snapshot0.uid = "1"
                snapshot0.createTimeHigh = "279770"
                snapshot0.createTimeLow = "-1131353696"
                """.getBytes(UTF_8));
        assertThat(file.snapshots().getFirst().createTime()).isEqualTo(Instant.parse("2008-01-29T11:29:24.015520Z"));
        assertThat(file.lastUid()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "snapshot.numSnapshots = \"99999\"~numSnapshots",
                "snapshot.current = \"4\"~snapshot.current",
                "snapshot.numSnapshots = \"1\"~uid is missing",
                "snapshot.numSnapshots = \"1\"|snapshot0.uid = \"1\"|snapshot0.parent = \"2\"~parent of snapshot 1",
                "snapshot.numSnapshots = \"1\"|snapshot0.uid = \"1\"|snapshot0.parent = \"1\"~parent of snapshot 1",
                "snapshot.numSnapshots = \"2\"|snapshot0.uid = \"1\"|snapshot1.uid = \"1\"~Two snapshots",
                "snapshot.numSnapshots = \"1\"|snapshot0.uid = \"1\"|snapshot0.numDisks = \"1\"~disk0.node",
            })
    void refusesWhatIsNoTree(String lines, String message) {
        assertThatExceptionOfType(CorruptVmxException.class)
                .isThrownBy(() -> VmsdFile.parse(lines.replace('|', '\n').getBytes(UTF_8)))
                .withMessageContaining(message);
    }
}
