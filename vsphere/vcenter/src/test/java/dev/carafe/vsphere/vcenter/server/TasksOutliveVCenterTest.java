package dev.carafe.vsphere.vcenter.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.vsphere.vcenter.testing.FakeHost;
import dev.carafe.vsphere.vcenter.testing.FakeHostInventory.Machine;
import dev.carafe.vsphere.vcenter.testing.RunningVCenter;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.Stub;
import dev.carafe.vsphere.vim.vim25.ClusterComputeResource;
import dev.carafe.vsphere.vim.vim25.ClusterComputeResourceProperties;
import dev.carafe.vsphere.vim.vim25.DatacenterProperties;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.FolderProperties;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.HostSystemConnectionState;
import dev.carafe.vsphere.vim.vim25.HostSystemProperties;
import dev.carafe.vsphere.vim.vim25.ResourcePool;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.TaskInfo;
import dev.carafe.vsphere.vim.vim25.TaskInfoState;
import dev.carafe.vsphere.vim.vim25.TaskProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConnectionState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRelocateSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of tasks, and of what they make, when vCenter ends in the middle of them and is started again. */
@Timeout(120)
@SuppressWarnings("NullAway") // a property that is missing is to fail the test
class TasksOutliveVCenterTest {
    @TempDir
    Path directory = Path.of("");

    private RunningVCenter vcenter = nothing();
    private FakeHost one = nothing();
    private FakeHost two = nothing();
    private DatacenterProperties datacenter = DatacenterProperties.builder().build();
    private ClusterComputeResource cluster = nothing();
    private ManagedObjectReference<HostSystem> first = nothing();
    private ManagedObjectReference<? extends Folder> folder = nothing();
    private ManagedObjectReference<? extends ResourcePool> pool = nothing();

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
        cluster = vcenter.cluster(datacenter, "c");
        first = vcenter.result(cluster.addHost_Task(one.spec().build(), true, null, null));
        folder = vcenter.folder(Objects.requireNonNull(datacenter.vmFolder())).createFolder("below");
        ManagedObjectReference<?> reference = ((Stub) cluster).reference();
        pool = Objects.requireNonNull(vcenter.read(
                        new ManagedObjectReference<ClusterComputeResource>(reference.type(), reference.value()),
                        ClusterComputeResourceProperties.class)
                .resourcePool());
    }

    @AfterEach
    void stop() throws Exception {
        one.inventory.answering.countDown();
        one.inventory.making.countDown();
        two.inventory.making.countDown();
        vcenter.close();
        one.close();
        two.close();
    }

    private void restart() throws Exception {
        vcenter = RunningVCenter.start(directory.resolve("vcenter"));
    }

    private ManagedObjectReference<Task> create(String name) {
        return vcenter.folder(folder).createVM_Task(RunningVCenter.machine(name, "datastore1"), pool, null);
    }

    private void awaitPercent(ManagedObjectReference<Task> task, int done) throws Exception {
        vcenter.until(
                task,
                TaskProperties.class,
                now -> Integer.valueOf(done).equals(now.info().progress()));
    }

    private TaskInfo end(ManagedObjectReference<Task> task) throws Exception {
        return vcenter.until(
                        task,
                        TaskProperties.class,
                        now -> now.info().state() == TaskInfoState.SUCCESS
                                || now.info().state() == TaskInfoState.ERROR)
                .info();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aMachineThatIsMadeMeanwhileGoesWhereItWasToBeAndItsTaskSaysSo(boolean whileAway) throws Exception {
        one.inventory.making = new CountDownLatch(1);
        ManagedObjectReference<Task> task = create("web");
        awaitPercent(task, 10);
        vcenter.close();
        if (whileAway) {
            one.inventory.making.countDown();
        }
        restart();
        if (!whileAway) {
            awaitPercent(task, 10);
            one.inventory.making.countDown();
        }
        TaskInfo info = end(task);
        assertThat(info.state()).as("%s", info.error()).isEqualTo(TaskInfoState.SUCCESS);
        ManagedObjectReference<?> machine = (ManagedObjectReference<?>) info.result();
        VirtualMachineProperties made = vcenter.read(Objects.requireNonNull(machine), VirtualMachineProperties.class);
        assertThat(made.name()).isEqualTo("web");
        assertThat(made.parent()).isEqualTo(folder);
        assertThat(made.resourcePool()).isEqualTo(pool);
    }

    @Test
    void aTaskIsFollowedToItsEndThatItsHostNoLongerCountsAsRecent() throws Exception {
        one.inventory.making = new CountDownLatch(1);
        ManagedObjectReference<Task> task = create("web");
        awaitPercent(task, 10);
        one.inventory.runTasks(250);
        one.inventory.making.countDown();
        TaskInfo info = end(task);
        assertThat(info.state()).as("%s", info.error()).isEqualTo(TaskInfoState.SUCCESS);
    }

    @Test
    void aMachineWhoseTaskVCenterWasNotToldOfGoesWhereItWasToBe() throws Exception {
        one.inventory.answering = new CountDownLatch(1);
        ManagedObjectReference<Task> task = create("web");
        one.inventory.asked.await();
        vcenter.close();
        one.inventory.answering.countDown();
        restart();
        TaskInfo info = end(task);
        assertThat(info.state()).isEqualTo(TaskInfoState.ERROR);
        assertThat(Objects.requireNonNull(info.error()).localizedMessage()).contains("outcome is unknown");
        FolderProperties below = vcenter.until(
                folder, FolderProperties.class, now -> !now.childEntity().isEmpty());
        assertThat(vcenter.read(below.childEntity().getFirst(), VirtualMachineProperties.class)
                        .name())
                .isEqualTo("web");
    }

    @Test
    void aMachineOfThatNameThatIsFoundLaterIsAnybodys() throws Exception {
        one.inventory.making = new CountDownLatch(1);
        ManagedObjectReference<Task> task = create("web");
        awaitPercent(task, 10);
        vcenter.close();
        one.inventory.making.countDown();
        restart();
        TaskInfo info = end(task);
        vcenter.await(
                VirtualMachine.stub(vcenter.client.connection(), machine(info)).destroy_Task());
        vcenter.close();
        restart();
        one.inventory.addMachine(new Machine("web", "[datastore1] other/web.vmx"));
        ManagedObjectReference<? extends Folder> top = Objects.requireNonNull(datacenter.vmFolder());
        vcenter.until(top, FolderProperties.class, now -> now.childEntity().size() == 2);
        assertThat(vcenter.read(folder, FolderProperties.class).childEntity()).isEmpty();
    }

    @Test
    void aMachineThatNoHostHasAfterAMoveWasCutOffIsRegisteredWhereItWasToGo() throws Exception {
        ManagedObjectReference<HostSystem> second =
                vcenter.result(cluster.addHost_Task(two.spec().build(), true, null, null));
        ManagedObjectReference<Task> made =
                vcenter.folder(folder).createVM_Task(RunningVCenter.machine("web", "datastore1"), pool, first);
        ManagedObjectReference<VirtualMachine> machine = machine(end(made));
        two.inventory.making = new CountDownLatch(1);
        ManagedObjectReference<Task> move = VirtualMachine.stub(vcenter.client.connection(), machine)
                .relocateVM_Task(
                        VirtualMachineRelocateSpec.builder().host(second).build(), null);
        awaitPercent(move, 10);
        vcenter.close();
        two.close();
        assertThat(one.inventory.machines()).isEmpty();
        two = two.again();
        assertThat(two.inventory.machines()).isEmpty();
        restart();
        TaskInfo info = end(move);
        assertThat(info.state()).as("%s", info.error()).isEqualTo(TaskInfoState.SUCCESS);
        assertThat(two.inventory.machines()).extracting(Machine::name).containsExactly("web");
        VirtualMachineProperties moved = vcenter.read(machine, VirtualMachineProperties.class);
        assertThat(moved.runtime().host()).isEqualTo(second);
        assertThat(moved.parent()).isEqualTo(folder);
    }

    /** A machine that the first host has forgotten, and that the second registers when it is to go on. */
    private ManagedObjectReference<Task> moveToTheSecond() throws Exception {
        ManagedObjectReference<HostSystem> second =
                vcenter.result(cluster.addHost_Task(two.spec().build(), true, null, null));
        ManagedObjectReference<Task> made =
                vcenter.folder(folder).createVM_Task(RunningVCenter.machine("web", "datastore1"), pool, first);
        ManagedObjectReference<VirtualMachine> machine = machine(end(made));
        two.inventory.making = new CountDownLatch(1);
        ManagedObjectReference<Task> move = VirtualMachine.stub(vcenter.client.connection(), machine)
                .relocateVM_Task(
                        VirtualMachineRelocateSpec.builder().host(second).build(), null);
        awaitPercent(move, 10);
        return move;
    }

    @Test
    void aMachineThatIsBeingRegisteredWhenVCenterStartsAgainIsRegisteredOnce() throws Exception {
        ManagedObjectReference<Task> move = moveToTheSecond();
        vcenter.close();
        restart();
        awaitPercent(move, 10);
        two.inventory.making.countDown();
        TaskInfo info = end(move);
        assertThat(info.state()).as("%s", info.error()).isEqualTo(TaskInfoState.SUCCESS);
        assertThat(one.inventory.machines()).isEmpty();
        assertThat(two.inventory.machines()).extracting(Machine::name).containsExactly("web");
        assertThat(vcenter.read(folder, FolderProperties.class).childEntity()).hasSize(1);
    }

    /** Which of the two it is, the host that went away will say. */
    @Test
    void aMachineIsRegisteredAtOneHostWhenTheOtherGoesAwayWhileItRegistersIt() throws Exception {
        ManagedObjectReference<Task> move = moveToTheSecond();
        FakeHost before = two;
        before.close();
        before.inventory.addMachine(new Machine("web", "[datastore1] web/web.vmx"));
        two = before.again();
        TaskInfo info = end(move);
        assertThat(info.state()).as("%s", info.error()).isEqualTo(TaskInfoState.SUCCESS);
        assertThat(one.inventory.machines()).isEmpty();
        assertThat(two.inventory.machines()).extracting(Machine::name).containsExactly("web");
        assertThat(vcenter.read(folder, FolderProperties.class).childEntity()).hasSize(1);
    }

    @Test
    void aMachineThatBothHostsRefusedIsOfferedToThemAgain() throws Exception {
        ManagedObjectReference<HostSystem> second =
                vcenter.result(cluster.addHost_Task(two.spec().build(), true, null, null));
        ManagedObjectReference<Task> made =
                vcenter.folder(folder).createVM_Task(RunningVCenter.machine("web", "datastore1"), pool, first);
        ManagedObjectReference<VirtualMachine> machine = machine(end(made));
        one.inventory.refusing = true;
        two.inventory.refusing = true;
        TaskInfo refused = end(VirtualMachine.stub(vcenter.client.connection(), machine)
                .relocateVM_Task(
                        VirtualMachineRelocateSpec.builder().host(second).build(), null));
        assertThat(refused.state()).isEqualTo(TaskInfoState.ERROR);
        assertThat(one.inventory.machines()).isEmpty();
        while (one.inventory.refusals.get() < 2) { // in the task, and after it
            Thread.sleep(1);
        }
        two.inventory.refusing = false;
        VirtualMachineProperties moved = vcenter.until(
                machine,
                VirtualMachineProperties.class,
                now -> second.equals(now.runtime().host()));
        assertThat(moved.parent()).isEqualTo(folder);
        assertThat(two.inventory.machines()).extracting(Machine::name).containsExactly("web");
        assertThat(one.inventory.machines()).isEmpty();
    }

    /** A machine that both hosts have refused once the task of its move has ended. */
    private ManagedObjectReference<VirtualMachine> orphan() throws Exception {
        ManagedObjectReference<HostSystem> second =
                vcenter.result(cluster.addHost_Task(two.spec().build(), true, null, null));
        ManagedObjectReference<Task> made =
                vcenter.folder(folder).createVM_Task(RunningVCenter.machine("web", "datastore1"), pool, first);
        ManagedObjectReference<VirtualMachine> machine = machine(end(made));
        one.inventory.refusing = true;
        two.inventory.refusing = true;
        TaskInfo refused = end(VirtualMachine.stub(vcenter.client.connection(), machine)
                .relocateVM_Task(
                        VirtualMachineRelocateSpec.builder().host(second).build(), null));
        assertThat(refused.state()).isEqualTo(TaskInfoState.ERROR);
        awaitOrphaned(machine);
        return machine;
    }

    private void awaitOrphaned(ManagedObjectReference<VirtualMachine> machine) throws Exception {
        VirtualMachineProperties orphan = vcenter.until(
                machine,
                VirtualMachineProperties.class,
                now -> now.runtime().connectionState() == VirtualMachineConnectionState.ORPHANED);
        assertThat(orphan.summary().runtime().connectionState()).isEqualTo(VirtualMachineConnectionState.ORPHANED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aMachineThatBothHostsRefusedCanBeTakenOutOfTheInventory(boolean vcenterEnds) throws Exception {
        ManagedObjectReference<VirtualMachine> machine = orphan();
        if (vcenterEnds) {
            vcenter.close();
            restart();
            awaitOrphaned(machine);
        }
        VirtualMachine.stub(vcenter.client.connection(), machine).unregisterVM();
        assertThat(vcenter.read(folder, FolderProperties.class).childEntity()).isEmpty();
        one.inventory.refusing = false;
        two.inventory.refusing = false;
        vcenter.close();
        restart();
        ManagedObjectReference<VirtualMachine> other = machine(end(create("other")));
        assertThat(vcenter.read(folder, FolderProperties.class).childEntity()).isEqualTo(List.of(other));
    }

    @Test
    void aMachineThatNoHostHasCanBeDestroyedByNobody() throws Exception {
        VirtualMachine machine = VirtualMachine.stub(vcenter.client.connection(), orphan());
        assertThatThrownBy(machine::destroy_Task)
                .isInstanceOf(FaultException.class)
                .hasMessageContaining("its files stay");
    }

    @Test
    void aMachineThatATaskMovesStaysInTheInventory() throws Exception {
        ManagedObjectReference<Task> move = moveToTheSecond();
        VirtualMachine machine = VirtualMachine.stub(vcenter.client.connection(), machineOf(move));
        assertThatThrownBy(machine::unregisterVM)
                .isInstanceOf(FaultException.class)
                .hasMessageContaining("on its way");
        two.inventory.making.countDown();
        assertThat(end(move).state()).isEqualTo(TaskInfoState.SUCCESS);
        assertThat(vcenter.read(folder, FolderProperties.class).childEntity()).hasSize(1);
    }

    private ManagedObjectReference<VirtualMachine> machineOf(ManagedObjectReference<Task> task) throws Exception {
        ManagedObjectReference<?> about =
                vcenter.read(task, TaskProperties.class).info().entity();
        return new ManagedObjectReference<>("VirtualMachine", about.value());
    }

    /** The destination is removed while it registers the machine. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aMachineGoesBackWhenItsDestinationIsRemoved(boolean vcenterEnds) throws Exception {
        ManagedObjectReference<Task> move = moveToTheSecond();
        ManagedObjectReference<VirtualMachine> machine = machineOf(move);
        ManagedObjectReference<HostSystem> second =
                vcenter.read(((Stub) cluster).reference(), ClusterComputeResourceProperties.class).host().stream()
                        .filter(each -> !each.equals(first))
                        .findFirst()
                        .orElseThrow();
        if (vcenterEnds) {
            vcenter.close();
            restart();
            awaitPercent(move, 10);
        }
        HostSystem removed = HostSystem.stub(vcenter.client.connection(), second);
        vcenter.await(removed.disconnectHost_Task());
        vcenter.until(
                second,
                HostSystemProperties.class,
                now -> now.runtime().connectionState() == HostSystemConnectionState.DISCONNECTED);
        vcenter.await(removed.destroy_Task());
        vcenter.until(
                machine,
                VirtualMachineProperties.class,
                now -> first.equals(now.runtime().host())
                        && now.runtime().connectionState() == VirtualMachineConnectionState.CONNECTED);
        assertThat(one.inventory.machines()).extracting(Machine::name).containsExactly("web");
        assertThat(end(move).state()).isEqualTo(TaskInfoState.ERROR);
        assertThat(vcenter.read(folder, FolderProperties.class).childEntity()).isEqualTo(List.of(machine));
    }

    private static ManagedObjectReference<VirtualMachine> machine(TaskInfo info) {
        assertThat(info.state()).as("%s", info.error()).isEqualTo(TaskInfoState.SUCCESS);
        ManagedObjectReference<?> reference = (ManagedObjectReference<?>) Objects.requireNonNull(info.result());
        return new ManagedObjectReference<>("VirtualMachine", reference.value());
    }
}
