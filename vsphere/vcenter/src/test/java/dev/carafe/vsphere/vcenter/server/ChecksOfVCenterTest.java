package dev.carafe.vsphere.vcenter.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.vsphere.vcenter.testing.FakeHost;
import dev.carafe.vsphere.vcenter.testing.RunningVCenter;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.CheckResult;
import dev.carafe.vsphere.vim.vim25.ClusterComputeResourceProperties;
import dev.carafe.vsphere.vim.vim25.DatacenterProperties;
import dev.carafe.vsphere.vim.vim25.DisallowedMigrationDeviceAttached;
import dev.carafe.vsphere.vim.vim25.DuplicateName;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.HostSystemProperties;
import dev.carafe.vsphere.vim.vim25.InvalidPowerState;
import dev.carafe.vsphere.vim.vim25.LocalizedMethodFault;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpecOperation;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineCloneSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineCompatibilityChecker;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineMovePriority;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProvisioningChecker;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRelocateSpec;
import dev.carafe.vsphere.vim.vim25.VirtualNVMEController;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A machine on a datastore of its host's own, and another host that does not reach it. */
@Timeout(120)
@SuppressWarnings("NullAway") // a property that is missing is to fail the test
class ChecksOfVCenterTest {
    private static final String UNREACHED = "does not reach all datastores that";

    @TempDir
    Path directory = Path.of("");

    private RunningVCenter vcenter;
    private FakeHost one;
    private FakeHost two;
    private DatacenterProperties datacenter;
    private ManagedObjectReference<HostSystem> first;
    private ManagedObjectReference<HostSystem> second;
    private ManagedObjectReference<VirtualMachine> machine;
    private ClusterComputeResourceProperties cluster;

    @BeforeEach
    void start() throws Exception {
        one = FakeHost.start(directory.resolve("one"), "uuid-1", "ds:///one");
        two = FakeHost.start(directory.resolve("two"), "uuid-2", "ds:///two");
        vcenter = RunningVCenter.start(directory.resolve("vcenter"));
        datacenter = vcenter.datacenter("dc");
        var lab = vcenter.cluster(datacenter, "lab");
        first = vcenter.result(lab.addHost_Task(one.spec().build(), true, null, null));
        second = vcenter.result(lab.addHost_Task(two.spec().build(), true, null, null));
        cluster = vcenter.read(
                vcenter.read(first, HostSystemProperties.class).parent(), ClusterComputeResourceProperties.class);
        machine = vcenter.result(vcenter.folder(datacenter.vmFolder())
                .createVM_Task(RunningVCenter.machine("web", "datastore1"), cluster.resourcePool(), null));
    }

    @AfterEach
    void stop() {
        vcenter.close();
        one.close();
        two.close();
    }

    private VirtualMachineProvisioningChecker moves() {
        return VirtualMachineProvisioningChecker.stub(
                vcenter.client.connection(), vcenter.client.content().vmProvisioningChecker());
    }

    private VirtualMachineCompatibilityChecker runs() {
        return VirtualMachineCompatibilityChecker.stub(
                vcenter.client.connection(), vcenter.client.content().vmCompatibilityChecker());
    }

    private List<CheckResult> results(ManagedObjectReference<Task> task) throws Exception {
        return ((List<?>) vcenter.await(task))
                .stream().map(CheckResult.class::cast).toList();
    }

    private static List<String> errors(CheckResult result) {
        return result.error().stream()
                .map(LocalizedMethodFault::localizedMessage)
                .toList();
    }

    @Test
    void aMoveIsRefusedAsItWouldBe() throws Exception {
        List<CheckResult> each =
                results(moves().queryVMotionCompatibilityEx_Task(List.of(machine), List.of(first, second)));
        assertThat(each).extracting(CheckResult::host).containsExactly(first, second);
        assertThat(errors(each.getFirst())).isEmpty();
        assertThat(errors(each.getLast())).singleElement().asString().contains(UNREACHED);
        VirtualMachineRelocateSpec there =
                VirtualMachineRelocateSpec.builder().host(second).build();
        assertThat(errors(results(moves().checkRelocate_Task(machine, there, List.of()))
                        .getFirst()))
                .isEqualTo(errors(each.getLast()));
        assertThatThrownBy(() -> vcenter.await(VirtualMachine.stub(vcenter.client.connection(), machine)
                        .relocateVM_Task(there, null)))
                .hasMessageContaining(UNREACHED);
        assertThat(errors(results(moves().checkRelocate_Task(machine, there, List.of("networkTests")))
                        .getFirst()))
                .isEmpty();
    }

    @Test
    void aRunningMachineWithAnNvmeControllerStaysOnItsHost() throws Exception {
        VirtualMachine vm = VirtualMachine.stub(vcenter.client.connection(), machine);
        vcenter.await(vm.reconfigVM_Task(VirtualMachineConfigSpec.builder()
                .deviceChange(List.of(VirtualDeviceConfigSpec.builder()
                        .operation(VirtualDeviceConfigSpecOperation.ADD)
                        .device(VirtualNVMEController.builder()
                                .key(-1)
                                .busNumber(0)
                                .build())
                        .build()))
                .build()));
        VirtualMachineRelocateSpec there =
                VirtualMachineRelocateSpec.builder().host(second).build();
        List<String> source = List.of("sourceTests");
        assertThat(errors(results(moves().checkRelocate_Task(machine, there, source))
                        .getFirst()))
                .as("while it is off")
                .isEmpty();
        vcenter.await(vm.powerOnVM_Task(null));
        vcenter.until(
                machine,
                VirtualMachineProperties.class,
                now -> now.runtime().powerState() == VirtualMachinePowerState.POWERED_ON
                        && now.config().hardware().device().stream().anyMatch(VirtualNVMEController.class::isInstance));
        CheckResult refused =
                results(moves().checkRelocate_Task(machine, there, source)).getFirst();
        assertThat(refused.error())
                .singleElement()
                .extracting(LocalizedMethodFault::fault)
                .isInstanceOf(DisallowedMigrationDeviceAttached.class);
        assertThatThrownBy(() -> vcenter.await(vm.relocateVM_Task(there, null)))
                .hasMessageContaining("NVMe controller cannot change its host");
        assertThat(errors(results(moves().checkRelocate_Task(
                                        machine,
                                        VirtualMachineRelocateSpec.builder()
                                                .host(first)
                                                .build(),
                                        source))
                        .getFirst()))
                .as("where it is")
                .isEmpty();
    }

    private static VirtualMachineCloneSpec clone(@Nullable ManagedObjectReference<HostSystem> host) {
        return VirtualMachineCloneSpec.builder()
                .location(VirtualMachineRelocateSpec.builder().host(host).build())
                .powerOn(false)
                .template(false)
                .build();
    }

    @Test
    void aCloneIsRefusedAsItWouldBe() throws Exception {
        ManagedObjectReference<? extends Folder> folder = datacenter.vmFolder();
        CheckResult here = results(moves().checkClone_Task(machine, folder, "more", clone(null), List.of()))
                .getFirst();
        assertThat(here.host())
                .isEqualTo(vcenter.read(machine, VirtualMachineProperties.class)
                        .runtime()
                        .host());
        assertThat(errors(here)).isEmpty();
        assertThat(errors(results(moves().checkClone_Task(machine, folder, "more", clone(second), List.of()))
                        .getFirst()))
                .singleElement()
                .asString()
                .contains(UNREACHED);
        assertThat(results(moves().checkClone_Task(machine, folder, "web", clone(null), List.of()))
                        .getFirst()
                        .error()
                        .getFirst()
                        .fault())
                .isInstanceOf(DuplicateName.class);
    }

    @Test
    void aMachineInAnotherStateIsNotMoved() throws Exception {
        CheckResult result = results(
                        moves().checkMigrate_Task(machine, first, null, VirtualMachinePowerState.POWERED_ON, List.of()))
                .getFirst();
        assertThat(result.error().getFirst().fault()).isInstanceOf(InvalidPowerState.class);
        assertThatThrownBy(() -> vcenter.await(VirtualMachine.stub(vcenter.client.connection(), machine)
                        .migrateVM_Task(
                                null,
                                first,
                                VirtualMachineMovePriority.DEFAULT_PRIORITY,
                                VirtualMachinePowerState.POWERED_ON)))
                .isInstanceOfSatisfying(
                        FaultException.class, e -> assertThat(e.fault()).isInstanceOf(InvalidPowerState.class));
    }

    @Test
    void whatIsTooLargeForAHostIsSaid() throws Exception {
        assertThat(errors(results(runs().checkPowerOn_Task(machine, null, null, List.of()))
                        .getFirst()))
                .isEmpty();
        assertThat(results(runs().checkCompatibility_Task(machine, null, cluster.resourcePool(), List.of())))
                .extracting(CheckResult::host)
                .containsExactly(first, second);
        VirtualMachineConfigSpec large =
                VirtualMachineConfigSpec.builder().numCPUs(9).build();
        assertThat(errors(results(runs().checkVmConfig_Task(large, machine, null, null, List.of()))
                        .getFirst()))
                .singleElement()
                .asString()
                .endsWith("has 8 processors, 9 are needed.");
        VirtualMachineConfigSpec nowhere = RunningVCenter.machine("other", "datastore9");
        assertThat(errors(results(runs().checkVmConfig_Task(nowhere, null, first, null, List.of()))
                        .getFirst()))
                .singleElement()
                .asString()
                .contains("datastore9");
    }
}
