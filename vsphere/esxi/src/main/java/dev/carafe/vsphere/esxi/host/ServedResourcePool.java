package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.esxi.pool.PoolConfigs;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.HttpNfcLease;
import dev.carafe.vsphere.vim.vim25.ImportSpec;
import dev.carafe.vsphere.vim.vim25.IntOption;
import dev.carafe.vsphere.vim.vim25.ManagedEntity;
import dev.carafe.vsphere.vim.vim25.ResourceAllocationOption;
import dev.carafe.vsphere.vim.vim25.ResourceConfigOption;
import dev.carafe.vsphere.vim.vim25.ResourceConfigSpec;
import dev.carafe.vsphere.vim.vim25.ResourcePool;
import dev.carafe.vsphere.vim.vim25.SharesLevel;
import dev.carafe.vsphere.vim.vim25.SharesOption;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A pool: of all that the host has, or of a part of it. */
record ServedResourcePool(ManagedObjectReference<ResourcePool> reference, PoolActions actions)
        implements ResourcePool, ServedObject {
    @Override
    public ManagedObjectReference<? extends ResourcePool> createResourcePool(String name, ResourceConfigSpec spec) {
        return actions.create(reference.value(), name, spec);
    }

    @Override
    public void updateConfig(@Nullable String name, @Nullable ResourceConfigSpec config) {
        actions.update(reference.value(), name, config);
    }

    @Override
    public void updateChildResourceConfiguration(List<ResourceConfigSpec> spec) {
        actions.updateChildren(reference.value(), spec);
    }

    @Override
    public void moveIntoResourcePool(List<ManagedObjectReference<? extends ManagedEntity>> list) {
        actions.moveInto(reference.value(), list);
    }

    @Override
    public void destroyChildren() {
        actions.destroyChildren(reference.value());
    }

    @Override
    public ManagedObjectReference<Task> destroy_Task() {
        return actions.destroy(reference.value());
    }

    @Override
    public ManagedObjectReference<Task> rename_Task(String newName) {
        return actions.rename(reference.value(), newName);
    }

    @Override
    public ResourceConfigOption queryResourceConfigOption() {
        return ResourceConfigOption.builder()
                .cpuAllocationOption(option(PoolConfigs.CPU_SHARES_NORMAL))
                .memoryAllocationOption(option(PoolConfigs.MEMORY_SHARES_NORMAL))
                .build();
    }

    private static ResourceAllocationOption option(int normal) {
        return ResourceAllocationOption.builder()
                .sharesOption(SharesOption.builder()
                        .sharesOption(IntOption.builder()
                                .min(0)
                                .max(PoolConfigs.SHARES_MAX)
                                .defaultValue(normal)
                                .build())
                        .defaultLevel(SharesLevel.NORMAL)
                        .build())
                .build();
    }

    @Override
    public ManagedObjectReference<Task> createChildVM_Task(
            VirtualMachineConfigSpec config, @Nullable ManagedObjectReference<HostSystem> host) {
        return actions.machines().createTask(config, HostNames.VMS, reference);
    }

    @Override
    public ManagedObjectReference<Task> registerChildVM_Task(
            String path, @Nullable String name, @Nullable ManagedObjectReference<HostSystem> host) {
        return actions.machines().registerTask(path, name, false, HostNames.VMS, reference);
    }

    /** Into the one folder that a host has, whichever is asked for. */
    @Override
    public ManagedObjectReference<HttpNfcLease> importVApp(
            ImportSpec spec,
            @Nullable ManagedObjectReference<? extends Folder> folder,
            @Nullable ManagedObjectReference<HostSystem> host) {
        return actions.machines().importLease(spec, HostNames.VMS, reference);
    }

    @Override
    public void refreshRuntime() {
        actions.refresh();
    }
}
