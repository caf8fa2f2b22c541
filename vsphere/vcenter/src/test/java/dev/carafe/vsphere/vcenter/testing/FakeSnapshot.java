package dev.carafe.vsphere.vcenter.testing;

import dev.carafe.vsphere.vcenter.host.Blank;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.InvalidState;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachineSnapshot;
import dev.carafe.vsphere.vim.vim25.VirtualMachineSnapshotInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineSnapshotProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachineSnapshotTree;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A snapshot of a machine, beside its others; it can be reverted to. */
record FakeSnapshot(
        ManagedObjectReference<VirtualMachineSnapshot> reference,
        ManagedObjectReference<VirtualMachine> machine,
        FakeHostInventory host)
        implements VirtualMachineSnapshot, ServedObject {
    static ManagedObjectReference<VirtualMachineSnapshot> take(
            FakeHostInventory host, ManagedObjectReference<VirtualMachine> machine, String name) {
        VirtualMachineProperties before = host.machine(machine);
        List<VirtualMachineSnapshotTree> all = new ArrayList<>(
                before.snapshot() == null ? List.of() : before.snapshot().rootSnapshotList());
        int id = all.size() + 1;
        ManagedObjectReference<VirtualMachineSnapshot> reference =
                new ManagedObjectReference<>("VirtualMachineSnapshot", machine.value() + "-snapshot-" + id);
        all.add(VirtualMachineSnapshotTree.builder()
                .snapshot(reference)
                .vm(machine)
                .name(name)
                .description("")
                .id(id)
                .createTime(Instant.ofEpochSecond(1_000 + id))
                .state(VirtualMachinePowerState.POWERED_OFF)
                .quiesced(false)
                .replaySupported(false)
                .build());
        host.registry.change(changes -> {
            changes.add(
                    new FakeSnapshot(reference, machine, host),
                    Blank.properties("VirtualMachineSnapshot", VirtualMachineSnapshotProperties.class).toBuilder()
                            .vm(machine)
                            .build());
            changes.update(
                    machine,
                    VirtualMachineProperties.class,
                    properties -> properties.toBuilder()
                            .snapshot(VirtualMachineSnapshotInfo.builder()
                                    .currentSnapshot(reference)
                                    .rootSnapshotList(all)
                                    .build())
                            .rootSnapshot(all.stream()
                                    .map(VirtualMachineSnapshotTree::snapshot)
                                    .toList())
                            .build());
        });
        return reference;
    }

    @Override
    public ManagedObjectReference<Task> revertToSnapshot_Task(
            @Nullable ManagedObjectReference<HostSystem> on, @Nullable Boolean suppressPowerOn) {
        return revert(host, machine, reference);
    }

    /** Reverts when it is to go on; until then the task is at 10 %. */
    static ManagedObjectReference<Task> revert(
            FakeHostInventory host,
            ManagedObjectReference<VirtualMachine> machine,
            @Nullable ManagedObjectReference<VirtualMachineSnapshot> to) {
        host.awaitAnswering();
        return host.tasks.start(machine, "VirtualMachine.revertToCurrentSnapshot", progress -> {
            progress.percent(10);
            host.making.await();
            if (host.refusing) {
                throw InvalidState.builder().build().exception("The host does not revert the virtual machine");
            }
            host.registry.change(changes -> changes.update(
                    machine,
                    VirtualMachineProperties.class,
                    properties -> properties.toBuilder()
                            .snapshot(Objects.requireNonNull(properties.snapshot()).toBuilder()
                                    .currentSnapshot(to)
                                    .build())
                            .build()));
            return null;
        });
    }
}
