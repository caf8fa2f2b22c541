package dev.carafe.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.carafe.vsphere.client.Connection;
import dev.carafe.vsphere.client.Finder;
import dev.carafe.vsphere.client.PropertyReader;
import dev.carafe.vsphere.client.TransferException;
import dev.carafe.vsphere.client.TransferProgress;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.client.datastore.DatastoreFiles;
import dev.carafe.vsphere.client.datastore.VirtualDisks;
import dev.carafe.vsphere.client.host.Hosts;
import dev.carafe.vsphere.client.vm.DeviceChanges;
import dev.carafe.vsphere.client.vm.Snapshots;
import dev.carafe.vsphere.client.vm.VirtualMachines;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Datastore;
import dev.carafe.vsphere.vim.vim25.FileFault;
import dev.carafe.vsphere.vim.vim25.FileNotFound;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.InaccessibleDatastore;
import dev.carafe.vsphere.vim.vim25.InvalidDatastorePath;
import dev.carafe.vsphere.vim.vim25.NoDiskSpace;
import dev.carafe.vsphere.vim.vim25.VirtualDiskType;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineCloneSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConnectionState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineFileInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRelocateSpec;
import dev.carafe.vsphere.vim.vim25.VmConfigFault;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server does with paths that lead astray, files that are damaged, and a datastore that fills up. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class VSphereBadFilesContract {
    /** A datastore of its own, of {@link #SMALL_MIB}. */
    private static final String SMALL = "small";

    /** One that every such server has. */
    private static final String ROOMY = "datastore1";

    private static final int SMALL_MIB = 24;
    private static final Duration MOST = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private Path disk;
    private VSphereServer server;
    private VSphereClient client;
    private Finder finder;
    private VirtualMachines machines;
    private DatastoreFiles files;

    /** Starts one with one more datastore. */
    abstract VSphereServer start(Path folder, String name, Path datastore) throws Exception;

    @BeforeAll
    void startWithASmallDatastore() throws Exception {
        assumeThat(System.getProperty("user.name"))
                .as("mounting a small disk needs root")
                .isEqualTo("root");
        disk = Files.createDirectory(folder.resolve("disk"));
        Command.run("mount", "-t", "tmpfs", "-o", "size=" + SMALL_MIB + "m", "tmpfs", disk.toString())
                .orFail();
        server = start(folder, SMALL, disk);
        client = server.client();
        Finder everywhere = new Finder(client);
        finder = everywhere.in(everywhere.list(Finder.Kind.DATACENTER, "*").getFirst());
        machines = new VirtualMachines(client);
        files = DatastoreFiles.of(client, datastore());
    }

    /** Each test finds what the first one found. */
    @AfterEach
    void clean() throws Exception {
        Files.deleteIfExists(disk.resolve("ballast"));
        for (Finder.Element machine : finder.list(Finder.Kind.VIRTUAL_MACHINE, "*")) {
            machines.destroy(machine.as());
        }
        for (String name : there().reversed()) {
            Files.deleteIfExists(disk.resolve(name));
        }
        Files.deleteIfExists(folder.resolve("outside.vmx"));
        Files.deleteIfExists(folder.resolve("secret"));
    }

    @AfterAll
    void end() {
        try {
            if (client != null) {
                client.close();
            }
            if (server != null) {
                server.close();
            }
        } finally {
            if (disk != null) {
                Command.run("umount", "-l", disk.toString());
            }
        }
    }

    private ManagedObjectReference<Datastore> datastore() throws Exception {
        return datastore(SMALL);
    }

    private ManagedObjectReference<Datastore> datastore(String name) throws Exception {
        return finder.find(Finder.Kind.DATASTORE, name).as();
    }

    private ManagedObjectReference<HostSystem> host() throws Exception {
        return finder.list(Finder.Kind.HOST_SYSTEM, "*").getFirst().as();
    }

    private ManagedObjectReference<Folder> machinesFolder() throws Exception {
        return finder.find(Finder.Kind.FOLDER, "/*/vm").as();
    }

    private VirtualDisks disks() throws Exception {
        return new VirtualDisks(client, finder.defaultDatacenter().as());
    }

    private ManagedObjectReference<VirtualMachine> machine(String name) throws Exception {
        return machine(name, 4);
    }

    private ManagedObjectReference<VirtualMachine> machine(String name, int diskMib) throws Exception {
        return machine(name, diskMib, SMALL);
    }

    private ManagedObjectReference<VirtualMachine> machine(String name, int diskMib, String datastore)
            throws Exception {
        VirtualMachineConfigSpec spec = VirtualMachineConfigSpec.builder()
                .name(name)
                .guestId("otherGuest64")
                .numCPUs(1)
                .memoryMB(32L)
                .files(VirtualMachineFileInfo.builder()
                        .vmPathName("[" + datastore + "]")
                        .build())
                .deviceChange(DeviceChanges.ofNewMachine()
                        .addThickDisk((long) diskMib << 20, datastore(datastore), "")
                        .list())
                .build();
        return machines.create(machinesFolder(), new Hosts(client).resourcePool(host()), host(), spec);
    }

    private ManagedObjectReference<VirtualMachine> clone(ManagedObjectReference<VirtualMachine> source, String name)
            throws Exception {
        return machines.clone(
                source,
                machinesFolder(),
                name,
                VirtualMachineCloneSpec.builder()
                        .location(VirtualMachineRelocateSpec.builder()
                                .datastore(datastore())
                                .pool(new Hosts(client).resourcePool(host()))
                                .build())
                        .powerOn(false)
                        .template(false)
                        .build());
    }

    /** All files of the datastore, without those that are always there. */
    private List<String> there() throws IOException {
        try (Stream<Path> all = Files.walk(disk)) {
            return all.filter(each -> !each.equals(disk))
                    .map(each -> disk.relativize(each).toString())
                    .filter(each -> !each.startsWith(".datastore.sf") && !each.equals("ballast"))
                    .sorted()
                    .toList();
        }
    }

    private List<String> names() throws Exception {
        return finder.list(Finder.Kind.VIRTUAL_MACHINE, "*").stream()
                .map(Finder.Element::path)
                .map(path -> path.substring(path.lastIndexOf('/') + 1))
                .toList();
    }

    /** Leaves so many bytes of the datastore free, to the page. */
    private void leave(long bytes) throws IOException {
        Path ballast = disk.resolve("ballast");
        byte[] page = new byte[4096];
        try (var out = Files.newOutputStream(ballast)) {
            while (Files.getFileStore(disk).getUsableSpace() > bytes) {
                out.write(page);
            }
        } catch (FileSystemException full) {
            throw new AssertionError(full);
        }
    }

    private static <F> F refused(Class<F> kind, ThrowingCallable call) {
        FaultException[] seen = new FaultException[1];
        assertThatExceptionOfType(FaultException.class).isThrownBy(call).satisfies(e -> seen[0] = e);
        assertThat(seen[0].fault()).as(seen[0].getMessage()).isInstanceOf(kind);
        return kind.cast(seen[0].fault());
    }

    private static void garbage(Path file) throws IOException {
        byte[] bytes = new byte[400];
        new Random(7).nextBytes(bytes);
        Files.write(file, bytes, StandardOpenOption.TRUNCATE_EXISTING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../escaped", "a/../../escaped", "/../escaped"})
    void noPathLeadsOutOfADatastore(String path) throws Exception {
        Path outside = Files.writeString(folder.resolve("outside.vmx"), "displayName = \"x\"\n");

        refused(InvalidDatastorePath.class, () -> files.makeDirectory(path, true));
        refused(InvalidDatastorePath.class, () -> files.delete(path));
        refused(InvalidDatastorePath.class, () -> files.move(path, "x", false));
        refused(InvalidDatastorePath.class, () -> files.copy("x", path, false));
        refused(
                InvalidDatastorePath.class,
                () -> disks().create(files.path(path + ".vmdk"), 1 << 20, VirtualDiskType.THIN));
        refused(InvalidDatastorePath.class, () -> register(path + ".vmx"));
        refused(InvalidDatastorePath.class, () -> machineIn("[" + SMALL + "] " + path + "/m.vmx"));
        assertThatExceptionOfType(TransferException.class)
                .isThrownBy(() -> files.download(path, new ByteArrayOutputStream(), TransferProgress.NONE))
                .satisfies(e -> assertThat(e.status()).isEqualTo(400));
        assertThatExceptionOfType(TransferException.class)
                .isThrownBy(() -> files.upload(new ByteArrayInputStream(new byte[1]), 1, path, TransferProgress.NONE))
                .satisfies(e -> assertThat(e.status()).isEqualTo(400));

        assertThat(outside).hasContent("displayName = \"x\"\n");
        assertThat(folder.resolve("escaped")).doesNotExist();
        assertThat(there()).isEmpty();
        assertThat(names()).isEmpty();
    }

    private void machineIn(String vmx) throws Exception {
        machines.create(
                machinesFolder(),
                new Hosts(client).resourcePool(host()),
                host(),
                VirtualMachineConfigSpec.builder()
                        .name("m")
                        .guestId("otherGuest64")
                        .files(VirtualMachineFileInfo.builder().vmPathName(vmx).build())
                        .build());
    }

    @Test
    void aLinkInADatastoreLeadsNowhere() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "nobody's business");
        Files.createSymbolicLink(disk.resolve("link"), secret);
        Files.createSymbolicLink(disk.resolve("up"), folder);

        for (String path : List.of("link", "up/secret")) {
            ByteArrayOutputStream seen = new ByteArrayOutputStream();
            assertThatExceptionOfType(TransferException.class)
                    .isThrownBy(() -> files.download(path, seen, TransferProgress.NONE))
                    .satisfies(e -> assertThat(e.status()).isEqualTo(400));
            assertThat(seen.toString(UTF_8)).doesNotContain("nobody");
            assertThatExceptionOfType(TransferException.class)
                    .isThrownBy(
                            () -> files.upload(new ByteArrayInputStream(new byte[1]), 1, path, TransferProgress.NONE));
        }
        refused(InvalidDatastorePath.class, () -> files.delete("up/secret"));
        assertThat(secret).hasContent("nobody's business");
    }

    @Test
    void aDatastoreThatIsFullTakesNothingHalf() throws Exception {
        leave(2 << 20);

        assertThat(refused(NoDiskSpace.class, () -> machine("large", 8)).datastore())
                .isEqualTo(SMALL);
        assertThat(there()).isEmpty();
        byte[] upload = new byte[4 << 20];
        assertThatExceptionOfType(TransferException.class)
                .isThrownBy(() ->
                        files.upload(new ByteArrayInputStream(upload), upload.length, "file", TransferProgress.NONE))
                .satisfies(e -> assertThat(e.status()).isEqualTo(507));
        assertThat(there()).isEmpty();
        refused(
                NoDiskSpace.class,
                () -> disks().create(files.path("a.vmdk"), 8 << 20, VirtualDiskType.EAGER_ZEROED_THICK));
        assertThat(there()).isEmpty();
        assertThat(names()).isEmpty();

        Files.delete(disk.resolve("ballast"));
        machines.destroy(machine("small", 4));
        assertThat(there()).isEmpty();
    }

    @Test
    void aMachineOnAFullDatastoreStaysAsItIs() throws Exception {
        ManagedObjectReference<VirtualMachine> vm = machine("kept");
        fill(disk.resolve("kept/kept-flat.vmdk"));
        leave(0);
        List<String> before = there();

        refused(NoDiskSpace.class, () -> new Snapshots(client, vm).create("s", "", false, false));
        assertThat(there()).isEqualTo(before);
        assertThat(new Snapshots(client, vm).tree()).isEmpty();
        refused(NoDiskSpace.class, () -> clone(vm, "second"));
        assertThat(there()).isEqualTo(before);
        refused(
                NoDiskSpace.class,
                () -> machines.reconfigure(
                        vm,
                        VirtualMachineConfigSpec.builder()
                                .annotation("x".repeat(20_000))
                                .build()));
        assertThat(there()).isEqualTo(before);
        assertThat(names()).containsExactly("kept");

        Files.delete(disk.resolve("ballast"));
        new Snapshots(client, vm).create("s", "", false, false);
        clone(vm, "second");
        assertThat(names()).containsExactlyInAnyOrder("kept", "second");
    }

    /** Gives a file content that takes its whole size. */
    private static void fill(Path file) throws IOException {
        byte[] bytes = new byte[(int) Files.size(file)];
        new Random(8).nextBytes(bytes);
        Files.write(file, bytes);
    }

    @Test
    void whatIsNoMachineIsNotRegistered() throws Exception {
        Files.createDirectory(disk.resolve("odd"));
        garbage(Files.createFile(disk.resolve("odd/garbage.vmx")));
        Files.writeString(
                disk.resolve("odd/wrong.vmx"), "displayName = \"x\"\nmemSize = \"much\"\nnumvcpus = \"-3\"\n");
        Files.createFile(disk.resolve("odd/empty.vmx"));
        Files.write(disk.resolve("odd/large.vmx"), new byte[9 << 20]);
        Files.createDirectory(disk.resolve("odd/folder.vmx"));
        List<String> before = there();

        for (String name : List.of("garbage", "wrong", "empty", "large", "folder")) {
            refused(VmConfigFault.class, () -> register("odd/" + name + ".vmx"));
        }
        refused(FileNotFound.class, () -> register("odd/absent.vmx"));

        assertThat(there()).isEqualTo(before);
        assertThat(names()).isEmpty();
    }

    private void register(String path) throws Exception {
        machines.register(
                machinesFolder(), new Hosts(client).resourcePool(host()), host(), "[" + SMALL + "] " + path, null);
    }

    @Test
    void aDatastoreThatGoesAwayIsInaccessibleUntilItIsBack() throws Exception {
        ManagedObjectReference<VirtualMachine> vm = machine("kept", 4, ROOMY);
        DatastoreFiles roomy = DatastoreFiles.of(client, datastore(ROOMY));
        Path place = folder.resolve(ROOMY);
        Path away = folder.resolve("away");
        Files.move(place, away);
        Files.createDirectory(place); // as the folder that something was mounted on
        awaitAccessible(false);
        Await.until("the machine to be inaccessible", MOST, () -> connection(vm), "inaccessible"::equals);

        refused(InaccessibleDatastore.class, () -> machines.powerOn(vm));
        refused(InaccessibleDatastore.class, () -> machine("more", 4, ROOMY));
        refused(InaccessibleDatastore.class, () -> roomy.makeDirectory("more", true));
        assertThatExceptionOfType(TransferException.class)
                .isThrownBy(() -> roomy.upload(new ByteArrayInputStream(new byte[1]), 1, "f", TransferProgress.NONE))
                .satisfies(e -> assertThat(e.status()).isEqualTo(503));
        machines.destroy(machine("elsewhere"));
        assertThat(place).isEmptyDirectory();

        Files.delete(place);
        Files.move(away, place);
        awaitAccessible(true);
        Await.until("the machine to be there again", MOST, () -> connection(vm), "connected"::equals);
        assertThat(names()).containsExactly("kept");
        new Snapshots(client, vm).create("s", "", false, false);
    }

    private void awaitAccessible(boolean wanted) {
        Await.until(
                "the datastore to be " + (wanted ? "accessible" : "inaccessible"),
                MOST,
                () -> {
                    try {
                        ManagedObjectReference<Datastore> roomy = datastore(ROOMY);
                        Connection.run(
                                () -> Datastore.stub(client.connection(), roomy).refreshDatastore());
                        return new PropertyReader(client)
                                .read(roomy, List.of("summary.accessible"))
                                .value("summary.accessible", Boolean.class);
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                },
                Boolean.valueOf(wanted)::equals);
    }

    private String connection(ManagedObjectReference<VirtualMachine> vm) {
        try {
            VirtualMachineConnectionState state = new PropertyReader(client)
                    .read(vm, List.of("runtime.connectionState"))
                    .value("runtime.connectionState", VirtualMachineConnectionState.class);
            return state == null ? "unknown" : state.wire();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aMachineWhoseDiskIsDamagedIsNotPoweredOnAndNotCloned() throws Exception {
        ManagedObjectReference<VirtualMachine> vm = machine("kept");
        garbage(disk.resolve("kept/kept.vmdk"));
        List<String> before = there();

        FaultException[] said = new FaultException[1];
        assertThatExceptionOfType(FaultException.class)
                .isThrownBy(() -> machines.powerOn(vm))
                .satisfies(e -> said[0] = e);
        assertThat(said[0].fault()).as(said[0].getMessage()).isInstanceOfAny(FileFault.class, VmConfigFault.class);
        assertThat(said[0]).hasMessageContaining("kept.vmdk");
        assertThat(machines.powerState(vm)).isEqualTo(VirtualMachinePowerState.POWERED_OFF);
        refused(FileFault.class, () -> clone(vm, "second"));
        refused(FileFault.class, () -> new Snapshots(client, vm).create("s", "", false, false));
        assertThat(there().stream().filter(name -> !name.endsWith(".nvram"))).isEqualTo(before);
        assertThat(names()).containsExactly("kept");

        machines.destroy(vm);
        assertThat(names()).isEmpty();
    }
}
