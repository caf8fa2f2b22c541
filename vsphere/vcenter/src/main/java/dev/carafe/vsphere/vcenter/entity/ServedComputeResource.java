package dev.carafe.vsphere.vcenter.entity;

import dev.carafe.vsphere.vcenter.inventory.ClusterRules;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ComputeResource;
import dev.carafe.vsphere.vim.vim25.ComputeResourceConfigSpec;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;

/** What a standalone host is in. */
final class ServedComputeResource implements ComputeResource, ServedObject {
    private final ManagedObjectReference<ComputeResource> reference;
    private final VCenter vcenter;
    private final EntityActions actions;

    ServedComputeResource(VCenter vcenter, String id) {
        this.vcenter = vcenter;
        reference = new ManagedObjectReference<>("ComputeResource", id);
        actions = new EntityActions(vcenter, reference);
    }

    @Override
    public ManagedObjectReference<ComputeResource> reference() {
        return reference;
    }

    @Override
    public void setCustomValue(String key, String value) {
        vcenter.customValues().set(reference, key, value);
    }

    @Override
    public void reload() {
        // it is always what the inventory is
    }

    @Override
    public ManagedObjectReference<Task> reconfigureComputeResource_Task(
            ComputeResourceConfigSpec spec, boolean modify) {
        return actions.start("ComputeResource.reconfigureEx", _ -> {
            vcenter.inventory().change(draft -> {
                ClusterRules.reconfigure(draft, reference.value(), spec, modify);
                return null;
            });
            return null;
        });
    }

    @Override
    public ManagedObjectReference<Task> rename_Task(String newName) {
        return actions.rename("ComputeResource", newName);
    }

    @Override
    public ManagedObjectReference<Task> destroy_Task() {
        return actions.destroy("ComputeResource");
    }
}
