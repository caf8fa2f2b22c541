package dev.carafe.vsphere.esxi.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.vsphere.esxi.testing.Golden;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiskDescriptorTest {
    private static final String OF_ESX = """
            # Disk DescriptorFile
            version=1
            encoding="UTF-8"
            CID=fffffffe
            parentCID=ffffffff
            isNativeSnapshot="no"
            createType="vmfs"

            # Extent description
            RW 4194304 VMFS "web-flat.vmdk"

            # The Disk Data Base
            #DDB

            ddb.adapterType = "lsilogic"
            ddb.geometry.cylinders = "261"
            ddb.geometry.heads = "255"
            ddb.geometry.sectors = "63"
            ddb.longContentID = "1b8c8e1d2f4d8e4e3b5c1f0dfffffffe"
            ddb.thinProvisioned = "1"
            ddb.uuid = "60 00 C2 9a 2f 5b 38 7d-d5 2c 29 4e 0f 5b 6f 4a"
            ddb.virtualHWVersion = "13"
            """;

    private static DiskDescriptor disk() {
        return DiskDescriptor.flat(
                0x1234abcdL,
                2048,
                "web-flat.vmdk",
                AdapterType.LSI_LOGIC,
                Provisioning.THIN,
                "60 00 c2 9a 00 01 02 03-04 05 06 07 08 09 0a 0b");
    }

    private static DiskDescriptor parse(String text) throws CorruptDescriptorException {
        return DiskDescriptor.parse(text.getBytes(UTF_8));
    }

    @Test
    void writesWhatOtherToolsRead() throws IOException {
        Golden.check("disk/flat.vmdk", new String(disk().bytes(), UTF_8).lines().toList());
        Golden.check(
                "disk/delta.vmdk",
                new String(
                                disk().child(0x99L, "[one] web/web.vmdk", "web-000001-delta.qcow2")
                                        .bytes(),
                                UTF_8)
                        .lines()
                        .toList());
    }

    @Test
    void readsWhatItWrote() throws CorruptDescriptorException {
        DiskDescriptor child = disk().child(0x99L, "web.vmdk", "web-000001-delta.qcow2");
        assertThat(DiskDescriptor.parse(disk().bytes())).isEqualTo(disk());
        assertThat(DiskDescriptor.parse(child.bytes())).isEqualTo(child);
        assertThat(child.parentCid()).hasValue(0x1234abcdL);
    }

    @Test
    void readsADescriptorOfAnEsxHost() throws CorruptDescriptorException {
        DiskDescriptor descriptor = parse(OF_ESX);
        assertThat(descriptor.sectors()).isEqualTo(4_194_304);
        assertThat(descriptor.extents()).containsExactly(new Extent("RW", 4_194_304, "VMFS", "web-flat.vmdk"));
        assertThat(descriptor.isThin()).isTrue();
        assertThat(descriptor.parentCid()).isEmpty();
        assertThat(descriptor.geometry()).isEqualTo(new Geometry(261, 255, 63));
        assertThat(descriptor.uuid()).contains("60 00 C2 9a 2f 5b 38 7d-d5 2c 29 4e 0f 5b 6f 4a");
        assertThat(parse(new String(descriptor.bytes(), UTF_8))).isEqualTo(descriptor);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "# Disk DescriptorFile~# Something else~line 1",
                "createType=\"vmfs\"~~createType is missing",
                "RW 4194304 VMFS \"web-flat.vmdk\"~~no extent",
                "RW 4194304 VMFS~RW 0 VMFS~possible size",
                "RW 4194304 VMFS~RW 999999999999999 VMFS~possible size",
                "RW 4194304 VMFS \"web-flat.vmdk\"~RW lots VMFS \"x\"~neither an extent nor a setting",
                "CID=fffffffe~CID=what~cid is no number",
                "parentCID=ffffffff~parentCID=00000001~no parentFileNameHint",
                "version=1~createType=\"x\"~createType is there twice",
                "version=1~version=\"1~line 2",
            })
    void saysWhatIsWrong(String from, String to, String message) {
        String broken = OF_ESX.replace(from, to == null ? "" : to);
        assertThatExceptionOfType(CorruptDescriptorException.class)
                .isThrownBy(() -> parse(broken))
                .withMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void neverFailsOtherwiseThanBySayingSo(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] good = OF_ESX.getBytes(UTF_8);
        for (int i = 0; i < 3000; i++) {
            byte[] bad = good.clone();
            for (int j = 0; j <= random.nextInt(3); j++) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            try {
                DiskDescriptor read = DiskDescriptor.parse(bad);
                assertThat(DiskDescriptor.parse(read.bytes()))
                        .as("seed %d step %d", seed, i)
                        .isEqualTo(read);
            } catch (CorruptDescriptorException said) {
                assertThat(said.getMessage()).isNotBlank();
            }
        }
    }

    @Test
    void givesTheGeometryOfVmwaresTools() {
        assertThat(Geometry.of(2048 * 512, AdapterType.LSI_LOGIC)).isEqualTo(new Geometry(512, 64, 32));
        assertThat(Geometry.of(1L << 21, AdapterType.LSI_LOGIC)).isEqualTo(new Geometry(512, 128, 32));
        assertThat(Geometry.of(16L << 21, AdapterType.BUS_LOGIC)).isEqualTo(new Geometry(2088, 255, 63));
        assertThat(Geometry.of(1L << 40, AdapterType.IDE)).isEqualTo(new Geometry(16_383, 16, 63));
    }

    @Test
    void refusesQcow2FilesThatReachOut() throws CorruptDescriptorException {
        ByteBuffer header = ByteBuffer.allocate(Qcow2Header.BYTES)
                .putInt(0x514649fb)
                .putInt(3)
                .putLong(24, 1 << 20);
        assertThat(Qcow2Header.parse(header.rewind()).sizeBytes()).isEqualTo(1 << 20);
        for (long features : List.of(1L << 1, 1L << 2, 1L << 40)) {
            ByteBuffer wrong = ByteBuffer.wrap(header.array().clone()).putLong(72, features);
            assertThatExceptionOfType(CorruptDescriptorException.class)
                    .as("features %x", features)
                    .isThrownBy(() -> Qcow2Header.parse(wrong.rewind()));
        }
        assertThatExceptionOfType(CorruptDescriptorException.class)
                .isThrownBy(() -> Qcow2Header.parse(
                        ByteBuffer.wrap(header.array().clone()).putInt(32, 1)));
    }
}
