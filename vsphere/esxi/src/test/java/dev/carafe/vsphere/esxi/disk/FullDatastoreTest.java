package dev.carafe.vsphere.esxi.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carafe.vsphere.esxi.command.Command;
import dev.carafe.vsphere.esxi.datastore.Datastore;
import dev.carafe.vsphere.esxi.datastore.Datastores;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A datastore on a file system of 4 MiB; only root can mount one. */
class FullDatastoreTest {
    private static final int MIB = 1 << 20;

    @TempDir
    Path temporary;

    private Path small;
    private DiskStore store;
    private boolean mounted;

    @BeforeEach
    void setUp() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root, to mount a small file system");
        small = Files.createDirectory(temporary.resolve("small")).toRealPath();
        Command.run("mount", "-t", "tmpfs", "-o", "size=4m", "none", small.toString());
        mounted = true;
        Path large = Files.createDirectory(temporary.resolve("large")).toRealPath();
        store = new DiskStore(
                new Datastores(List.of(new Datastore("small", small), new Datastore("large", large))),
                new Random(1),
                new Unfinished("host-under-test"));
        store.create(large.resolve("a.vmdk"), 8 * MIB, Provisioning.THIN);
        Random random = new Random(2);
        byte[] content = new byte[8 * MIB];
        random.nextBytes(content);
        Files.write(large.resolve("a-flat.vmdk"), content);
    }

    @AfterEach
    void tearDown() throws IOException {
        if (mounted) {
            Command.run("umount", small.toString());
        }
    }

    private void assertFull(Runnable operation) throws IOException {
        assertThatExceptionOfType(DiskException.class)
                .isThrownBy(operation::run)
                .satisfies(e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(DiskException.Kind.NO_SPACE));
        try (var files = Files.list(small)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void leavesNothingHalfMade() throws IOException {
        Path disk = small.resolve("b.vmdk");
        Path large = temporary.toRealPath().resolve("large/a.vmdk");
        assertFull(() -> store.create(disk, 8 * MIB, Provisioning.THICK));
        assertFull(() -> store.create(disk, 8 * MIB, Provisioning.EAGER_ZEROED));
        assertFull(() -> store.copy(large, disk, Provisioning.THIN, DiskProgress.NONE));
        assertFull(() -> store.move(large, disk, DiskProgress.NONE));
        try (InputStream export = Streams.of(store, large)) {
            assertFull(() -> store.importStreamOptimized(export, disk, DiskProgress.NONE));
        }
        assertThat(store.chain(large).capacityBytes()).isEqualTo(8 * MIB);
    }

    @Test
    void keepsADiskAsItWasThatCannotGrow() throws IOException {
        Path disk = small.resolve("b.vmdk");
        store.create(disk, MIB, Provisioning.THICK);
        assertThatExceptionOfType(DiskException.class)
                .isThrownBy(() -> store.extend(disk, 8 * MIB))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(DiskException.Kind.NO_SPACE));
        assertThat(store.chain(disk).capacityBytes()).isEqualTo(MIB);
        assertThat(Files.size(small.resolve("b-flat.vmdk"))).isEqualTo(MIB);
    }
}
