package dev.carafe.vsphere.vcenter.testing;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.ResourcePool;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import org.jspecify.annotations.Nullable;

/** The folder in which the fake host makes and registers machines; it accepts its own names only. */
record FakeVmFolder(ManagedObjectReference<Folder> reference, FakeHostInventory host) implements Folder, ServedObject {
    @Override
    public ManagedObjectReference<Task> createVM_Task(
            VirtualMachineConfigSpec config,
            ManagedObjectReference<? extends ResourcePool> pool,
            @Nullable ManagedObjectReference<HostSystem> on) {
        require(pool.equals(FakeHostInventory.POOL) && FakeHostInventory.HOST.equals(on), pool + " on " + on);
        String path =
                config.files() == null ? "" : String.valueOf(config.files().vmPathName());
        require(path.startsWith("[datastore1]"), path);
        return host.make(
                "Folder.createVm",
                new FakeHostInventory.Machine(
                        String.valueOf(config.name()), "[datastore1] " + config.name() + "/" + config.name() + ".vmx"));
    }

    @Override
    public ManagedObjectReference<Task> registerVM_Task(
            String path,
            @Nullable String name,
            boolean asTemplate,
            @Nullable ManagedObjectReference<? extends ResourcePool> pool,
            @Nullable ManagedObjectReference<HostSystem> on) {
        require(path.startsWith("[datastore1]"), path);
        return host.make("Folder.registerVm", new FakeHostInventory.Machine(String.valueOf(name), path));
    }

    private static void require(boolean right, String what) {
        if (!right) {
            throw InvalidArgument.builder().build().exception("The host does not know " + what);
        }
    }
}
