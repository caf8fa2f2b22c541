package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.esxi.vm.VirtualMachines;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.HttpNfcLease;
import dev.carafe.vsphere.vim.vim25.ImportSpec;
import dev.carafe.vsphere.vim.vim25.ResourcePool;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The pool of all that the host has.
 *
 * @param machines the host's, which come to be after the pool
 */
record ServedResourcePool(ManagedObjectReference<ResourcePool> reference, Supplier<VirtualMachines> machines)
        implements ResourcePool, ServedObject {
    @Override
    public ManagedObjectReference<Task> createChildVM_Task(
            VirtualMachineConfigSpec config, @Nullable ManagedObjectReference<HostSystem> host) {
        return machines.get().createTask(config, HostNames.VMS, reference);
    }

    @Override
    public ManagedObjectReference<Task> registerChildVM_Task(
            String path, @Nullable String name, @Nullable ManagedObjectReference<HostSystem> host) {
        return machines.get().registerTask(path, name, false, HostNames.VMS, reference);
    }

    /** Into the one folder that a host has, whichever is asked for. */
    @Override
    public ManagedObjectReference<HttpNfcLease> importVApp(
            ImportSpec spec,
            @Nullable ManagedObjectReference<? extends Folder> folder,
            @Nullable ManagedObjectReference<HostSystem> host) {
        return machines.get().importLease(spec, HostNames.VMS, reference);
    }

    /** What it says is as fresh as it can be. */
    @Override
    public void refreshRuntime() {}
}
