package dev.carafe.vsphere.esxi.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.InsufficientMemoryResourcesFault;
import dev.carafe.vsphere.vim.vim25.ManagedObjectNotFound;
import dev.carafe.vsphere.vim.vim25.NotSupported;
import dev.carafe.vsphere.vim.vim25.ResourceAllocationInfo;
import dev.carafe.vsphere.vim.vim25.ResourceConfigSpec;
import dev.carafe.vsphere.vim.vim25.ResourcePool;
import dev.carafe.vsphere.vim.vim25.ResourcePoolProperties;
import dev.carafe.vsphere.vim.vim25.SharesInfo;
import dev.carafe.vsphere.vim.vim25.SharesLevel;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineFileInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRelocateSpec;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The resource pools of a whole host agent. */
final class HostPoolsTest extends WholeHostTest {
    private static ResourceConfigSpec spec(long memoryReservation, boolean expandable) {
        ResourceAllocationInfo free = ResourceAllocationInfo.builder()
                .reservation(0L)
                .limit(-1L)
                .expandableReservation(true)
                .shares(SharesInfo.builder().level(SharesLevel.NORMAL).shares(0).build())
                .build();
        return ResourceConfigSpec.builder()
                .cpuAllocation(free)
                .memoryAllocation(free.toBuilder()
                        .reservation(memoryReservation)
                        .expandableReservation(expandable)
                        .build())
                .build();
    }

    private ResourcePool pool(ManagedObjectReference<? extends ResourcePool> reference) {
        return host().object(ResourcePool.class, reference);
    }

    private ResourcePoolProperties shown(ManagedObjectReference<?> reference) {
        return host().properties(ResourcePoolProperties.class, reference);
    }

    private ManagedObjectReference<? extends ResourcePool> make(
            ManagedObjectReference<? extends ResourcePool> parent, String name) {
        return pool(parent).createResourcePool(name, spec(0, true));
    }

    private ManagedObjectReference<VirtualMachine> machine(
            String name, ManagedObjectReference<? extends ResourcePool> pool, long memoryReservation) throws Exception {
        Object made = host().done(host().object(Folder.class, HostNames.VMS)
                .createVM_Task(
                        VirtualMachineConfigSpec.builder()
                                .name(name)
                                .memoryMB(64L)
                                .memoryAllocation(ResourceAllocationInfo.builder()
                                        .reservation(memoryReservation)
                                        .build())
                                .files(VirtualMachineFileInfo.builder()
                                        .vmPathName("[datastore1]")
                                        .build())
                                .build(),
                        pool,
                        null));
        return new ManagedObjectReference<>(
                "VirtualMachine", ((ManagedObjectReference<?>) Objects.requireNonNull(made)).value());
    }

    private @Nullable ManagedObjectReference<?> poolOf(ManagedObjectReference<?> machine) {
        return host().properties(VirtualMachineProperties.class, machine).resourcePool();
    }

    private static void refused(Class<?> fault, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        FaultException.class, e -> assertThat(e.fault()).isInstanceOf(fault));
    }

    @Test
    void poolsAndWhatIsInThemLastFromRunToRun() throws Exception {
        var web = make(HostNames.POOL, "web");
        var front = make(web, "front");
        var machine = machine("m", front, 0);
        pool(web).updateConfig("shop", spec(16, true));
        assertThat(shown(web).name()).isEqualTo("shop");

        host().restart();
        assertThat(shown(HostNames.POOL).resourcePool()).isEqualTo(List.of(web));
        assertThat(shown(web).name()).isEqualTo("shop");
        assertThat(shown(web).resourcePool()).isEqualTo(List.of(front));
        assertThat(shown(front).parent()).isEqualTo(web);
        assertThat(shown(front).vm()).isEqualTo(List.of(machine));
        assertThat(Objects.requireNonNull(shown(web).config())
                        .memoryAllocation()
                        .reservation())
                .isEqualTo(16);
        assertThat(poolOf(machine)).isEqualTo(front);
        assertThat(make(HostNames.POOL, "more")).isNotIn(web, front);
    }

    @Test
    void machinesGoFromPoolToPool() throws Exception {
        var one = make(HostNames.POOL, "one");
        var two = make(HostNames.POOL, "two");
        var machine = machine("m", one, 0);
        pool(two).moveIntoResourcePool(List.of(machine, one));
        assertThat(poolOf(machine)).isEqualTo(two);
        assertThat(shown(one).parent()).isEqualTo(two);
        assertThat(shown(one).vm()).isEmpty();
        host().done(host().object(VirtualMachine.class, machine)
                .relocateVM_Task(VirtualMachineRelocateSpec.builder().pool(one).build(), null));
        assertThat(poolOf(machine)).isEqualTo(one);
        refused(NotSupported.class, () -> pool(one).moveIntoResourcePool(List.of(HostNames.POOL)));
        assertThat(host().events())
                .contains("ResourcePoolCreatedEvent", "ResourcePoolMovedEvent", "VmResourcePoolMovedEvent");
        host().restart();
        assertThat(poolOf(machine)).isEqualTo(one);
    }

    @Test
    void whatIsInAPoolThatGoesIsInTheOneAbove() throws Exception {
        var outer = make(HostNames.POOL, "outer");
        var middle = make(outer, "middle");
        var inner = make(middle, "inner");
        var machine = machine("m", middle, 0);
        host().done(pool(middle).destroy_Task());
        assertThat(host().host().registry().find(middle)).isEmpty();
        assertThat(poolOf(machine)).isEqualTo(outer);
        assertThat(shown(outer).resourcePool()).isEqualTo(List.of(inner));
        pool(inner).moveIntoResourcePool(List.of(machine));
        pool(HostNames.POOL).destroyChildren();
        assertThat(shown(HostNames.POOL).resourcePool()).isEmpty();
        assertThat(poolOf(machine)).isEqualTo(HostNames.POOL);
        assertThat(shown(HostNames.POOL).vm()).isEqualTo(List.of(machine));
        refused(NotSupported.class, () -> host().done(pool(HostNames.POOL).destroy_Task()));
        refused(NotSupported.class, () -> pool(HostNames.POOL).updateConfig("other", null));
        refused(ManagedObjectNotFound.class, () -> machine("n", inner, 0));
    }

    @Test
    void aMachineIsPoweredOnWhereItsReservationHasRoom() throws Exception {
        var small = pool(HostNames.POOL).createResourcePool("small", spec(48, false));
        var machine = machine("m", small, 64);
        VirtualMachine vm = host().object(VirtualMachine.class, machine);
        refused(InsufficientMemoryResourcesFault.class, () -> host().done(vm.powerOnVM_Task(null)));
        pool(small).updateConfig("", spec(64, false));
        host().done(vm.powerOnVM_Task(null));
        try {
            pool(small).refreshRuntime();
            assertThat(Objects.requireNonNull(shown(small).runtime()).memory().unreservedForVm())
                    .isZero();
            refused(InsufficientMemoryResourcesFault.class, () -> pool(small).updateConfig(null, spec(63, false)));
            var closed = pool(HostNames.POOL).createResourcePool("closed", spec(0, false));
            refused(InsufficientMemoryResourcesFault.class, () -> pool(closed).moveIntoResourcePool(List.of(machine)));
            assertThat(poolOf(machine)).isEqualTo(small);
            pool(HostNames.POOL).moveIntoResourcePool(List.of(machine));
            assertThat(poolOf(machine)).isEqualTo(HostNames.POOL);
        } finally {
            host().done(vm.powerOffVM_Task());
        }
    }
}
