package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.carafe.vsphere.client.Finder;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.client.datastore.DatastoreFiles;
import dev.carafe.vsphere.client.datastore.VirtualDisks;
import dev.carafe.vsphere.client.host.Hosts;
import dev.carafe.vsphere.client.vm.DeviceChanges;
import dev.carafe.vsphere.client.vm.VirtualMachines;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Datastore;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineCloneSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineFileInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRelocateSpec;
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
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server with a datastore that is small, and what tests of bad files do with it. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class VSphereSmallDatastore {
    /** A datastore of its own, of {@link #SMALL_MIB}. */
    static final String SMALL = "small";

    /** One that every such server has. */
    static final String ROOMY = "datastore1";

    private static final int SMALL_MIB = 24;
    static final Duration MOST = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    Path disk;
    VSphereServer server;
    VSphereClient client;
    Finder finder;
    VirtualMachines machines;
    DatastoreFiles files;

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
            ManagedObjectReference<VirtualMachine> vm = machine.as();
            if (machines.powerState(vm) == VirtualMachinePowerState.POWERED_ON) {
                machines.powerOff(vm);
            }
            machines.destroy(vm);
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

    ManagedObjectReference<Datastore> datastore() throws Exception {
        return datastore(SMALL);
    }

    ManagedObjectReference<Datastore> datastore(String name) throws Exception {
        return finder.find(Finder.Kind.DATASTORE, name).as();
    }

    ManagedObjectReference<HostSystem> host() throws Exception {
        return finder.list(Finder.Kind.HOST_SYSTEM, "*").getFirst().as();
    }

    ManagedObjectReference<Folder> machinesFolder() throws Exception {
        return finder.find(Finder.Kind.FOLDER, "/*/vm").as();
    }

    VirtualDisks disks() throws Exception {
        return new VirtualDisks(client, finder.defaultDatacenter().as());
    }

    ManagedObjectReference<VirtualMachine> machine(String name) throws Exception {
        return machine(name, 4);
    }

    ManagedObjectReference<VirtualMachine> machine(String name, int diskMib) throws Exception {
        return machine(name, diskMib, SMALL);
    }

    ManagedObjectReference<VirtualMachine> machine(String name, int diskMib, String datastore) throws Exception {
        return machines.create(
                machinesFolder(), new Hosts(client).resourcePool(host()), host(), spec(name, diskMib, datastore));
    }

    VirtualMachineConfigSpec spec(String name, int diskMib, String datastore) throws Exception {
        return VirtualMachineConfigSpec.builder()
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
    }

    ManagedObjectReference<VirtualMachine> clone(ManagedObjectReference<VirtualMachine> source, String name)
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
    List<String> there() throws IOException {
        try (Stream<Path> all = Files.walk(disk)) {
            return all.filter(each -> !each.equals(disk))
                    .map(each -> disk.relativize(each).toString())
                    .filter(each -> !each.startsWith(".datastore.sf") && !each.equals("ballast"))
                    .sorted()
                    .toList();
        }
    }

    List<String> names() throws Exception {
        return finder.list(Finder.Kind.VIRTUAL_MACHINE, "*").stream()
                .map(Finder.Element::path)
                .map(path -> path.substring(path.lastIndexOf('/') + 1))
                .toList();
    }

    /** Leaves so many bytes of the datastore free, to the page. */
    void leave(long bytes) throws IOException {
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

    static <F> F refused(Class<F> kind, ThrowingCallable call) {
        FaultException[] seen = new FaultException[1];
        assertThatExceptionOfType(FaultException.class).isThrownBy(call).satisfies(e -> seen[0] = e);
        assertThat(seen[0].fault()).as(seen[0].getMessage()).isInstanceOf(kind);
        return kind.cast(seen[0].fault());
    }

    static void garbage(Path file) throws IOException {
        byte[] bytes = new byte[400];
        new Random(7).nextBytes(bytes);
        Files.write(file, bytes, StandardOpenOption.TRUNCATE_EXISTING);
    }
}
