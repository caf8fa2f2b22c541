package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.esxi.vm.VirtualMachines;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.ResourcePool;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vmomi.inventory.MissingObject;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The folder that all machines of the host are in.
 *
 * @param machines the host's, which come to be after the folder
 */
record ServedVmFolder(ManagedObjectReference<Folder> reference, Supplier<VirtualMachines> machines)
        implements Folder, ServedObject {
    @Override
    public ManagedObjectReference<Task> createVM_Task(
            VirtualMachineConfigSpec config,
            ManagedObjectReference<? extends ResourcePool> pool,
            @Nullable ManagedObjectReference<HostSystem> host) {
        requireOwn(host);
        return machines.get().createTask(config, reference, pool);
    }

    @Override
    public ManagedObjectReference<Task> registerVM_Task(
            String path,
            @Nullable String name,
            boolean asTemplate,
            @Nullable ManagedObjectReference<? extends ResourcePool> pool,
            @Nullable ManagedObjectReference<HostSystem> host) {
        requireOwn(host);
        return machines.get().registerTask(path, name, asTemplate, reference, pool);
    }

    private static void requireOwn(@Nullable ManagedObjectReference<?> host) {
        if (host != null && !host.equals(HostNames.HOST)) {
            throw MissingObject.fault(host);
        }
    }
}
