package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.HttpNfcLease;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.VirtualMachineSnapshot;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import org.jspecify.annotations.Nullable;

/** A snapshot of a machine as clients see it. */
final class ServedVirtualMachineSnapshot implements VirtualMachineSnapshot, ServedObject {
    private final int uid;
    private final ServedVirtualMachine served;

    ServedVirtualMachineSnapshot(int uid, ServedVirtualMachine served) {
        this.uid = uid;
        this.served = served;
    }

    @Override
    public ManagedObjectReference<VirtualMachineSnapshot> reference() {
        return SnapshotViews.reference(served.reference(), uid);
    }

    @Override
    public ManagedObjectReference<Task> revertToSnapshot_Task(
            @Nullable ManagedObjectReference<HostSystem> host, @Nullable Boolean suppressPowerOn) {
        return served.snapshots().revert("vm.Snapshot.revert", uid, Boolean.TRUE.equals(suppressPowerOn));
    }

    @Override
    public ManagedObjectReference<Task> removeSnapshot_Task(boolean removeChildren, @Nullable Boolean consolidate) {
        return served.snapshots().remove(uid, removeChildren, !Boolean.FALSE.equals(consolidate));
    }

    @Override
    public ManagedObjectReference<HttpNfcLease> exportSnapshot() {
        return served.exportSnapshot(uid);
    }

    @Override
    public void renameSnapshot(@Nullable String name, @Nullable String description) {
        served.snapshots().rename(uid, name, description);
    }
}
