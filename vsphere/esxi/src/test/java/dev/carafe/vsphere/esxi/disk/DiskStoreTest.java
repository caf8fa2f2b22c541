package dev.carafe.vsphere.esxi.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carafe.vsphere.esxi.command.Command;
import dev.carafe.vsphere.esxi.datastore.Datastore;
import dev.carafe.vsphere.esxi.datastore.Datastores;
import dev.carafe.vsphere.esxi.datastore.InvalidDatastorePathException;
import dev.carafe.vsphere.esxi.qemu.ImageFormat;
import dev.carafe.vsphere.esxi.qemu.ImageLayer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs {@code qemu-img} (the package qemu-utils), and fails without it. */
class DiskStoreTest {
    private static final int MIB = 1 << 20;

    @TempDir
    Path temporary;

    private Path folder;
    private Path disk;
    private DiskStore store;

    @BeforeEach
    void setUp() throws IOException {
        Datastore one = new Datastore("one", Files.createDirectory(temporary.resolve("one")));
        Datastore two = new Datastore("two", Files.createDirectory(temporary.resolve("two")));
        folder = Files.createDirectory(one.root().resolve("web"));
        Files.createDirectory(two.root().resolve("web"));
        disk = folder.resolve("web.vmdk");
        store = new DiskStore(new Datastores(List.of(one, two)), new Random(1), new Unfinished("host-under-test"));
    }

    private Path two(String name) {
        return temporary.resolve("two/web").resolve(name).toAbsolutePath();
    }

    private static List<String> names(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static void put(Path content, long offset, String text) throws IOException {
        try (FileChannel channel = FileChannel.open(content, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(text.getBytes(UTF_8)), offset);
        }
    }

    private static String get(Path content, long offset, int length) throws IOException {
        try (FileChannel channel = FileChannel.open(content, StandardOpenOption.READ)) {
            ByteBuffer buffer = ByteBuffer.allocate(length);
            channel.read(buffer, offset);
            return new String(buffer.array(), UTF_8);
        }
    }

    /** Writes into a delta as a guest would. */
    private void write(Path descriptor, long offset, int value) throws IOException {
        List<ImageLayer> layers = store.chain(descriptor).layersBaseFirst();
        String image = "";
        for (ImageLayer layer : layers) {
            image = "{\"driver\":\"" + layer.format().driver() + "\",\"file\":{\"driver\":\"file\",\"filename\":\""
                    + layer.file() + "\"}" + (image.isEmpty() ? "" : ",\"backing\":" + image) + "}";
        }
        Command.run("qemu-io", "-c", "write -P " + value + " " + offset + " 512", "json:" + image);
    }

    private static DiskException.Kind kindOf(Runnable operation) {
        try {
            operation.run();
        } catch (DiskException failed) {
            return failed.kind();
        }
        throw new AssertionError("it did not fail");
    }

    @Test
    void makesADiskThatQemuAndOtherToolsRead() throws IOException {
        store.create(disk, 8 * MIB, Provisioning.THIN);
        assertThat(names(folder)).containsExactly("web-flat.vmdk", "web.vmdk");
        DiskChain chain = store.chain(disk);
        assertThat(chain.capacityBytes()).isEqualTo(8 * MIB);
        assertThat(chain.layersBaseFirst())
                .containsExactly(new ImageLayer(folder.resolve("web-flat.vmdk").toRealPath(), ImageFormat.RAW));
        String info = Command.run("qemu-img", "info", "-f", "vmdk", disk.toString());
        assertThat(info).contains("virtual size: 8 MiB").contains("create type: monolithicFlat");
        assertThat(store.info(disk).uuid().orElseThrow()).matches("60 00 c2 9. .. .. .. ..-.. .. .. .. .. .. .. ..");
    }

    @Test
    void takesItsRoomAtOnceWhenAsked() throws IOException {
        store.create(disk, 4 * MIB, Provisioning.THIN);
        store.create(folder.resolve("thick.vmdk"), 4 * MIB, Provisioning.THICK);
        store.create(folder.resolve("eager.vmdk"), 4 * MIB, Provisioning.EAGER_ZEROED);
        assertThat(blocks("web-flat.vmdk")).isLessThan(64);
        assertThat(blocks("thick-flat.vmdk")).isGreaterThanOrEqualTo(8192);
        assertThat(blocks("eager-flat.vmdk")).isGreaterThanOrEqualTo(8192);
        store.inflate(disk);
        assertThat(blocks("web-flat.vmdk")).isGreaterThanOrEqualTo(8192);
        assertThat(store.info(disk).provisioning()).isEqualTo(Provisioning.THICK);
    }

    private long blocks(String name) throws IOException {
        return Long.parseLong(
                Command.run("stat", "-c", "%b", folder.resolve(name).toString()).strip());
    }

    @Test
    void putsDisksOneOverAnother() throws IOException {
        store.create(disk, 4 * MIB, Provisioning.THIN);
        put(folder.resolve("web-flat.vmdk"), 0, "base");
        Path first = folder.resolve("web-000001.vmdk");
        Path second = two("clone.vmdk");
        store.delta(disk, first);
        store.link(first, second);
        write(second, 1024, 65);

        DiskChain chain = store.chain(second);
        assertThat(chain.topFirst()).hasSize(3);
        assertThat(chain.layersBaseFirst())
                .extracting(ImageLayer::format)
                .containsExactly(ImageFormat.RAW, ImageFormat.QCOW2, ImageFormat.QCOW2);
        assertThat(Files.readString(second)).contains("parentFileNameHint=\"[one] web/web-000001.vmdk\"");
        assertThat(Files.readString(first)).contains("parentFileNameHint=\"web.vmdk\"");

        store.copy(second, two("flat.vmdk"), Provisioning.THICK, DiskProgress.NONE);
        assertThat(get(two("flat-flat.vmdk"), 0, 4)).isEqualTo("base");
        assertThat(get(two("flat-flat.vmdk"), 1024, 4)).isEqualTo("AAAA");
        assertThat(Files.size(two("flat-flat.vmdk"))).isEqualTo(4 * MIB);
    }

    @Test
    void commitsADiskAndLeavesWhatLiesOverIt() throws IOException {
        store.create(disk, 4 * MIB, Provisioning.THIN);
        Path first = folder.resolve("web-000001.vmdk");
        Path second = folder.resolve("web-000002.vmdk");
        store.delta(disk, first);
        store.delta(first, second);
        write(first, 512, 66);
        write(second, 1024, 67);
        List<Integer> told = new ArrayList<>();
        store.commit(first, List.of(second), told::add);
        assertThat(told).endsWith(100);
        assertThat(names(folder))
                .containsExactly("web-000002-delta.qcow2", "web-000002.vmdk", "web-flat.vmdk", "web.vmdk");
        assertThat(get(folder.resolve("web-flat.vmdk"), 512, 4)).isEqualTo("BBBB");
        store.commit(second, List.of(), DiskProgress.NONE);
        assertThat(get(folder.resolve("web-flat.vmdk"), 1024, 4)).isEqualTo("CCCC");
        assertThat(kindOf(() -> store.commit(disk, List.of(), DiskProgress.NONE)))
                .isEqualTo(DiskException.Kind.UNSUPPORTED);
    }

    @Test
    void growsMovesAndRemoves() throws IOException {
        store.create(disk, 4 * MIB, Provisioning.THIN);
        put(folder.resolve("web-flat.vmdk"), 100, "kept");
        store.extend(disk, 6 * MIB);
        assertThat(store.chain(disk).capacityBytes()).isEqualTo(6 * MIB);
        assertThat(kindOf(() -> store.extend(disk, 5 * MIB))).isEqualTo(DiskException.Kind.INVALID);

        Path delta = folder.resolve("web-000001.vmdk");
        store.delta(disk, delta);
        store.move(delta, two("top.vmdk"), DiskProgress.NONE);
        assertThat(store.chain(two("top.vmdk")).topFirst()).hasSize(2);
        assertThat(kindOf(() -> store.extend(two("top.vmdk"), 8 * MIB))).isEqualTo(DiskException.Kind.UNSUPPORTED);
        store.move(disk, two("base.vmdk"), DiskProgress.NONE);
        assertThat(names(folder)).isEmpty();
        assertThat(kindOf(() -> store.chain(two("top.vmdk")))).isEqualTo(DiskException.Kind.NOT_FOUND);
        store.setParent(two("top.vmdk"), two("base.vmdk"));
        assertThat(store.chain(two("top.vmdk")).topFirst()).hasSize(2);
        assertThat(get(two("base-flat.vmdk"), 100, 4)).isEqualTo("kept");

        store.delete(two("top.vmdk"));
        store.zeroFill(two("base.vmdk"));
        assertThat(get(two("base-flat.vmdk"), 100, 4)).isEqualTo("\0\0\0\0");
        store.delete(two("base.vmdk"));
        assertThat(names(temporary.resolve("two/web"))).isEmpty();
    }

    @Test
    void removesTheContentThatACrashLeftWhenItHadTheDescriptorAlready() throws IOException {
        store.create(disk, MIB, Provisioning.THIN);
        store.deleteRest(disk);
        assertThat(store.chain(disk).capacityBytes()).as("a whole disk stays").isEqualTo(MIB);

        Files.delete(disk);
        store.deleteRest(disk);

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void refusesWhatIsThereAndWhatIsNot() throws IOException {
        store.create(disk, MIB, Provisioning.THIN);
        byte[] before = Files.readAllBytes(disk);
        assertThat(kindOf(() -> store.create(disk, MIB, Provisioning.THIN))).isEqualTo(DiskException.Kind.EXISTS);
        assertThat(kindOf(() -> store.copy(disk, disk, Provisioning.THIN, DiskProgress.NONE)))
                .isIn(DiskException.Kind.EXISTS, DiskException.Kind.LOCKED);
        Path absent = folder.resolve("absent.vmdk");
        assertThat(kindOf(() -> store.chain(absent))).isEqualTo(DiskException.Kind.NOT_FOUND);
        assertThat(kindOf(() -> store.delete(absent))).isEqualTo(DiskException.Kind.NOT_FOUND);
        assertThat(kindOf(() -> store.create(folder.resolve("no/x.vmdk"), MIB, Provisioning.THIN)))
                .isEqualTo(DiskException.Kind.NOT_FOUND);
        for (String name : List.of("x.img", ".vmdk", "x-flat.vmdk", "a\"b.vmdk")) {
            assertThat(kindOf(() -> store.create(folder.resolve(name), MIB, Provisioning.THIN)))
                    .as(name)
                    .isEqualTo(DiskException.Kind.INVALID);
        }
        for (long bytes : List.of(0L, -512L, 513L, DiskStore.CAPACITY_MAX_BYTES + 512)) {
            assertThat(kindOf(() -> store.create(absent, bytes, Provisioning.THIN)))
                    .isEqualTo(DiskException.Kind.INVALID);
        }
        assertThatExceptionOfType(InvalidDatastorePathException.class)
                .isThrownBy(() -> store.create(temporary.resolve("outside.vmdk"), MIB, Provisioning.THIN));
        assertThat(Files.readAllBytes(disk)).isEqualTo(before);
        assertThat(names(folder)).containsExactly("web-flat.vmdk", "web.vmdk");
    }

    @Test
    void followsNoNameThatLeadsOut() throws IOException {
        Path secret = Files.writeString(temporary.resolve("secret"), "x".repeat(MIB));
        store.create(disk, MIB, Provisioning.THIN);
        String good = Files.readString(disk);
        for (String name : List.of(secret.toString(), "../../secret", "", "a/b")) {
            Files.writeString(disk, good.replace("web-flat.vmdk", name));
            assertThat(kindOf(() -> store.chain(disk))).as(name).isEqualTo(DiskException.Kind.CORRUPT);
        }
        Files.writeString(disk, good);
        Files.delete(folder.resolve("web-flat.vmdk"));
        Files.createSymbolicLink(folder.resolve("web-flat.vmdk"), secret);
        assertThat(kindOf(() -> store.chain(disk))).isEqualTo(DiskException.Kind.CORRUPT);

        Files.delete(folder.resolve("web-flat.vmdk"));
        Files.write(folder.resolve("web-flat.vmdk"), new byte[MIB]);
        Path delta = folder.resolve("web-000001.vmdk");
        store.delta(disk, delta);
        String child = Files.readString(delta);
        for (String hint : List.of(secret.toString(), "../../secret", "[three] x.vmdk", "/vmfs/volumes/nowhere")) {
            Files.writeString(delta, child.replace("=\"web.vmdk\"", "=\"" + hint + "\""));
            assertThat(kindOf(() -> store.chain(delta))).as(hint).isEqualTo(DiskException.Kind.CORRUPT);
        }
        Files.writeString(delta, child.replace("=\"web.vmdk\"", "=\"/vmfs/volumes/one/web/web.vmdk\""));
        assertThat(store.chain(delta).topFirst()).hasSize(2);
    }

    @Test
    void findsLoopsAndChangedParents() throws IOException {
        store.create(disk, MIB, Provisioning.THIN);
        Path delta = folder.resolve("web-000001.vmdk");
        store.delta(disk, delta);
        String child = Files.readString(delta);
        String cid = child.lines()
                .filter(line -> line.startsWith("CID="))
                .findFirst()
                .orElseThrow()
                .substring(4);
        Files.writeString(
                delta,
                child.replaceAll("parentCID=.*", "parentCID=" + cid).replace("=\"web.vmdk\"", "=\"web-000001.vmdk\""));
        assertThatExceptionOfType(DiskException.class)
                .isThrownBy(() -> store.chain(delta))
                .withMessageContaining("comes back");
        Files.writeString(delta, child.replaceAll("parentCID=.*", "parentCID=00000007"));
        assertThatExceptionOfType(DiskException.class)
                .isThrownBy(() -> store.chain(delta))
                .withMessageContaining("has changed since");
    }

    @Test
    void namesTheDescriptorThatIsCorrupt() throws IOException {
        Files.writeString(disk, "nothing of the kind");
        assertThatExceptionOfType(DiskException.class)
                .isThrownBy(() -> store.chain(disk))
                .withMessageContaining("web.vmdk is corrupt: line 1")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(DiskException.Kind.CORRUPT));
        Files.delete(disk);
        store.create(disk, MIB, Provisioning.THIN);
        DiskStore.setLength(folder.resolve("web-flat.vmdk"), 512);
        assertThat(kindOf(() -> store.chain(disk))).isEqualTo(DiskException.Kind.CORRUPT);
        Files.delete(folder.resolve("web-flat.vmdk"));
        assertThat(kindOf(() -> store.chain(disk))).isEqualTo(DiskException.Kind.NOT_FOUND);
    }

    @Test
    void leavesADiskAloneThatQemuHasOpen() throws IOException {
        store.create(disk, MIB, Provisioning.THIN);
        Path flat = folder.resolve("web-flat.vmdk");
        Process holder = new ProcessBuilder("qemu-io", "-f", "raw", flat.toString())
                .redirectErrorStream(true)
                .start();
        try {
            // Its prompt says that it has opened the file.
            assertThat(holder.getInputStream().read()).isPositive();
            for (Runnable operation : List.<Runnable>of(
                    () -> store.delete(disk),
                    () -> store.extend(disk, 2 * MIB),
                    () -> store.move(disk, folder.resolve("b.vmdk"), DiskProgress.NONE),
                    () -> store.copy(disk, folder.resolve("b.vmdk"), Provisioning.THIN, DiskProgress.NONE),
                    () -> store.zeroFill(disk))) {
                assertThat(kindOf(operation)).isEqualTo(DiskException.Kind.LOCKED);
            }
        } finally {
            holder.destroyForcibly();
            holder.onExit().join();
        }
        assertThat(names(folder)).containsExactly("web-flat.vmdk", "web.vmdk");
        store.delete(disk);
    }

    @Test
    void stopsWhenNobodyWantsItAnyMore() throws IOException {
        store.create(disk, 64 * MIB, Provisioning.THIN);
        DiskProgress enough = new DiskProgress() {
            @Override
            public void percent(int percent) {}

            @Override
            public boolean cancelled() {
                return true;
            }
        };
        put(folder.resolve("web-flat.vmdk"), 0, "x");
        InputStream export = Streams.of(store, disk);
        assertThat(kindOf(() -> store.importStreamOptimized(export, folder.resolve("b.vmdk"), enough)))
                .isEqualTo(DiskException.Kind.CANCELED);
        assertThat(names(folder)).containsExactly("web-flat.vmdk", "web.vmdk");
    }

    @Test
    void sweepsWhatACrashLeft() throws IOException {
        store.create(disk, MIB, Provisioning.THIN);
        Files.createFile(store.unfinished(disk));
        Path copied = Files.createDirectories(store.unfinished(disk).resolve("of/a/folder"));
        Files.createFile(copied.resolve("file"));
        store.sweep(folder, 1);
        assertThat(names(folder)).containsExactly("web-flat.vmdk", "web.vmdk");
    }

    @Test
    void sweepsAsDeepAsItIsTold() throws IOException {
        Path deep = Files.createDirectories(folder.resolve("a/b"));
        Files.createFile(store.unfinished(deep.resolve("c")));
        store.sweep(folder, 2);
        assertThat(names(deep)).hasSize(1);
        store.sweep(folder, 3);
        assertThat(names(deep)).isEmpty();
    }

    @Test
    void leavesWhatAnotherHostIsMakingOrAUserCalledAlike() throws IOException {
        DiskStore other = new DiskStore(
                new Datastores(List.of(new Datastore("one", folder))), new Random(1), new Unfinished("another"));
        Path theirs = Files.createFile(other.unfinished(disk));
        Path users = Files.createFile(folder.resolve(".carafe-part-list"));
        store.sweep(folder, 1);
        assertThat(theirs).exists();
        assertThat(users).exists();
        assertThat(DiskStore.isUnfinished(theirs)).isTrue();
    }

    @Test
    void givesAnotherIdentity() {
        store.create(disk, MIB, Provisioning.THIN);
        store.setUuid(disk, "6000C29A-0001-0203-0405-060708090a0b");
        assertThat(store.info(disk).uuid()).contains("60 00 c2 9a 00 01 02 03-04 05 06 07 08 09 0a 0b");
        assertThat(kindOf(() -> store.setUuid(disk, "\" x"))).isEqualTo(DiskException.Kind.INVALID);
    }
}
