package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.VirtualMachineSnapshot;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;

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
}
