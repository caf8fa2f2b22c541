package dev.carafe.vsphere.vcenter.testing;

import dev.carafe.vsphere.vcenter.host.Blank;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.AlreadyExists;
import dev.carafe.vsphere.vim.vim25.ComputeResource;
import dev.carafe.vsphere.vim.vim25.ComputeResourceProperties;
import dev.carafe.vsphere.vim.vim25.Datacenter;
import dev.carafe.vsphere.vim.vim25.DatacenterProperties;
import dev.carafe.vsphere.vim.vim25.Datastore;
import dev.carafe.vsphere.vim.vim25.DatastoreHostMount;
import dev.carafe.vsphere.vim.vim25.DatastoreProperties;
import dev.carafe.vsphere.vim.vim25.EnvironmentBrowser;
import dev.carafe.vsphere.vim.vim25.EnvironmentBrowserProperties;
import dev.carafe.vsphere.vim.vim25.Event;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.FolderProperties;
import dev.carafe.vsphere.vim.vim25.HostConfigManager;
import dev.carafe.vsphere.vim.vim25.HostDatastoreBrowser;
import dev.carafe.vsphere.vim.vim25.HostDatastoreBrowserProperties;
import dev.carafe.vsphere.vim.vim25.HostHardwareSummary;
import dev.carafe.vsphere.vim.vim25.HostListSummaryQuickStats;
import dev.carafe.vsphere.vim.vim25.HostMountInfo;
import dev.carafe.vsphere.vim.vim25.HostNetworkInfo;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.HostSystemProperties;
import dev.carafe.vsphere.vim.vim25.InvalidVmConfig;
import dev.carafe.vsphere.vim.vim25.ManagedEntity;
import dev.carafe.vsphere.vim.vim25.MigrationFault;
import dev.carafe.vsphere.vim.vim25.Network;
import dev.carafe.vsphere.vim.vim25.NetworkProperties;
import dev.carafe.vsphere.vim.vim25.ResourcePool;
import dev.carafe.vsphere.vim.vim25.ResourcePoolProperties;
import dev.carafe.vsphere.vim.vim25.SystemError;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.TaskInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineFaultToleranceState;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRecordReplayState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRuntimeInfo;
import dev.carafe.vsphere.vmomi.event.Events;
import dev.carafe.vsphere.vmomi.inventory.Changes;
import dev.carafe.vsphere.vmomi.inventory.ObjectRegistry;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import dev.carafe.vsphere.vmomi.property.KnownObjects;
import dev.carafe.vsphere.vmomi.task.Tasks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The objects of the fake host: its places, one datastore, one network, and machines. */
@SuppressWarnings("NullAway") // a property that is missing is to fail the test
public final class FakeHostInventory {
    static final ManagedObjectReference<Folder> ROOT = new ManagedObjectReference<>("Folder", "ha-folder-root");
    static final ManagedObjectReference<Datacenter> DATACENTER =
            new ManagedObjectReference<>("Datacenter", "ha-datacenter");
    static final ManagedObjectReference<Folder> VMS = new ManagedObjectReference<>("Folder", "ha-folder-vm");
    static final ManagedObjectReference<Folder> HOSTS = new ManagedObjectReference<>("Folder", "ha-folder-host");
    static final ManagedObjectReference<Folder> DATASTORES =
            new ManagedObjectReference<>("Folder", "ha-folder-datastore");
    static final ManagedObjectReference<Folder> NETWORKS = new ManagedObjectReference<>("Folder", "ha-folder-network");
    static final ManagedObjectReference<ComputeResource> COMPUTE =
            new ManagedObjectReference<>("ComputeResource", "ha-compute-res");
    static final ManagedObjectReference<ResourcePool> POOL =
            new ManagedObjectReference<>("ResourcePool", "ha-root-pool");
    static final ManagedObjectReference<HostSystem> HOST = new ManagedObjectReference<>("HostSystem", "ha-host");
    static final ManagedObjectReference<Datastore> DATASTORE = new ManagedObjectReference<>("Datastore", "ds-1");
    static final ManagedObjectReference<Network> NETWORK = new ManagedObjectReference<>("Network", "net-1");
    static final ManagedObjectReference<HostDatastoreBrowser> BROWSER =
            new ManagedObjectReference<>("HostDatastoreBrowser", "ha-browser");
    static final ManagedObjectReference<EnvironmentBrowser> ENVIRONMENT =
            new ManagedObjectReference<>("EnvironmentBrowser", "ha-env");

    /** A machine as it is described to {@link #addMachine}. */
    public record Machine(String name, String path) {}

    private record PlainFolder(ManagedObjectReference<Folder> reference) implements Folder, ServedObject {}

    private record PlainDatacenter(ManagedObjectReference<Datacenter> reference) implements Datacenter, ServedObject {}

    private record PlainCompute(ManagedObjectReference<ComputeResource> reference)
            implements ComputeResource, ServedObject {}

    private record PlainPool(ManagedObjectReference<ResourcePool> reference) implements ResourcePool, ServedObject {}

    private record PlainDatastore(ManagedObjectReference<Datastore> reference) implements Datastore, ServedObject {}

    private record PlainNetwork(ManagedObjectReference<Network> reference) implements Network, ServedObject {}

    private record PlainBrowser(ManagedObjectReference<HostDatastoreBrowser> reference)
            implements HostDatastoreBrowser, ServedObject {}

    private record PlainEnvironment(ManagedObjectReference<EnvironmentBrowser> reference)
            implements EnvironmentBrowser, ServedObject {}

    /** Open when calls that make, change and destroy machines are to be answered. */
    public volatile CountDownLatch answering = new CountDownLatch(0);

    /** Counted down when a call that makes a machine has come. */
    public final CountDownLatch asked = new CountDownLatch(1);

    /** Open when tasks that make machines are to go on; until then they are at 10 %. */
    public volatile CountDownLatch making = new CountDownLatch(0);

    /** Whether tasks that make and change machines fail. */
    public volatile boolean refusing;

    /** How often one has failed for that. */
    public final AtomicInteger refusals = new AtomicInteger();

    /** How many calls that change a machine have come. */
    public final AtomicInteger reconfigures = new AtomicInteger();

    /** Where machines go that are sent away while they run; null when they are to stay. */
    public volatile @Nullable FakeHostInventory destination;

    /** Whether a task that sent a machine says only that its agent ended meanwhile. */
    public volatile boolean forgetsHowItEnded;

    final ObjectRegistry registry;
    final Tasks tasks;
    final Events events;
    private final String uuid;
    private final String datastoreUrl;
    private final AtomicInteger lastMachine = new AtomicInteger();

    FakeHostInventory(ObjectRegistry registry, Tasks tasks, Events events, String uuid, String datastoreUrl) {
        this.registry = registry;
        this.tasks = tasks;
        this.events = events;
        this.uuid = uuid;
        this.datastoreUrl = datastoreUrl;
    }

    String uuid() {
        return uuid;
    }

    String datastoreUrl() {
        return datastoreUrl;
    }

    void fill() {
        registry.change(changes -> {
            folder(changes, ROOT, null, "ha-folder-root", List.of(DATACENTER));
            folder(changes, HOSTS, DATACENTER, "host", List.of(COMPUTE));
            folder(changes, DATASTORES, DATACENTER, "datastore", List.of(DATASTORE));
            folder(changes, NETWORKS, DATACENTER, "network", List.of(NETWORK));
            changes.add(
                    new FakeVmFolder(VMS, this),
                    Blank.properties("Folder", FolderProperties.class)
                            .withName("vm")
                            .withParent(DATACENTER));
            changes.add(
                    new PlainDatacenter(DATACENTER),
                    Blank.properties("Datacenter", DatacenterProperties.class).toBuilder()
                            .name("ha-datacenter")
                            .parent(ROOT)
                            .vmFolder(VMS)
                            .hostFolder(HOSTS)
                            .datastoreFolder(DATASTORES)
                            .networkFolder(NETWORKS)
                            .datastore(List.of(DATASTORE))
                            .network(List.of(NETWORK))
                            .build());
            changes.add(new PlainCompute(COMPUTE), (ComputeResourceProperties)
                    Blank.properties("ComputeResource", ComputeResourceProperties.class)
                            .withHost(List.of(HOST))
                            .withResourcePool(POOL)
                            .withEnvironmentBrowser(ENVIRONMENT)
                            .withName("localhost")
                            .withParent(HOSTS));
            changes.add(
                    new PlainPool(POOL),
                    Blank.properties("ResourcePool", ResourcePoolProperties.class)
                            .withOwner(COMPUTE)
                            .withName("Resources")
                            .withParent(COMPUTE));
            changes.add(
                    new PlainBrowser(BROWSER),
                    HostDatastoreBrowserProperties.builder().build());
            changes.add(
                    new PlainEnvironment(ENVIRONMENT),
                    EnvironmentBrowserProperties.builder()
                            .datastoreBrowser(BROWSER)
                            .build());
            changes.add(new FakeHostSystem(HOST, this), host());
            FakeNetworkSystem.addTo(changes, this);
            new FakeExecuter(uuid).addTo(changes);
            changes.add(new PlainDatastore(DATASTORE), datastore());
            NetworkProperties network = Blank.properties("Network", NetworkProperties.class);
            changes.add(
                    new PlainNetwork(NETWORK),
                    network.withHost(List.of(HOST))
                            .withSummary(
                                    network.summary().withName("VM Network").withAccessible(true))
                            .withName("VM Network")
                            .withParent(NETWORKS));
        });
    }

    private static void folder(
            Changes changes,
            ManagedObjectReference<Folder> reference,
            @Nullable ManagedObjectReference<? extends ManagedEntity> parent,
            String name,
            List<ManagedObjectReference<? extends ManagedEntity>> children) {
        changes.add(
                new PlainFolder(reference),
                Blank.properties("Folder", FolderProperties.class)
                        .withChildEntity(children)
                        .withName(name)
                        .withParent(parent));
    }

    private HostSystemProperties host() {
        HostSystemProperties blank = Blank.properties("HostSystem", HostSystemProperties.class);
        HostHardwareSummary hardware = Blank.data("HostHardwareSummary", HostHardwareSummary.class).toBuilder()
                .uuid(uuid)
                .cpuMhz(2_000)
                .numCpuPkgs((short) 1)
                .numCpuCores((short) 4)
                .numCpuThreads((short) 8)
                .memorySize(8L << 30)
                .build();
        return blank.toBuilder()
                .name("localhost")
                .parent(COMPUTE)
                .summary(blank.summary().toBuilder()
                        .host(HOST)
                        .hardware(hardware)
                        .build())
                .configManager(HostConfigManager.builder()
                        .networkSystem(FakeNetworkSystem.REFERENCE)
                        .build())
                .datastoreBrowser(BROWSER)
                .datastore(List.of(DATASTORE))
                .network(List.of(NETWORK))
                .build();
    }

    private DatastoreProperties datastore() {
        DatastoreProperties blank = Blank.properties("Datastore", DatastoreProperties.class);
        return blank.toBuilder()
                .name("datastore1")
                .parent(DATASTORES)
                .browser(BROWSER)
                .summary(blank.summary().toBuilder()
                        .datastore(DATASTORE)
                        .name("datastore1")
                        .url(datastoreUrl)
                        .capacity(100L << 30)
                        .freeSpace(50L << 30)
                        .accessible(true)
                        .type("VMFS")
                        .build())
                .host(List.of(new DatastoreHostMount(
                        HOST,
                        HostMountInfo.builder()
                                .path("/vmfs/volumes/x")
                                .accessMode("readWrite")
                                .mounted(true)
                                .accessible(true)
                                .build())))
                .build();
    }

    /** Adds a machine as if somebody had registered it on the host. */
    public ManagedObjectReference<VirtualMachine> addMachine(Machine machine) {
        ManagedObjectReference<VirtualMachine> reference =
                new ManagedObjectReference<>("VirtualMachine", Integer.toString(lastMachine.incrementAndGet()));
        VirtualMachineProperties blank = Blank.properties("VirtualMachine", VirtualMachineProperties.class);
        VirtualMachineRuntimeInfo runtime = blank.runtime().toBuilder()
                .host(HOST)
                .powerState(VirtualMachinePowerState.POWERED_OFF)
                .faultToleranceState(VirtualMachineFaultToleranceState.NOT_CONFIGURED)
                .recordReplayState(VirtualMachineRecordReplayState.INACTIVE)
                .build();
        VirtualMachineProperties properties = blank.toBuilder()
                .name(machine.name())
                .parent(VMS)
                .resourcePool(POOL)
                .environmentBrowser(ENVIRONMENT)
                .runtime(runtime)
                .datastore(List.of(DATASTORE))
                .network(List.of(NETWORK))
                .summary(blank.summary().toBuilder()
                        .vm(reference)
                        .runtime(runtime)
                        .config(blank.summary().config().toBuilder()
                                .name(machine.name())
                                .vmPathName(machine.path())
                                .numCpu(1)
                                .memorySizeMB(256)
                                .build())
                        .build())
                .build();
        registry.change(changes -> {
            changes.add(new FakeMachine(reference, this), properties);
            changes.update(DATASTORE, DatastoreProperties.class, datastore -> {
                List<ManagedObjectReference<VirtualMachine>> machines = new ArrayList<>(datastore.vm());
                machines.add(reference);
                return datastore.toBuilder().vm(machines).build();
            });
            children(changes, machines -> machines.add(reference));
        });
        return reference;
    }

    /** Shows how much the host's machines use of it. */
    public void use(int cpuMhz, int memoryMb) {
        registry.change(changes -> changes.update(
                HOST,
                HostSystemProperties.class,
                host -> host.toBuilder()
                        .summary(host.summary().toBuilder()
                                .quickStats(HostListSummaryQuickStats.builder()
                                        .overallCpuUsage(cpuMhz)
                                        .overallMemoryUsage(memoryMb)
                                        .build())
                                .build())
                        .build()));
    }

    /** Returns when the call is to be answered. */
    void awaitAnswering() {
        try {
            answering.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Makes a machine when it is to go on, as a task that began when the call for it was to be answered. */
    ManagedObjectReference<Task> make(String descriptionId, Machine machine) {
        asked.countDown();
        awaitAnswering();
        return tasks.start(VMS, descriptionId, progress -> {
            progress.percent(10);
            making.await();
            if (refusing) {
                refusals.incrementAndGet();
                throw InvalidVmConfig.builder().build().exception("The host does not take the virtual machine");
            }
            if (machines().stream().anyMatch(known -> known.path().equals(machine.path()))) {
                throw AlreadyExists.builder()
                        .name(machine.path())
                        .build()
                        .exception("The specified key, name, or identifier '" + machine.path() + "' already exists.");
            }
            return addMachine(machine);
        });
    }

    /** Sends a machine away when it is to go on; until then the task is at 40 %. */
    ManagedObjectReference<Task> send(ManagedObjectReference<VirtualMachine> reference) {
        VirtualMachineProperties sent = machine(reference);
        return tasks.start(reference, "VirtualMachine.migrate", progress -> {
            progress.percent(40);
            making.await();
            FakeHostInventory to = destination;
            if (to == null) {
                throw MigrationFault.builder().build().exception("The virtual machine stays: the line broke");
            }
            to.addMachine(new Machine(sent.name(), sent.summary().config().vmPathName()));
            removeMachine(reference);
            if (forgetsHowItEnded) {
                throw SystemError.builder()
                        .reason("interrupted")
                        .build()
                        .exception("A general system error occurred: the server ended while the task was at work");
            }
            return "{\"stillMs\":12,\"wholeMs\":30,\"stopped\":false}";
        });
    }

    /** Runs tasks that do nothing, as many as that others are no longer among the recent ones. */
    public void runTasks(int number) throws InterruptedException {
        for (int i = 0; i < number; i++) {
            tasks.await(tasks.start(HOST, "HostSystem.reconnect", _ -> null));
        }
    }

    /** Waits until all tasks have ended. */
    public void awaitTasks() throws InterruptedException {
        for (TaskInfo task : tasks.all()) {
            tasks.await(task.task());
        }
    }

    /** Tells that a machine was powered on. */
    public void tellPoweredOn(ManagedObjectReference<VirtualMachine> machine) {
        Event _ = events.post(machine, header -> header.event("VmPoweredOnEvent", Map.of("template", false)));
    }

    void removeMachine(ManagedObjectReference<VirtualMachine> reference) {
        registry.change(changes -> {
            changes.remove(reference);
            children(changes, machines -> machines.remove(reference));
        });
    }

    private static void children(
            Changes changes, Consumer<List<ManagedObjectReference<? extends ManagedEntity>>> change) {
        changes.update(VMS, FolderProperties.class, folder -> {
            List<ManagedObjectReference<? extends ManagedEntity>> machines = new ArrayList<>(folder.childEntity());
            change.accept(machines);
            return folder.withChildEntity(machines);
        });
    }

    VirtualMachineProperties machine(ManagedObjectReference<VirtualMachine> reference) {
        return (VirtualMachineProperties) registry.properties(reference).orElseThrow();
    }

    /** The virtual switches and port groups. */
    public HostNetworkInfo network() {
        return FakeNetworkSystem.info(this);
    }

    /** The machines that are registered. */
    public List<Machine> machines() {
        return registry.read(source -> source.references().stream()
                .filter(reference -> reference.type().equals("VirtualMachine"))
                .map(reference -> (VirtualMachineProperties) source.properties(reference))
                .map(properties -> new Machine(
                        properties.name(), properties.summary().config().vmPathName()))
                .toList());
    }

    /** What the host itself calls a machine of a name. */
    public ManagedObjectReference<VirtualMachine> machineNamed(String name) {
        return registry.read(source -> source.references().stream()
                .filter(reference -> source.properties(reference) instanceof VirtualMachineProperties properties
                        && name.equals(properties.name()))
                .map(reference -> new ManagedObjectReference<VirtualMachine>(reference.type(), reference.value()))
                .findFirst()
                .orElseThrow());
    }

    /** How a client that knows a machine of a name says so. */
    public String knownAs(String name) {
        ManagedObjectReference<VirtualMachine> reference = machineNamed(name);
        return " VirtualMachine:" + reference.value() + "=" + KnownObjects.digest(machine(reference));
    }

    /** Gives a machine another name on the host. */
    public void rename(String before, String name) {
        ManagedObjectReference<VirtualMachine> reference = machineNamed(before);
        registry.change(changes -> changes.update(
                reference,
                VirtualMachineProperties.class,
                properties -> properties.toBuilder().name(name).build()));
    }
}
