package dev.carafe.vsphere.esxi.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.vsphere.esxi.command.Command;
import dev.carafe.vsphere.esxi.datastore.Datastore;
import dev.carafe.vsphere.esxi.datastore.Datastores;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Needs {@code qemu-img} (the package qemu-utils), and fails without it. */
class StreamOptimizedTest {
    /** More than two grain tables' worth, and not a whole number of grains. */
    private static final int BYTES = (80 << 20) + 512 * 3;

    @TempDir
    Path folder;

    private DiskStore store;
    private Path disk;
    private Path flat;

    @BeforeEach
    void setUp() throws IOException {
        store = new DiskStore(
                new Datastores(List.of(new Datastore("one", folder))),
                new Random(1),
                new Unfinished("host-under-test"));
        folder = folder.toRealPath();
        disk = folder.resolve("web.vmdk");
        flat = folder.resolve("web-flat.vmdk");
        store.create(disk, BYTES, Provisioning.THIN, AdapterType.IDE, DiskProgress.NONE);
        Random random = new Random(7);
        byte[] block = new byte[100_000];
        try (RandomAccessFile content = new RandomAccessFile(flat.toFile(), "rw")) {
            for (long at : List.of(0L, 5_000_000L, 40_000_000L, BYTES - 1000L)) {
                random.nextBytes(block);
                content.seek(at);
                content.write(block, 0, (int) Math.min(block.length, BYTES - at));
            }
        }
    }

    @Test
    void exportsWhatQemuReads() throws IOException {
        Path export = Files.write(folder.resolve("export.vmdk"), Streams.bytes(store, disk));
        assertThat(Command.run("qemu-img", "info", "-f", "vmdk", export.toString()))
                .contains("streamOptimized");
        Command.run("qemu-img", "convert", "-f", "vmdk", "-O", "raw", export.toString(), folder + "/back.raw");
        assertThat(Files.mismatch(flat, folder.resolve("back.raw"))).isEqualTo(-1);
    }

    @Test
    void importsWhatItExported() throws IOException {
        Path copy = folder.resolve("copy.vmdk");
        store.importStreamOptimized(Streams.of(store, disk), copy, DiskProgress.NONE);
        assertThat(Files.mismatch(flat, folder.resolve("copy-flat.vmdk"))).isEqualTo(-1);
        assertThat(store.info(copy).adapterType()).isEqualTo(AdapterType.IDE);
        assertThat(store.info(copy).provisioning()).isEqualTo(Provisioning.THIN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"streamOptimized", "monolithicSparse"})
    void takesWhatQemuMade(String format) throws IOException {
        Path made = folder.resolve("made.vmdk");
        Command.run(
                "qemu-img",
                "convert",
                "-f",
                "raw",
                "-O",
                "vmdk",
                "-o",
                "subformat=" + format,
                flat.toString(),
                made.toString());
        store.copy(made, folder.resolve("copy.vmdk"), Provisioning.THIN, DiskProgress.NONE);
        assertThat(Files.mismatch(flat, folder.resolve("copy-flat.vmdk"))).isEqualTo(-1);
        if (format.equals("streamOptimized")) {
            store.importStreamOptimized(Files.newInputStream(made), folder.resolve("two.vmdk"), DiskProgress.NONE);
            assertThat(Files.mismatch(flat, folder.resolve("two-flat.vmdk"))).isEqualTo(-1);
        } else {
            assertThatExceptionOfType(DiskException.class)
                    .isThrownBy(() -> store.importStreamOptimized(
                            Files.newInputStream(made), folder.resolve("two.vmdk"), DiskProgress.NONE))
                    .withMessageContaining("not of the format streamOptimized");
        }
    }

    @Test
    void exportsWhatLiesOverAnother() throws IOException {
        Path delta = folder.resolve("web-000001.vmdk");
        store.delta(disk, delta);
        store.importStreamOptimized(Streams.of(store, delta), folder.resolve("copy.vmdk"), DiskProgress.NONE);
        assertThat(Files.mismatch(flat, folder.resolve("copy-flat.vmdk"))).isEqualTo(-1);
        try (var files = Files.newDirectoryStream(folder, ".carafe-part-*")) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void putsContentIntoADiskThatIsThere() throws IOException {
        Path target = folder.resolve("target.vmdk");
        store.create(target, BYTES + 1024, Provisioning.THIN);
        String uuid = store.info(target).uuid().orElseThrow();
        store.overwriteFromStreamOptimized(Streams.of(store, disk), target, DiskProgress.NONE);
        assertThat(Files.mismatch(flat, folder.resolve("target-flat.vmdk"))).isEqualTo(BYTES);
        assertThat(store.info(target).uuid()).contains(uuid);
        assertThat(store.chain(target).capacityBytes()).isEqualTo(BYTES + 1024);
    }

    @Test
    void leavesNothingOfAnImportThatIsCutOff() throws IOException {
        byte[] whole = Streams.bytes(store, disk);
        Path copy = folder.resolve("copy.vmdk");
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 40; i++) {
            int length = i < 3 ? i * 512 : random.nextInt(whole.length - 512);
            assertThatExceptionOfType(DiskException.class)
                    .as("cut at %d", length)
                    .isThrownBy(() -> store.importStreamOptimized(
                            new ByteArrayInputStream(whole, 0, length), copy, DiskProgress.NONE))
                    .satisfies(e -> assertThat(e.kind()).isIn(DiskException.Kind.CORRUPT, DiskException.Kind.FAILED));
        }
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("web.vmdk", "web-flat.vmdk");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void neverWritesBeyondTheDiskWhateverItIsSent(long seed) throws IOException {
        byte[] whole = Streams.bytes(store, disk);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 60; i++) {
            byte[] bad = Arrays.copyOf(whole, whole.length);
            // The beginnings of sectors are where headers and markers are.
            for (int j = 0; j < 20; j++) {
                int sector = i % 2 == 0 ? random.nextInt(3) : random.nextInt(whole.length / 512);
                bad[sector * 512 + random.nextInt(80)] = (byte) random.nextInt(256);
            }
            Path copy = folder.resolve("copy.vmdk");
            try {
                store.importStreamOptimized(new ByteArrayInputStream(bad), copy, DiskProgress.NONE);
                assertThat(Files.size(folder.resolve("copy-flat.vmdk")))
                        .as("seed %d step %d", seed, i)
                        .isEqualTo(store.chain(copy).capacityBytes());
                store.delete(copy);
            } catch (DiskException said) {
                assertThat(said.kind()).isNotNull();
            }
        }
    }
}
