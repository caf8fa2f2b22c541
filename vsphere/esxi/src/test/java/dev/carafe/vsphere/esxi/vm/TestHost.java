package dev.carafe.vsphere.esxi.vm;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.vsphere.esxi.command.Command;
import dev.carafe.vsphere.esxi.datastore.Datastore;
import dev.carafe.vsphere.esxi.datastore.Datastores;
import dev.carafe.vsphere.esxi.disk.DiskStore;
import dev.carafe.vsphere.esxi.disk.Unfinished;
import dev.carafe.vsphere.esxi.machine.MacAddress;
import dev.carafe.vsphere.esxi.process.MachineProcess;
import dev.carafe.vsphere.esxi.qemu.Accelerator;
import dev.carafe.vsphere.esxi.qemu.EfiFirmware;
import dev.carafe.vsphere.esxi.qemu.QemuFacts;
import dev.carafe.vsphere.esxi.qemu.QemuVersion;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.DatastoreProperties;
import dev.carafe.vsphere.vim.vim25.EnvironmentBrowser;
import dev.carafe.vsphere.vim.vim25.Event;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.FolderProperties;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.HostSystemProperties;
import dev.carafe.vsphere.vim.vim25.ResourcePool;
import dev.carafe.vsphere.vim.vim25.ResourcePoolProperties;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.TaskInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRuntimeInfo;
import dev.carafe.vsphere.vmomi.event.Events;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import dev.carafe.vsphere.vmomi.task.TaskJournal;
import dev.carafe.vsphere.vmomi.task.Tasks;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A host with two datastores and one network without cables, in a folder; several may stand in the same folder one after another. */
final class TestHost implements AutoCloseable {
    static final int VARIABLES_BYTES = 4096;
    static final ManagedObjectReference<Folder> FOLDER = new ManagedObjectReference<>("Folder", "ha-folder-vm");
    static final ManagedObjectReference<ResourcePool> POOL =
            new ManagedObjectReference<>("ResourcePool", "ha-root-pool");
    static final ManagedObjectReference<HostSystem> HOST = new ManagedObjectReference<>("HostSystem", "ha-host");
    static final ManagedObjectReference<dev.carafe.vsphere.vim.vim25.Datastore> DATASTORE =
            new ManagedObjectReference<>("Datastore", "datastore1");

    static final ManagedObjectReference<dev.carafe.vsphere.vim.vim25.Datastore> DATASTORE_2 =
            new ManagedObjectReference<>("Datastore", "datastore2");

    private record ServedFolder(ManagedObjectReference<?> reference) implements Folder, ServedObject {}

    private record ServedPool(ManagedObjectReference<?> reference) implements ResourcePool, ServedObject {}

    private record ServedHost(ManagedObjectReference<?> reference) implements HostSystem, ServedObject {}

    private record ServedDatastore(ManagedObjectReference<?> reference)
            implements dev.carafe.vsphere.vim.vim25.Datastore, ServedObject {}

    private static final NetworkPorts NETWORK = new NetworkPorts() {
        @Override
        public Set<String> portGroups() {
            return Set.of("VM Network");
        }

        @Override
        public Optional<String> tap(long machine, int nicKey) {
            return Optional.empty();
        }

        @Override
        public void plug(String tap, MacAddress mac, long pid, String portGroup) {}

        @Override
        public void unplug(String tap) {}

        @Override
        public Optional<InetAddress> lease(MacAddress mac, Instant since) {
            return Optional.empty();
        }
    };

    final ObjectRegistry registry = new ObjectRegistry();
    final Path datastore;
    final Path datastore2;
    final Tasks tasks;
    final Events events;
    final VirtualMachines machines;
    /** At first one that boots no machine, whose variables have {@link #VARIABLES_BYTES}. */
    EfiFirmware efi;

    boolean maintenance;

    TestHost(Path folder) throws IOException {
        this(folder, folder.resolve("datastore1"), InstantSource.system());
    }

    /** @param clock is asked after each configuration is written */
    TestHost(Path folder, InstantSource clock) throws IOException {
        this(folder, folder.resolve("datastore1"), clock);
    }

    /** @param shared the folder of the datastore, which other hosts may have too */
    TestHost(Path folder, Path shared) throws IOException {
        this(folder, shared, InstantSource.system());
    }

    private TestHost(Path folder, Path shared, InstantSource clock) throws IOException {
        datastore = Files.createDirectories(shared);
        datastore2 = Files.createDirectories(folder.resolve("datastore2"));
        Path variables = Files.write(folder.resolve("variables.fd"), new byte[VARIABLES_BYTES]);
        efi = new EfiFirmware(variables, variables, variables, variables);
        registry.change(changes -> {
            changes.add(
                    new ServedFolder(FOLDER),
                    FolderProperties.builder().name("vm").build());
            changes.add(
                    new ServedPool(POOL),
                    ResourcePoolProperties.builder().name("Resources").build());
            changes.add(
                    new ServedHost(HOST),
                    HostSystemProperties.builder().name("localhost").build());
            changes.add(
                    new ServedDatastore(DATASTORE),
                    DatastoreProperties.builder().name("datastore1").build());
        });
        events = Events.open(registry, new ManagedObjectReference<>("EventManager", "ha-eventmgr"), clock);
        tasks = Tasks.open(
                registry, new ManagedObjectReference<>("TaskManager", "ha-taskmgr"), events, TaskJournal.none(), clock);
        Datastores datastores = new Datastores(
                List.of(new Datastore("datastore1", datastore), new Datastore("datastore2", datastore2)));
        machines = VirtualMachines.open(
                Files.createDirectories(folder.resolve("state")),
                new VmHost.Services(registry, tasks, events, clock, UUID::randomUUID),
                new VmHost.Ground(
                        datastores,
                        new DiskStore(datastores, new SplittableRandom(), new Unfinished(owner(folder))),
                        this::qemu,
                        NETWORK,
                        Confinements.NONE,
                        GuestTools.NONE,
                        Consoles.NONE),
                new HostPlace(
                        HOST,
                        POOL,
                        FOLDER,
                        new ManagedObjectReference<EnvironmentBrowser>("EnvironmentBrowser", "ha-env"),
                        name -> Optional.of(name.equals("datastore1") ? DATASTORE : DATASTORE_2),
                        _ -> Optional.empty(),
                        () -> maintenance,
                        Pools.ROOT_ALONE));
    }

    /** The same for each host that stands in a folder, and another for any other. */
    private static String owner(Path folder) {
        return UUID.nameUUIDFromBytes(folder.toString().getBytes(UTF_8)).toString();
    }

    private QemuFacts qemu() throws IOException {
        Path binary = Path.of("/usr/bin/qemu-system-x86_64");
        QemuVersion version =
                QemuVersion.parse(Command.run(binary.toString(), "-version")).orElseThrow();
        return new QemuFacts(binary, version, Accelerator.TCG, "", Set.of(), Optional.of(efi));
    }

    ManagedObjectReference<VirtualMachine> create(VirtualMachineConfigSpec spec) throws InterruptedException {
        Object made = done(machines.createTask(spec, FOLDER, POOL));
        if (made instanceof ManagedObjectReference<?> reference) {
            return new ManagedObjectReference<>("VirtualMachine", reference.value());
        }
        throw new AssertionError("no machine but " + made);
    }

    VirtualMachine vm(ManagedObjectReference<VirtualMachine> reference) {
        return (VirtualMachine) registry.find(reference).orElseThrow();
    }

    VirtualMachineProperties shown(ManagedObjectReference<VirtualMachine> reference) {
        return (VirtualMachineProperties) registry.properties(reference).orElseThrow();
    }

    VirtualMachineRuntimeInfo runtime(ManagedObjectReference<VirtualMachine> reference) {
        return Objects.requireNonNull(shown(reference).runtime());
    }

    VirtualMachineConfigInfo config(ManagedObjectReference<VirtualMachine> reference) {
        return Objects.requireNonNull(shown(reference).config());
    }

    /** What a task ended with; throws the fault that it failed with. */
    @Nullable
    Object done(ManagedObjectReference<Task> task) throws InterruptedException {
        TaskInfo info = tasks.await(task);
        if (info.error() != null) {
            throw new FaultException(
                    info.error().fault(),
                    info.descriptionId() + ": " + info.error().localizedMessage());
        }
        return info.result();
    }

    /** The WSDL names of the events so far, but for those of tasks. */
    List<String> eventTypes() {
        return events.history().stream()
                .map(Event::dataType)
                .map(type -> type.wsdlName())
                .filter(name -> !name.equals("TaskEvent"))
                .toList();
    }

    /** Ends the QEMU of each machine, and waits until its watcher has noted it. */
    void endMachines() throws InterruptedException {
        FolderProperties all = (FolderProperties) registry.properties(FOLDER).orElseThrow();
        for (ManagedObjectReference<?> each : all.childEntity()) {
            Optional<MachineProcess> process = machines.process(each);
            if (process.isPresent()) {
                ProcessHandle.of(process.get().pid()).ifPresent(ProcessHandle::destroyForcibly);
                process.get().awaitEnd(Duration.ofSeconds(60));
            }
        }
    }

    /** Lets go as an agent that ends, by will or not: the machines run on. */
    @Override
    public void close() {
        tasks.close();
        machines.close();
    }
}
