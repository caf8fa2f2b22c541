package dev.carafe.vsphere.vcenter.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.vsphere.client.PropertyReader;
import dev.carafe.vsphere.client.event.Events;
import dev.carafe.vsphere.vcenter.testing.FakeHost;
import dev.carafe.vsphere.vcenter.testing.FakeHostInventory.Machine;
import dev.carafe.vsphere.vcenter.testing.RunningVCenter;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.Stub;
import dev.carafe.vsphere.vim.vim25.AlreadyConnected;
import dev.carafe.vsphere.vim.vim25.ClusterComputeResource;
import dev.carafe.vsphere.vim.vim25.ClusterComputeResourceProperties;
import dev.carafe.vsphere.vim.vim25.ComputeResourceProperties;
import dev.carafe.vsphere.vim.vim25.DatacenterProperties;
import dev.carafe.vsphere.vim.vim25.Datastore;
import dev.carafe.vsphere.vim.vim25.DatastoreProperties;
import dev.carafe.vsphere.vim.vim25.DuplicateName;
import dev.carafe.vsphere.vim.vim25.EventFilterSpec;
import dev.carafe.vsphere.vim.vim25.EventManagerProperties;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.FolderProperties;
import dev.carafe.vsphere.vim.vim25.HostNotConnected;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.HostSystemConnectionState;
import dev.carafe.vsphere.vim.vim25.HostSystemProperties;
import dev.carafe.vsphere.vim.vim25.InvalidLogin;
import dev.carafe.vsphere.vim.vim25.InvalidPowerState;
import dev.carafe.vsphere.vim.vim25.ManagedEntityStatus;
import dev.carafe.vsphere.vim.vim25.PlacementAction;
import dev.carafe.vsphere.vim.vim25.PlacementSpec;
import dev.carafe.vsphere.vim.vim25.ReflectManagedMethodExecuter;
import dev.carafe.vsphere.vim.vim25.ResourcePoolProperties;
import dev.carafe.vsphere.vim.vim25.SSLVerifyFault;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConnectionState;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRelocateSpec;
import dev.carafe.vsphere.vim.vim25.VmPoweredOnEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A vCenter and its hosts, each over the wire. */
@Timeout(120)
@SuppressWarnings("NullAway") // a property that is missing is to fail the test
class HostsOfVCenterTest {
    @TempDir
    Path directory = Path.of("");

    private RunningVCenter vcenter = nothing();
    private FakeHost one = nothing();
    private FakeHost two = nothing();
    private DatacenterProperties datacenter = DatacenterProperties.builder().build();

    @SuppressWarnings("TypeParameterUnusedInFormals")
    private static <T> T nothing() {
        return null;
    }

    @BeforeEach
    void start() throws Exception {
        one = FakeHost.start(directory.resolve("one"), "uuid-1", "ds:///shared");
        two = FakeHost.start(directory.resolve("two"), "uuid-2", "ds:///shared");
        vcenter = RunningVCenter.start(directory.resolve("vcenter"));
        datacenter = vcenter.datacenter("dc");
    }

    @AfterEach
    void stop() throws Exception {
        vcenter.close();
        one.close();
        two.close();
    }

    private ManagedObjectReference<HostSystem> add(ClusterComputeResource cluster, FakeHost host) throws Exception {
        return vcenter.result(cluster.addHost_Task(host.spec().build(), true, null, null));
    }

    private ManagedObjectReference<VirtualMachine> create(ClusterComputeResource cluster, String name)
            throws Exception {
        ManagedObjectReference<?> reference = ((Stub) cluster).reference();
        ClusterComputeResourceProperties properties = vcenter.read(
                new ManagedObjectReference<ClusterComputeResource>(reference.type(), reference.value()),
                ClusterComputeResourceProperties.class);
        return vcenter.result(vcenter.folder(Objects.requireNonNull(datacenter.vmFolder()))
                .createVM_Task(
                        RunningVCenter.machine(name, "datastore1"),
                        Objects.requireNonNull(properties.resourcePool()),
                        null));
    }

    private VirtualMachine stub(ManagedObjectReference<VirtualMachine> machine) {
        return VirtualMachine.stub(vcenter.client.connection(), machine);
    }

    private HostSystem host(ManagedObjectReference<HostSystem> host) {
        return HostSystem.stub(vcenter.client.connection(), host);
    }

    private static void assertFault(Class<?> fault, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        FaultException.class, e -> assertThat(e.fault()).isInstanceOf(fault));
    }

    @Test
    void addsAStandaloneHostWithAllThatItHas() throws Exception {
        one.inventory.addMachine(new Machine("old", "[datastore1] old/old.vmx"));
        ManagedObjectReference<?> compute =
                vcenter.result(vcenter.folder(Objects.requireNonNull(datacenter.hostFolder()))
                        .addStandaloneHost_Task(one.spec().build(), null, true, null));
        ComputeResourceProperties properties = vcenter.read(compute, ComputeResourceProperties.class);
        assertThat(properties.summary().numHosts()).isEqualTo(1);
        assertThat(properties.summary().totalCpu()).isEqualTo(8_000);
        HostSystemProperties host = vcenter.read(properties.host().getFirst(), HostSystemProperties.class);
        assertThat(host.runtime().connectionState()).isEqualTo(HostSystemConnectionState.CONNECTED);
        assertThat(host.parent()).isEqualTo(compute);
        assertThat(host.name()).isEqualTo("127.0.0.1:" + one.port());
        VirtualMachineProperties machine = vcenter.read(host.vm().getFirst(), VirtualMachineProperties.class);
        assertThat(machine.name()).isEqualTo("old");
        assertThat(machine.runtime().host()).isEqualTo(properties.host().getFirst());
        assertThat(machine.parent()).isEqualTo(datacenter.vmFolder());
        assertThat(machine.resourcePool()).isEqualTo(properties.resourcePool());
        assertThat(machine.datastore()).isEqualTo(host.datastore());
        assertThat(vcenter.read(host.datastore().getFirst(), DatastoreProperties.class)
                        .vm())
                .containsExactly(host.vm().getFirst());
    }

    @Test
    void saysTheThumbprintOfAHostThatIsNotTrusted() {
        ClusterComputeResource cluster = vcenter.cluster(datacenter, "c");
        assertThatThrownBy(() -> vcenter.await(
                        cluster.addHost_Task(one.spec().sslThumbprint(null).build(), true, null, null)))
                .isInstanceOfSatisfying(
                        FaultException.class,
                        e -> assertThat(e.fault())
                                .isInstanceOfSatisfying(
                                        SSLVerifyFault.class,
                                        fault -> assertThat(fault.thumbprint())
                                                .matches("([0-9A-F]{2}:){19}[0-9A-F]{2}")));
        assertFault(
                InvalidLogin.class,
                () -> vcenter.await(
                        cluster.addHost_Task(one.spec().password("x").build(), true, null, null)));
    }

    @Test
    void refusesAHostTwice() throws Exception {
        ClusterComputeResource cluster = vcenter.cluster(datacenter, "c");
        add(cluster, one);
        assertFault(AlreadyConnected.class, () -> add(cluster, one));
    }

    @Test
    void knowsThatTwoHostsShareADatastoreAndANetwork() throws Exception {
        ClusterComputeResource cluster = vcenter.cluster(datacenter, "c");
        ManagedObjectReference<HostSystem> first = add(cluster, one);
        ManagedObjectReference<HostSystem> second = add(cluster, two);
        ManagedObjectReference<Datastore> shared =
                vcenter.read(first, HostSystemProperties.class).datastore().getFirst();
        assertThat(vcenter.read(second, HostSystemProperties.class).datastore()).containsExactly(shared);
        DatastoreProperties datastore = vcenter.read(shared, DatastoreProperties.class);
        assertThat(datastore.host()).extracting(mount -> mount.key()).containsExactly(first, second);
        assertThat(datastore.summary().multipleHostAccess()).isTrue();
        assertThat(vcenter.read(first, HostSystemProperties.class).network())
                .isEqualTo(vcenter.read(second, HostSystemProperties.class).network());
    }

    @Test
    void recommendsTheHostWithMoreMemoryFreeFirstAndPutsNewMachinesThere() throws Exception {
        ClusterComputeResource cluster = vcenter.cluster(datacenter, "c");
        ManagedObjectReference<HostSystem> first = add(cluster, one);
        ManagedObjectReference<HostSystem> second = add(cluster, two);
        assertThat(recommended(cluster)).containsExactly(first, second);

        use(one, first, 6_000);
        use(two, second, 1_000);
        assertThat(recommended(cluster)).containsExactly(second, first);
        ManagedObjectReference<VirtualMachine> machine = create(cluster, "web");
        assertThat(vcenter.read(machine, VirtualMachineProperties.class)
                        .runtime()
                        .host())
                .isEqualTo(second);

        use(two, second, 8_192); // less than what is asked for is free
        assertThat(recommended(cluster)).containsExactly(first, second);
        vcenter.await(host(first).enterMaintenanceMode_Task(0, null, null));
        assertThat(recommended(cluster)).containsExactly(second);
    }

    /** Has a host use so much of its memory, in MB, and waits until vCenter knows. */
    private void use(FakeHost host, ManagedObjectReference<HostSystem> reference, int memoryMb) throws Exception {
        host.inventory.use(0, memoryMb);
        vcenter.until(
                reference,
                HostSystemProperties.class,
                now -> Objects.equals(now.summary().quickStats().overallMemoryUsage(), memoryMb));
    }

    /** The hosts that a cluster would have a machine on, the best first. */
    private static List<ManagedObjectReference<HostSystem>> recommended(ClusterComputeResource cluster) {
        return cluster
                .placeVm(PlacementSpec.builder()
                        .configSpec(RunningVCenter.machine("new", "datastore1"))
                        .build())
                .recommendations()
                .stream()
                .flatMap(recommendation -> recommendation.action().stream())
                .map(action -> ((PlacementAction) action).targetHost())
                .toList();
    }

    @Test
    void makesAMachineWhereItIsToBeAndLetsItsHostRunIt() throws Exception {
        ClusterComputeResource cluster = vcenter.cluster(datacenter, "c");
        add(cluster, one);
        ManagedObjectReference<VirtualMachine> machine = create(cluster, "web");
        assertThat(machine.value()).matches("vm-\\d+");
        VirtualMachineProperties made = vcenter.read(machine, VirtualMachineProperties.class);
        assertThat(made.name()).isEqualTo("web");
        assertThat(made.summary().vm()).isEqualTo(machine);
        assertThat(vcenter.read(made.resourcePool(), ResourcePoolProperties.class)
                        .vm())
                .containsExactly(machine);
        assertFault(DuplicateName.class, () -> create(cluster, "web"));

        vcenter.await(stub(machine).powerOnVM_Task(null));
        assertThat(vcenter.read(machine, VirtualMachineProperties.class)
                        .runtime()
                        .powerState())
                .isEqualTo(VirtualMachinePowerState.POWERED_ON);
        assertFault(InvalidPowerState.class, () -> vcenter.await(stub(machine).powerOnVM_Task(null)));
        vcenter.await(stub(machine).powerOffVM_Task());
        vcenter.await(stub(machine).rename_Task("renamed"));
        assertThat(vcenter.read(machine, VirtualMachineProperties.class).name()).isEqualTo("renamed");
        assertThat(one.inventory.machines()).extracting(Machine::name).containsExactly("renamed");
        vcenter.await(stub(machine).destroy_Task());
        assertThat(one.inventory.machines()).isEmpty();
        assertThat(vcenter.read(Objects.requireNonNull(datacenter.vmFolder()), FolderProperties.class)
                        .childEntity())
                .isEmpty();
    }

    @Test
    void aMachineThatIsGoneBeforeItsHostAnswersIsDestroyedByATaskAllTheSame() throws Exception {
        ClusterComputeResource cluster = vcenter.cluster(datacenter, "c");
        add(cluster, one);
        ManagedObjectReference<VirtualMachine> machine = create(cluster, "web");
        one.inventory.answering = new CountDownLatch(1);
        ManagedObjectReference<? extends Folder> folder = Objects.requireNonNull(datacenter.vmFolder());
        CompletableFuture<Void> seen = CompletableFuture.runAsync(() -> {
            try {
                vcenter.until(
                        folder, FolderProperties.class, now -> now.childEntity().isEmpty());
            } catch (Exception e) {
                throw new CompletionException(e);
            } finally {
                one.inventory.answering.countDown();
            }
        });
        vcenter.await(stub(machine).destroy_Task());
        seen.join();
    }

    @Test
    void tellsWhatAHostTells() throws Exception {
        ClusterComputeResource cluster = vcenter.cluster(datacenter, "c");
        add(cluster, one);
        ManagedObjectReference<VirtualMachine> machine = create(cluster, "web");
        vcenter.await(stub(machine).powerOnVM_Task(null));
        vcenter.until(
                Objects.requireNonNull(vcenter.client.content().eventManager()),
                EventManagerProperties.class,
                // Looked for in all events: the latest may be another by the time at which it is read.
                _ -> wasPoweredOn(machine));
    }

    private boolean wasPoweredOn(ManagedObjectReference<VirtualMachine> machine) {
        try {
            return new Events(vcenter.client)
                    .query(EventFilterSpec.builder().build(), 1_000).stream()
                            .anyMatch(event -> event instanceof VmPoweredOnEvent on
                                    && on.vm().vm().equals(machine)
                                    && on.datacenter().name().equals("dc"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void showsAHostThatWentAwayAndTakesItBack() throws Exception {
        ClusterComputeResource cluster = vcenter.cluster(datacenter, "c");
        ManagedObjectReference<HostSystem> host = add(cluster, one);
        ManagedObjectReference<VirtualMachine> machine = create(cluster, "web");
        one.close();
        vcenter.until(
                host,
                HostSystemProperties.class,
                now -> now.runtime().connectionState() == HostSystemConnectionState.NOT_RESPONDING);
        assertThat(vcenter.read(machine, VirtualMachineProperties.class)
                        .runtime()
                        .connectionState())
                .isEqualTo(VirtualMachineConnectionState.DISCONNECTED);
        assertFault(HostNotConnected.class, () -> stub(machine).powerOnVM_Task(null));
        vcenter.until(
                vcenter.client.content().rootFolder(),
                FolderProperties.class,
                now -> now.triggeredAlarmState().stream()
                        .anyMatch(alarm ->
                                alarm.entity().equals(host) && alarm.overallStatus() == ManagedEntityStatus.RED));
        one = one.again();
        vcenter.until(
                host,
                HostSystemProperties.class,
                now -> now.runtime().connectionState() == HostSystemConnectionState.CONNECTED);
        vcenter.await(stub(machine).powerOnVM_Task(null));
        vcenter.until(
                vcenter.client.content().rootFolder(),
                FolderProperties.class,
                now -> now.triggeredAlarmState().isEmpty());
    }

    @Test
    void hasEverythingAfterARestartAlsoWhenTheHostIsAway() throws Exception {
        ClusterComputeResource cluster = vcenter.cluster(datacenter, "c");
        ManagedObjectReference<HostSystem> host = add(cluster, one);
        ManagedObjectReference<VirtualMachine> machine = create(cluster, "web");
        vcenter.close();
        one.close();
        vcenter = RunningVCenter.start(directory.resolve("vcenter"));
        VirtualMachineProperties remembered = vcenter.read(machine, VirtualMachineProperties.class);
        assertThat(remembered.name()).isEqualTo("web");
        assertThat(remembered.summary().config().memorySizeMB()).isEqualTo(256);
        assertThat(remembered.runtime().connectionState()).isEqualTo(VirtualMachineConnectionState.DISCONNECTED);
        one = one.again();
        vcenter.until(
                host,
                HostSystemProperties.class,
                now -> now.runtime().connectionState() == HostSystemConnectionState.CONNECTED);
        vcenter.until(
                machine,
                VirtualMachineProperties.class,
                now -> now.runtime().connectionState() == VirtualMachineConnectionState.CONNECTED);
    }

    @Test
    void showsNothingAsCurrentAfterARestartThatChangedOnTheHostMeanwhile() throws Exception {
        ClusterComputeResource cluster = vcenter.cluster(datacenter, "c");
        ManagedObjectReference<HostSystem> host = add(cluster, one);
        ManagedObjectReference<VirtualMachine> machine = create(cluster, "web");
        vcenter.close();
        one.inventory.rename("web", "mail");
        one.inventory.addMachine(new Machine("by hand", "[datastore1] a/a.vmx"));
        vcenter = RunningVCenter.start(directory.resolve("vcenter"));
        connected(host);
        // from then on, without waiting
        VirtualMachineProperties now = vcenter.read(machine, VirtualMachineProperties.class);
        assertThat(now.name()).isEqualTo("mail");
        assertThat(now.summary().config().name()).isEqualTo("mail");
        assertThat(now.runtime().connectionState()).isEqualTo(VirtualMachineConnectionState.CONNECTED);
        assertThat(vcenter.read(host, HostSystemProperties.class).vm()).hasSize(2);
    }

    @Test
    void tellsAHostOfOursAfterARestartWhatItKnowsOfItsMachines() throws Exception {
        ClusterComputeResource cluster = vcenter.cluster(datacenter, "c");
        ManagedObjectReference<HostSystem> host = add(cluster, one);
        ManagedObjectReference<VirtualMachine> web = create(cluster, "web");
        ManagedObjectReference<VirtualMachine> db = create(cluster, "db");
        String known = one.inventory.knownAs("web");
        String before = one.inventory.knownAs("db");
        assertThat(one.known.heard).isEmpty();
        vcenter.close();
        one.inventory.rename("db", "data");
        vcenter = RunningVCenter.start(directory.resolve("vcenter"));
        connected(host);
        assertThat(one.known.heard)
                .singleElement()
                .satisfies(heard -> assertThat(heard).contains(known).contains(before));
        assertThat(vcenter.read(web, VirtualMachineProperties.class).name()).isEqualTo("web");
        assertThat(vcenter.read(db, VirtualMachineProperties.class).name()).isEqualTo("data");
        one.inventory.rename("web", "mail"); // what was not told again is followed too
        vcenter.until(web, VirtualMachineProperties.class, now -> now.name().equals("mail"));
    }

    @Test
    void readsAHostOfAnEarlierReleaseWholeAfterARestart() throws Exception {
        ClusterComputeResource cluster = vcenter.cluster(datacenter, "c");
        ManagedObjectReference<HostSystem> host = add(cluster, one);
        ManagedObjectReference<VirtualMachine> web = create(cluster, "web");
        one.known.refused = true;
        vcenter.close();
        one.inventory.rename("web", "mail");
        vcenter = RunningVCenter.start(directory.resolve("vcenter"));
        connected(host);
        assertThat(one.known.heard).hasSize(1);
        assertThat(vcenter.read(web, VirtualMachineProperties.class).name()).isEqualTo("mail");
    }

    @Test
    void asksAHostOfOthersForNothingButWhatTheApiSays() throws Exception {
        two.close();
        two = FakeHost.madeBy("others", directory.resolve("two"), "uuid-2", "ds:///shared");
        ClusterComputeResource cluster = vcenter.cluster(datacenter, "c");
        ManagedObjectReference<HostSystem> host = add(cluster, two);
        ManagedObjectReference<VirtualMachine> web = create(cluster, "web");
        vcenter.close();
        two.inventory.rename("web", "mail");
        vcenter = RunningVCenter.start(directory.resolve("vcenter"));
        connected(host);
        assertThat(two.known.heard).isEmpty();
        assertThat(vcenter.read(web, VirtualMachineProperties.class).name()).isEqualTo("mail");
    }

    private void connected(ManagedObjectReference<HostSystem> host) throws Exception {
        vcenter.until(
                host,
                HostSystemProperties.class,
                now -> now.runtime().connectionState() == HostSystemConnectionState.CONNECTED);
    }

    @Test
    void knowsAfterARestartWhatAHostHasThatIsOlderThanTheHost() throws Exception {
        ClusterComputeResource cluster = vcenter.cluster(datacenter, "c");
        ManagedObjectReference<HostSystem> first = add(cluster, one);
        ManagedObjectReference<VirtualMachine> machine = create(cluster, "web");
        ManagedObjectReference<HostSystem> second = add(cluster, two);
        vcenter.await(stub(machine)
                .relocateVM_Task(
                        VirtualMachineRelocateSpec.builder().host(second).build(), null));
        vcenter.close();
        vcenter = RunningVCenter.start(directory.resolve("vcenter"));
        vcenter.await(stub(machine).powerOnVM_Task(null));
        HostSystemProperties host = vcenter.read(second, HostSystemProperties.class);
        assertThat(host.datastore())
                .isEqualTo(vcenter.read(first, HostSystemProperties.class).datastore());
        assertThat(host.network())
                .isEqualTo(vcenter.read(first, HostSystemProperties.class).network());
    }

    @Test
    void disconnectsAndReconnectsAHostWhenAsked() throws Exception {
        ClusterComputeResource cluster = vcenter.cluster(datacenter, "c");
        ManagedObjectReference<HostSystem> host = add(cluster, one);
        vcenter.await(host(host).disconnectHost_Task());
        vcenter.until(
                host,
                HostSystemProperties.class,
                now -> now.runtime().connectionState() == HostSystemConnectionState.DISCONNECTED);
        vcenter.await(host(host).reconnectHost_Task(null, null));
        assertThat(vcenter.read(host, HostSystemProperties.class).runtime().connectionState())
                .isEqualTo(HostSystemConnectionState.CONNECTED);
    }

    @Test
    void removesAHostWithItsMachines() throws Exception {
        ClusterComputeResource cluster = vcenter.cluster(datacenter, "c");
        ManagedObjectReference<HostSystem> host = add(cluster, one);
        create(cluster, "web");
        vcenter.await(host(host).enterMaintenanceMode_Task(0, null, null));
        vcenter.await(host(host).destroy_Task());
        assertThat(one.inventory.machines()).hasSize(1);
        assertThat(new PropertyReader(vcenter.client)
                        .readAll(vcenter.client.content().rootFolder(), "VirtualMachine", List.of("name")))
                .isEmpty();
        assertThat(new PropertyReader(vcenter.client)
                        .readAll(vcenter.client.content().rootFolder(), "Datastore", List.of("name")))
                .isEmpty();
    }

    @Test
    void movesAMachineThatIsOffToAnotherHostAndKeepsItsId() throws Exception {
        ClusterComputeResource cluster = vcenter.cluster(datacenter, "c");
        add(cluster, one);
        ManagedObjectReference<VirtualMachine> machine = create(cluster, "web");
        ManagedObjectReference<HostSystem> target = add(cluster, two);
        vcenter.await(stub(machine)
                .relocateVM_Task(
                        VirtualMachineRelocateSpec.builder().host(target).build(), null));
        assertThat(vcenter.read(machine, VirtualMachineProperties.class)
                        .runtime()
                        .host())
                .isEqualTo(target);
        assertThat(one.inventory.machines()).isEmpty();
        assertThat(two.inventory.machines()).extracting(Machine::name).containsExactly("web");
        vcenter.await(stub(machine).powerOnVM_Task(null));
    }

    @Test
    void followsMachinesThatAreMadeAndRenamedOnTheHostItself() throws Exception {
        ClusterComputeResource cluster = vcenter.cluster(datacenter, "c");
        ManagedObjectReference<HostSystem> host = add(cluster, one);
        one.inventory.addMachine(new Machine("by hand", "[datastore1] a/a.vmx"));
        HostSystemProperties now = vcenter.until(
                host, HostSystemProperties.class, properties -> !properties.vm().isEmpty());
        ManagedObjectReference<VirtualMachine> machine = now.vm().getFirst();
        vcenter.until(machine, VirtualMachineProperties.class, properties -> "by hand".equals(properties.name()));
        one.inventory.rename("by hand", "renamed");
        vcenter.until(machine, VirtualMachineProperties.class, properties -> "renamed".equals(properties.name()));
    }

    @Test
    void commandsOfEsxcliGoToTheHostThatTheyAreAskedOf() throws Exception {
        ClusterComputeResource cluster = vcenter.cluster(datacenter, "lab");
        List<ManagedObjectReference<HostSystem>> hosts = List.of(add(cluster, one), add(cluster, two));
        for (int round = 0; round < 2; round++) { // the second time they are known
            for (ManagedObjectReference<HostSystem> host : hosts) {
                ManagedObjectReference<ReflectManagedMethodExecuter> executer =
                        host(host).retrieveManagedMethodExecuter();
                assertThat(ReflectManagedMethodExecuter.stub(vcenter.client.connection(), executer)
                                .executeSoap("ha-cli-handler-vm-process", "urn:vim25/5.0", "list", List.of())
                                .response())
                        .isEqualTo("list of uuid-" + (hosts.indexOf(host) + 1));
            }
        }
    }
}
