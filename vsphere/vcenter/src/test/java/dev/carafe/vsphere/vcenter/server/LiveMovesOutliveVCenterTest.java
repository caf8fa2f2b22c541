package dev.carafe.vsphere.vcenter.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.client.event.Events;
import dev.carafe.vsphere.vcenter.testing.FakeHost;
import dev.carafe.vsphere.vcenter.testing.FakeHostInventory.Machine;
import dev.carafe.vsphere.vcenter.testing.RunningVCenter;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ClusterComputeResource;
import dev.carafe.vsphere.vim.vim25.DatacenterProperties;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.FolderProperties;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.TaskInfo;
import dev.carafe.vsphere.vim.vim25.TaskInfoState;
import dev.carafe.vsphere.vim.vim25.TaskProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConnectionState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineMovePriority;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vim.vim25.VmMigratedEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a task of vMotion says, also when vCenter ends in the middle of it and is started again. */
@Timeout(120)
@SuppressWarnings("NullAway") // a property that is missing is to fail the test
class LiveMovesOutliveVCenterTest {
    @TempDir
    Path directory = Path.of("");

    private RunningVCenter vcenter = nothing();
    private FakeHost one = nothing();
    private FakeHost two = nothing();
    private ManagedObjectReference<HostSystem> first = nothing();
    private ManagedObjectReference<HostSystem> second = nothing();
    private ManagedObjectReference<? extends Folder> folder = nothing();
    private ManagedObjectReference<VirtualMachine> machine = nothing();

    @SuppressWarnings("TypeParameterUnusedInFormals")
    private static <T> T nothing() {
        return null;
    }

    @BeforeEach
    void startAMachine() throws Exception {
        one = FakeHost.start(directory.resolve("one"), "uuid-1", "ds:///shared");
        two = FakeHost.start(directory.resolve("two"), "uuid-2", "ds:///shared");
        vcenter = RunningVCenter.start(directory.resolve("vcenter"));
        DatacenterProperties datacenter = vcenter.datacenter("dc");
        ClusterComputeResource cluster = vcenter.cluster(datacenter, "c");
        first = vcenter.result(cluster.addHost_Task(one.spec().build(), true, null, null));
        second = vcenter.result(cluster.addHost_Task(two.spec().build(), true, null, null));
        ManagedObjectReference<? extends Folder> top = Objects.requireNonNull(datacenter.vmFolder());
        folder = vcenter.folder(top).createFolder("below");
        one.inventory.addMachine(new Machine("web", "[datastore1] web/web.vmx"));
        ManagedObjectReference<?> found =
                vcenter
                        .until(
                                top,
                                FolderProperties.class,
                                now -> now.childEntity().size() == 2)
                        .childEntity()
                        .stream()
                        .filter(each -> each.type().equals("VirtualMachine"))
                        .findFirst()
                        .orElseThrow();
        machine = new ManagedObjectReference<>("VirtualMachine", found.value());
        vcenter.await(vcenter.folder(folder).moveIntoFolder_Task(List.of(machine)));
        vcenter.await(vm().powerOnVM_Task(null));
        one.inventory.making = new CountDownLatch(1);
        one.inventory.destination = two.inventory;
    }

    @AfterEach
    void stop() throws Exception {
        one.inventory.making.countDown();
        vcenter.close();
        one.close();
        two.close();
    }

    private VirtualMachine vm() {
        return VirtualMachine.stub(vcenter.client.connection(), machine);
    }

    /** Begins the move and waits until its memory is on its way. */
    private ManagedObjectReference<Task> move() throws Exception {
        ManagedObjectReference<Task> move =
                vm().migrateVM_Task(null, second, VirtualMachineMovePriority.DEFAULT_PRIORITY, null);
        awaitPercent(move);
        return move;
    }

    private void awaitPercent(ManagedObjectReference<Task> move) throws Exception {
        vcenter.until(
                move,
                TaskProperties.class,
                now -> Integer.valueOf(40).equals(now.info().progress()));
    }

    private TaskInfo end(ManagedObjectReference<Task> task) throws Exception {
        return vcenter.until(
                        task,
                        TaskProperties.class,
                        now -> now.info().state() == TaskInfoState.SUCCESS
                                || now.info().state() == TaskInfoState.ERROR)
                .info();
    }

    private void isOnTheSecondHost(ManagedObjectReference<Task> move) throws Exception {
        TaskInfo info = end(move);
        assertThat(info.state()).as("%s", info.error()).isEqualTo(TaskInfoState.SUCCESS);
        VirtualMachineProperties moved = vcenter.read(machine, VirtualMachineProperties.class);
        assertThat(moved.runtime().host()).isEqualTo(second);
        assertThat(moved.parent()).isEqualTo(folder);
        assertThat(told()).hasSize(1);
    }

    private List<String> told() throws Exception {
        return new Events(vcenter.client)
                .query(Events.about(machine), 1_000).stream()
                        .filter(VmMigratedEvent.class::isInstance)
                        .map(event -> String.valueOf(event.fullFormattedMessage()))
                        .toList();
    }

    @Test
    void theTaskTellsHowFarTheHostIs() throws Exception {
        ManagedObjectReference<Task> move = move();
        one.inventory.making.countDown();
        isOnTheSecondHost(move);
        assertThat(told()).first().asString().contains("stood still for 12 ms");
    }

    @Test
    void theTaskFailsWithWhatTheHostSays() throws Exception {
        one.inventory.destination = null;
        ManagedObjectReference<Task> move = move();
        one.inventory.making.countDown();
        stays(move);
    }

    /** While it was on its way it counted to the destination, and showed how that is. */
    @Test
    void aMachineThatStaysIsAsConnectedAsItsOwnHost() throws Exception {
        one.inventory.destination = null;
        ManagedObjectReference<Task> move = move();
        two.close();
        vcenter.until(
                machine,
                VirtualMachineProperties.class,
                now -> now.runtime().connectionState() == VirtualMachineConnectionState.DISCONNECTED);
        one.inventory.making.countDown();
        stays(move);
        assertThat(vcenter.read(machine, VirtualMachineProperties.class)
                        .runtime()
                        .connectionState())
                .isEqualTo(VirtualMachineConnectionState.CONNECTED);
        two = two.again();
    }

    private void stays(ManagedObjectReference<Task> move) throws Exception {
        TaskInfo info = end(move);
        assertThat(info.state()).isEqualTo(TaskInfoState.ERROR);
        assertThat(info.error().localizedMessage()).contains("the line broke");
        VirtualMachineProperties kept = vcenter.read(machine, VirtualMachineProperties.class);
        assertThat(kept.runtime().host()).isEqualTo(first);
        assertThat(kept.runtime().powerState()).isEqualTo(VirtualMachinePowerState.POWERED_ON);
        assertThat(kept.parent()).isEqualTo(folder);
        assertThat(told()).isEmpty();
    }

    private void restart(boolean whileAway) throws Exception {
        vcenter.close();
        if (whileAway) {
            one.inventory.making.countDown();
            // The end is the host's own, which nobody but the host can be asked for now.
            one.inventory.awaitTasks();
        }
        vcenter = RunningVCenter.start(directory.resolve("vcenter"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aMoveThatVCenterWasAwayForEndsWell(boolean whileAway) throws Exception {
        ManagedObjectReference<Task> move = move();
        restart(whileAway);
        if (!whileAway) {
            awaitPercent(move);
            one.inventory.making.countDown();
        }
        isOnTheSecondHost(move);
        assertThat(told()).first().asString().contains("stood still for 12 ms");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aMoveThatVCenterWasAwayForFailsAsTheHostSays(boolean whileAway) throws Exception {
        one.inventory.destination = null;
        ManagedObjectReference<Task> move = move();
        restart(whileAway);
        if (!whileAway) {
            awaitPercent(move);
            one.inventory.making.countDown();
        }
        stays(move);
    }

    /** Its folder is that of a vCenter killed right after it told that the machine has moved: no more was noted of the move. */
    @Test
    void aMoveThatWasToldAndNotNotedAsEndedIsToldOnce() throws Exception {
        ManagedObjectReference<Task> move = move();
        vcenter.close();
        Path before = copy(directory.resolve("vcenter"), directory.resolve("before"));
        vcenter = RunningVCenter.start(directory.resolve("vcenter"));
        one.inventory.making.countDown();
        isOnTheSecondHost(move);
        vcenter.close();
        copy(directory.resolve("vcenter/vcenter/events"), before.resolve("vcenter/events"));
        vcenter = RunningVCenter.start(before);
        isOnTheSecondHost(move);
    }

    /** Copies a folder, or what is in it over what lies at the destination. */
    private static Path copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Path copied = to.resolve(from.relativize(each).toString());
                if (Files.isDirectory(each)) {
                    Files.createDirectories(copied);
                } else {
                    Files.copy(each, copied, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
        return to;
    }

    /** The source's agent was killed when the destination had the machine already. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aMoveOfWhichTheSourceSaysOnlyThatItWasInterruptedEndsByWhoHasTheMachine(boolean vcenterEnds) throws Exception {
        one.inventory.forgetsHowItEnded = true;
        ManagedObjectReference<Task> move = move();
        if (vcenterEnds) {
            restart(true);
        } else {
            one.inventory.making.countDown();
        }
        isOnTheSecondHost(move);
    }

    /** The source's agent ended too, and does not know the task any more. */
    @Test
    void aMoveWhoseTaskNobodyKnowsEndsByWhoHasTheMachine() throws Exception {
        ManagedObjectReference<Task> move = move();
        vcenter.close();
        one.inventory.making.countDown();
        one.inventory.awaitTasks();
        one.close();
        one = one.again();
        vcenter = RunningVCenter.start(directory.resolve("vcenter"));
        isOnTheSecondHost(move);
    }
}
