package dev.carafe.vsphere.vcenter.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.vsphere.vcenter.testing.FakeHost;
import dev.carafe.vsphere.vcenter.testing.Line;
import dev.carafe.vsphere.vcenter.testing.RunningVCenter;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.CannotAccessNetwork;
import dev.carafe.vsphere.vim.vim25.ClusterComputeResource;
import dev.carafe.vsphere.vim.vim25.ClusterComputeResourceProperties;
import dev.carafe.vsphere.vim.vim25.DVPortgroupConfigSpec;
import dev.carafe.vsphere.vim.vim25.DVSConfigSpec;
import dev.carafe.vsphere.vim.vim25.DVSCreateSpec;
import dev.carafe.vsphere.vim.vim25.DatacenterProperties;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualPort;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualPortgroup;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualPortgroupProperties;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualSwitchHostMemberConfigSpec;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualSwitchHostMemberPnicBacking;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualSwitchHostMemberPnicSpec;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualSwitchManager;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualSwitchPortConnection;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualSwitchPortCriteria;
import dev.carafe.vsphere.vim.vim25.FolderProperties;
import dev.carafe.vsphere.vim.vim25.HostCommunication;
import dev.carafe.vsphere.vim.vim25.HostNotConnected;
import dev.carafe.vsphere.vim.vim25.HostPortGroup;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.HostSystemConnectionState;
import dev.carafe.vsphere.vim.vim25.HostSystemProperties;
import dev.carafe.vsphere.vim.vim25.HostVirtualSwitch;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.ResourceInUse;
import dev.carafe.vsphere.vim.vim25.ResourceNotAvailable;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.TaskInfoState;
import dev.carafe.vsphere.vim.vim25.TaskProperties;
import dev.carafe.vsphere.vim.vim25.VMwareDVSConfigSpec;
import dev.carafe.vsphere.vim.vim25.VMwareDVSPortSetting;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpecOperation;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCardDistributedVirtualPortBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRelocateSpec;
import dev.carafe.vsphere.vim.vim25.VirtualVmxnet3;
import dev.carafe.vsphere.vim.vim25.VmwareDistributedVirtualSwitch;
import dev.carafe.vsphere.vim.vim25.VmwareDistributedVirtualSwitchProperties;
import dev.carafe.vsphere.vim.vim25.VmwareDistributedVirtualSwitchVlanIdSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Distributed switches over a host that only tells of its own. */
@Timeout(120)
@SuppressWarnings("NullAway") // a property that is missing is to fail the test
class DistributedSwitchesTest {
    @TempDir
    Path directory = Path.of("");

    private RunningVCenter vcenter;
    private FakeHost host;
    private Line line;
    private ClusterComputeResource lab;
    private ManagedObjectReference<HostSystem> member;
    private ClusterComputeResourceProperties cluster;
    private DatacenterProperties datacenter;

    @BeforeEach
    void start() throws Exception {
        host = FakeHost.start(directory.resolve("one"), "uuid-1", "ds:///one");
        line = Line.to(host.port());
        vcenter = RunningVCenter.start(directory.resolve("vcenter"));
        datacenter = vcenter.datacenter("dc");
        lab = vcenter.cluster(datacenter, "lab");
        member = vcenter.result(lab.addHost_Task(host.spec().port(line.port()).build(), true, null, null));
        cluster = vcenter.read(
                vcenter.read(member, HostSystemProperties.class).parent(), ClusterComputeResourceProperties.class);
    }

    @AfterEach
    void stop() throws Exception {
        host.inventory.making.countDown();
        host.inventory.answering.countDown();
        vcenter.close();
        line.close();
        host.close();
    }

    private VmwareDistributedVirtualSwitch stub(ManagedObjectReference<VmwareDistributedVirtualSwitch> dvs) {
        return VmwareDistributedVirtualSwitch.stub(vcenter.client.connection(), dvs);
    }

    private ManagedObjectReference<VmwareDistributedVirtualSwitch> create() throws Exception {
        return vcenter.result(vcenter.folder(datacenter.networkFolder())
                .createDVS_Task(DVSCreateSpec.builder()
                        .configSpec(VMwareDVSConfigSpec.builder().name("dvs").build())
                        .build()));
    }

    private void join(ManagedObjectReference<VmwareDistributedVirtualSwitch> dvs, String operation, String card)
            throws Exception {
        vcenter.await(stub(dvs)
                .reconfigureDvs_Task(DVSConfigSpec.builder()
                        .host(List.of(DistributedVirtualSwitchHostMemberConfigSpec.builder()
                                .operation(operation)
                                .host(member)
                                .backing(DistributedVirtualSwitchHostMemberPnicBacking.builder()
                                        .pnicSpec(
                                                card.isEmpty()
                                                        ? List.of()
                                                        : List.of(DistributedVirtualSwitchHostMemberPnicSpec.builder()
                                                                .pnicDevice(card)
                                                                .build()))
                                        .build())
                                .build()))
                        .build()));
    }

    private ManagedObjectReference<DistributedVirtualPortgroup> group(
            ManagedObjectReference<VmwareDistributedVirtualSwitch> dvs, String name, int vlan) throws Exception {
        return vcenter.result(stub(dvs)
                .createDVPortgroup_Task(DVPortgroupConfigSpec.builder()
                        .name(name)
                        .numPorts(2)
                        .defaultPortConfig(vlan(vlan))
                        .build()));
    }

    private static VMwareDVSPortSetting vlan(int vlan) {
        return VMwareDVSPortSetting.builder()
                .vlan(new VmwareDistributedVirtualSwitchVlanIdSpec(false, vlan))
                .build();
    }

    private ManagedObjectReference<VirtualMachine> machine() throws Exception {
        return machine("web");
    }

    private ManagedObjectReference<VirtualMachine> machine(String name) throws Exception {
        return vcenter.result(vcenter.folder(datacenter.vmFolder())
                .createVM_Task(RunningVCenter.machine(name, "datastore1"), cluster.resourcePool(), null));
    }

    private void plug(
            ManagedObjectReference<VirtualMachine> machine,
            ManagedObjectReference<VmwareDistributedVirtualSwitch> dvs,
            ManagedObjectReference<DistributedVirtualPortgroup> group)
            throws Exception {
        vcenter.await(VirtualMachine.stub(vcenter.client.connection(), machine)
                .reconfigVM_Task(VirtualMachineConfigSpec.builder()
                        .deviceChange(List.of(VirtualDeviceConfigSpec.builder()
                                .operation(VirtualDeviceConfigSpecOperation.ADD)
                                .device(VirtualVmxnet3.builder()
                                        .key(-1)
                                        .backing(new VirtualEthernetCardDistributedVirtualPortBackingInfo(
                                                DistributedVirtualSwitchPortConnection.builder()
                                                        .switchUuid(vcenter.read(
                                                                        dvs,
                                                                        VmwareDistributedVirtualSwitchProperties.class)
                                                                .uuid())
                                                        .portgroupKey(group.value())
                                                        .build()))
                                        .build())
                                .build()))
                        .build()));
    }

    /** Puts a card on a port that is asked for: a new one, or one that is there. */
    private void plug(
            ManagedObjectReference<VirtualMachine> machine,
            ManagedObjectReference<VmwareDistributedVirtualSwitch> dvs,
            ManagedObjectReference<DistributedVirtualPortgroup> group,
            int card,
            String port)
            throws Exception {
        vcenter.await(plugging(machine, dvs, group, card, port));
    }

    private ManagedObjectReference<Task> plugging(
            ManagedObjectReference<VirtualMachine> machine,
            ManagedObjectReference<VmwareDistributedVirtualSwitch> dvs,
            ManagedObjectReference<DistributedVirtualPortgroup> group,
            int card,
            String port)
            throws Exception {
        DistributedVirtualSwitchPortConnection asked = DistributedVirtualSwitchPortConnection.builder()
                .switchUuid(vcenter.read(dvs, VmwareDistributedVirtualSwitchProperties.class)
                        .uuid())
                .portgroupKey(group.value())
                .portKey(port)
                .build();
        return VirtualMachine.stub(vcenter.client.connection(), machine)
                .reconfigVM_Task(VirtualMachineConfigSpec.builder()
                        .deviceChange(List.of(VirtualDeviceConfigSpec.builder()
                                .operation(
                                        card < 0
                                                ? VirtualDeviceConfigSpecOperation.ADD
                                                : VirtualDeviceConfigSpecOperation.EDIT)
                                .device(VirtualVmxnet3.builder()
                                        .key(card)
                                        .backing(new VirtualEthernetCardDistributedVirtualPortBackingInfo(asked))
                                        .build())
                                .build()))
                        .build());
    }

    private DistributedVirtualSwitchPortConnection port(ManagedObjectReference<VirtualMachine> machine)
            throws Exception {
        VirtualMachineProperties properties = vcenter.read(machine, VirtualMachineProperties.class);
        return ((VirtualEthernetCardDistributedVirtualPortBackingInfo)
                        properties.config().hardware().device().getFirst().backing())
                .port();
    }

    private static void assertFault(Class<?> fault, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        FaultException.class, e -> assertThat(e.fault()).isInstanceOf(fault));
    }

    @Test
    void aMemberCarriesPortGroupsOutAndMachinesAreOnThem() throws Exception {
        ManagedObjectReference<VmwareDistributedVirtualSwitch> dvs = create();
        join(dvs, "add", "vmnic1");
        ManagedObjectReference<DistributedVirtualPortgroup> group = group(dvs, "web", 7);
        assertThat(host.inventory.network().vswitch())
                .extracting(HostVirtualSwitch::name)
                .containsExactly(dvs.value());
        assertThat(host.inventory.network().portgroup())
                .extracting(HostPortGroup::spec)
                .extracting(spec -> spec.name() + " " + spec.vlanId())
                .containsExactly(group.value() + " 7");
        assertThat(vcenter.read(group, DistributedVirtualPortgroupProperties.class)
                        .host())
                .containsExactly(member);
        DatacenterProperties shown = vcenter.read(
                vcenter.read(cluster.parent(), FolderProperties.class).parent(), DatacenterProperties.class);
        assertThat(shown.network())
                .extracting(ManagedObjectReference::type)
                .containsOnlyOnce("Network")
                .contains("DistributedVirtualPortgroup");

        ManagedObjectReference<VirtualMachine> machine = machine();
        plug(machine, dvs, group);
        String uuid = vcenter.read(dvs, VmwareDistributedVirtualSwitchProperties.class)
                .uuid();
        assertThat(port(machine))
                .isEqualTo(DistributedVirtualSwitchPortConnection.builder()
                        .switchUuid(uuid)
                        .portgroupKey(group.value())
                        .portKey("0")
                        .connectionCookie(0)
                        .build());
        assertThat(vcenter.read(machine, VirtualMachineProperties.class).network())
                .isEqualTo(List.of(group));
        List<DistributedVirtualPort> ports = stub(dvs)
                .fetchDVPorts(DistributedVirtualSwitchPortCriteria.builder()
                        .connected(true)
                        .build());
        assertThat(ports).singleElement().satisfies(port -> {
            assertThat(port.key()).isEqualTo("0");
            assertThat(port.connectee().connectedEntity()).isEqualTo(machine);
        });
        assertThat(stub(dvs).fetchDVPortKeys(null)).containsExactly("0", "1");
        assertFault(ResourceInUse.class, () -> join(dvs, "remove", ""));
        assertFault(
                ResourceInUse.class,
                () -> vcenter.await(DistributedVirtualPortgroup.stub(vcenter.client.connection(), group)
                        .destroy_Task()));
    }

    @Test
    void aPortThatIsAskedForIsKeptOrRefused() throws Exception {
        ManagedObjectReference<VmwareDistributedVirtualSwitch> dvs = create();
        join(dvs, "add", "");
        ManagedObjectReference<DistributedVirtualPortgroup> group = group(dvs, "web", 7);
        ManagedObjectReference<VirtualMachine> web = machine();
        plug(web, dvs, group, -1, "1");
        assertThat(port(web).portKey()).isEqualTo("1");
        ManagedObjectReference<VirtualMachine> other = machine("other");
        assertFault(ResourceInUse.class, () -> plug(other, dvs, group, -1, "1"));
        assertFault(InvalidArgument.class, () -> plug(other, dvs, group, -1, "9"));
        assertThat(vcenter.read(other, VirtualMachineProperties.class).config()).isNull();
        int card = vcenter.read(web, VirtualMachineProperties.class)
                .config()
                .hardware()
                .device()
                .getFirst()
                .key();
        plug(web, dvs, group, card, "0");
        vcenter.until(
                web,
                VirtualMachineProperties.class,
                now -> now.config().hardware().device().stream()
                        .anyMatch(device -> device.backing()
                                        instanceof VirtualEthernetCardDistributedVirtualPortBackingInfo(var port)
                                && "0".equals(port.portKey())));
        plug(other, dvs, group, -1, "1");
        assertThat(port(other).portKey()).isEqualTo("1");
    }

    private void awaitPercent(ManagedObjectReference<Task> task, int done) throws Exception {
        vcenter.until(
                task,
                TaskProperties.class,
                now -> Integer.valueOf(done).equals(now.info().progress()));
    }

    private TaskInfoState end(ManagedObjectReference<Task> task) throws Exception {
        return vcenter.until(
                        task,
                        TaskProperties.class,
                        now -> now.info().state() == TaskInfoState.SUCCESS
                                || now.info().state() == TaskInfoState.ERROR)
                .info()
                .state();
    }

    /** A new card, and one that is in another port of the group already. */
    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void aPortThatIsAskedForIsKeptWhenVCenterEndsMeanwhile(boolean isNew, boolean whileAway) throws Exception {
        ManagedObjectReference<VmwareDistributedVirtualSwitch> dvs = create();
        join(dvs, "add", "");
        ManagedObjectReference<DistributedVirtualPortgroup> group = group(dvs, "web", 7);
        ManagedObjectReference<VirtualMachine> web = machine();
        ManagedObjectReference<VirtualMachine> other = machine("other");
        int card = -1;
        if (!isNew) {
            plug(web, dvs, group, -1, "0");
            card = vcenter.read(web, VirtualMachineProperties.class)
                    .config()
                    .hardware()
                    .device()
                    .getFirst()
                    .key();
        }
        host.inventory.making = new CountDownLatch(1);
        ManagedObjectReference<Task> task = plugging(web, dvs, group, card, "1");
        awaitPercent(task, 10);
        vcenter.close();
        if (whileAway) {
            host.inventory.making.countDown();
        }
        vcenter = RunningVCenter.start(directory.resolve("vcenter"));
        if (!whileAway) {
            awaitPercent(task, 10);
            assertFault(ResourceInUse.class, () -> plugging(other, dvs, group, -1, "1"));
            host.inventory.making.countDown();
        }
        assertThat(end(task)).isEqualTo(TaskInfoState.SUCCESS);
        vcenter.until(web, VirtualMachineProperties.class, now -> now.config() != null);
        assertThat(port(web).portKey()).isEqualTo("1");
        plug(other, dvs, group, -1, "0");
        assertThat(port(other).portKey()).isEqualTo("0");
        plug(
                other,
                dvs,
                group,
                vcenter.read(other, VirtualMachineProperties.class)
                        .config()
                        .hardware()
                        .device()
                        .getFirst()
                        .key(),
                "0"); // nothing is kept that nobody needs
    }

    /** The host has begun to reconfigure the machine, and its answer is lost. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPortIsKeptUntilTheHostSaysWhetherItsCardIsThere(boolean done) throws Exception {
        ManagedObjectReference<VmwareDistributedVirtualSwitch> dvs = create();
        join(dvs, "add", "");
        ManagedObjectReference<DistributedVirtualPortgroup> group = group(dvs, "web", 7);
        ManagedObjectReference<VirtualMachine> web = machine();
        ManagedObjectReference<VirtualMachine> other = machine("other");
        host.inventory.answering = new CountDownLatch(1);
        host.inventory.making = new CountDownLatch(1);
        host.inventory.refusing = !done;
        Future<?> asked = CompletableFuture.runAsync(
                () -> assertFault(HostCommunication.class, () -> plugging(web, dvs, group, -1, "1")));
        while (host.inventory.reconfigures.get() == 0) {
            Thread.sleep(1);
        }
        line.cut();
        asked.get();
        assertFault(ResourceInUse.class, () -> plugging(other, dvs, group, -1, "1"));
        host.inventory.answering.countDown();
        host.inventory.making.countDown();
        host.inventory.awaitTasks();
        host.inventory.refusing = false;
        line.mend();
        if (done) {
            vcenter.until(web, VirtualMachineProperties.class, now -> now.config() != null);
            assertThat(port(web).portKey()).isEqualTo("1");
            assertFault(ResourceInUse.class, () -> plugging(other, dvs, group, -1, "1"));
        } else {
            vcenter.await(onceItIsFree(() -> plugging(other, dvs, group, -1, "1")));
            assertThat(port(other).portKey()).isEqualTo("1");
        }
    }

    private static <T> T onceItIsFree(Callable<T> call) throws Exception {
        while (true) {
            try {
                return call.call();
            } catch (FaultException e) {
                if (!(e.fault() instanceof ResourceInUse || e.fault() instanceof HostNotConnected)) {
                    throw e;
                }
                Thread.sleep(1);
            }
        }
    }

    @Test
    void aGroupThatDoesNotGrowIsFull() throws Exception {
        ManagedObjectReference<VmwareDistributedVirtualSwitch> dvs = create();
        join(dvs, "add", "");
        ManagedObjectReference<DistributedVirtualPortgroup> group = group(dvs, "web", 7);
        vcenter.await(DistributedVirtualPortgroup.stub(vcenter.client.connection(), group)
                .reconfigureDVPortgroup_Task(DVPortgroupConfigSpec.builder()
                        .autoExpand(false)
                        .numPorts(1)
                        .build()));
        plug(machine(), dvs, group);
        ManagedObjectReference<VirtualMachine> other = machine("other");
        assertFault(ResourceNotAvailable.class, () -> plug(other, dvs, group));
        assertThat(stub(dvs).fetchDVPortKeys(null)).containsExactly("0");
        vcenter.await(DistributedVirtualPortgroup.stub(vcenter.client.connection(), group)
                .reconfigureDVPortgroup_Task(
                        DVPortgroupConfigSpec.builder().autoExpand(true).build()));
        plug(other, dvs, group);
        assertThat(stub(dvs).fetchDVPortKeys(null)).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aMachineStaysWhereItsSwitchIs(boolean runs) throws Exception {
        try (FakeHost stranger = FakeHost.start(directory.resolve("two"), "uuid-2", "ds:///one")) {
            ManagedObjectReference<HostSystem> second =
                    vcenter.result(lab.addHost_Task(stranger.spec().build(), true, null, null));
            ManagedObjectReference<VmwareDistributedVirtualSwitch> dvs = create();
            join(dvs, "add", "");
            ManagedObjectReference<VirtualMachine> machine = vcenter.result(vcenter.folder(datacenter.vmFolder())
                    .createVM_Task(RunningVCenter.machine("web", "datastore1"), cluster.resourcePool(), member));
            plug(machine, dvs, group(dvs, "web", 7));
            VirtualMachine stub = VirtualMachine.stub(vcenter.client.connection(), machine);
            if (runs) {
                vcenter.await(stub.powerOnVM_Task(null));
            }
            assertFault(
                    CannotAccessNetwork.class,
                    () -> vcenter.await(stub.relocateVM_Task(
                            VirtualMachineRelocateSpec.builder().host(second).build(), null)));
            assertThat(vcenter.read(machine, VirtualMachineProperties.class)
                            .runtime()
                            .host())
                    .isEqualTo(member);
            assertThat(host.inventory.machines()).hasSize(1);
            assertThat(stranger.inventory.machines()).isEmpty();
        }
    }

    @Test
    void whatIsChangedIsCarriedOutToo() throws Exception {
        ManagedObjectReference<VmwareDistributedVirtualSwitch> dvs = create();
        ManagedObjectReference<DistributedVirtualPortgroup> group = group(dvs, "web", 7);
        join(dvs, "add", "");
        DistributedVirtualPortgroup stub = DistributedVirtualPortgroup.stub(vcenter.client.connection(), group);
        vcenter.await(stub.reconfigureDVPortgroup_Task(DVPortgroupConfigSpec.builder()
                .name("sites")
                .defaultPortConfig(vlan(8))
                .build()));
        assertThat(host.inventory.network().portgroup())
                .extracting(each -> each.spec().vlanId())
                .containsExactly(8);
        assertThat(vcenter.read(group, DistributedVirtualPortgroupProperties.class)
                        .name())
                .isEqualTo("sites");
        vcenter.await(stub.destroy_Task());
        assertThat(host.inventory.network().portgroup()).isEmpty();
        vcenter.await(stub(dvs).destroy_Task());
        assertThat(host.inventory.network().vswitch()).isEmpty();
    }

    @Test
    void aHostThatCannotCarryItOutIsNoMember() throws Exception {
        ManagedObjectReference<VmwareDistributedVirtualSwitch> dvs = create();
        assertFault(InvalidArgument.class, () -> join(dvs, "add", "vmnic9"));
        assertThat(vcenter.read(dvs, VmwareDistributedVirtualSwitchProperties.class)
                        .config()
                        .host())
                .isEmpty();
    }

    @Test
    void aHostThatWasAwayIsBroughtUpToDate() throws Exception {
        ManagedObjectReference<VmwareDistributedVirtualSwitch> dvs = create();
        join(dvs, "add", "");
        host.close();
        vcenter.until(
                member,
                HostSystemProperties.class,
                shown -> shown.runtime().connectionState() == HostSystemConnectionState.NOT_RESPONDING);
        ManagedObjectReference<DistributedVirtualPortgroup> group = group(dvs, "web", 7);
        host = host.again();
        vcenter.until(
                group,
                DistributedVirtualPortgroupProperties.class,
                shown -> shown.host().equals(List.of(member)));
    }

    @Test
    void allOfItOutlivesTheServer() throws Exception {
        ManagedObjectReference<VmwareDistributedVirtualSwitch> dvs = create();
        join(dvs, "add", "");
        ManagedObjectReference<DistributedVirtualPortgroup> group = group(dvs, "web", 7);
        ManagedObjectReference<VirtualMachine> machine = machine();
        plug(machine, dvs, group);
        DistributedVirtualSwitchPortConnection before = port(machine);
        VmwareDistributedVirtualSwitchProperties properties =
                vcenter.read(dvs, VmwareDistributedVirtualSwitchProperties.class);
        vcenter.close();
        vcenter = RunningVCenter.start(directory.resolve("vcenter"));
        assertThat(vcenter.read(dvs, VmwareDistributedVirtualSwitchProperties.class)
                        .config())
                .isEqualTo(properties.config());
        assertThat(port(machine)).isEqualTo(before);
        var manager = DistributedVirtualSwitchManager.stub(
                vcenter.client.connection(),
                Objects.requireNonNull(vcenter.client.content().dvSwitchManager()));
        assertThat(manager.queryDvsByUuid(properties.uuid())).isEqualTo(dvs);
        assertThat(manager.dVSManagerLookupDvPortGroup(properties.uuid(), group.value()))
                .isEqualTo(group);
    }
}
