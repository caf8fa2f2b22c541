package dev.carafe.vsphere.vcenter.entity;

import dev.carafe.vsphere.vcenter.inventory.PortgroupRules;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vcenter.inventory.SwitchRules;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.DVPortgroupConfigSpec;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualPortgroup;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;
import java.util.List;
import java.util.Map;

/** A port group of a distributed switch. */
final class ServedPortgroup implements DistributedVirtualPortgroup, ServedObject {
    private final ManagedObjectReference<DistributedVirtualPortgroup> reference;
    private final VCenter vcenter;
    private final EntityActions actions;

    ServedPortgroup(VCenter vcenter, String id) {
        this.vcenter = vcenter;
        reference = References.portgroup(id);
        actions = new EntityActions(vcenter, reference);
    }

    @Override
    public ManagedObjectReference<DistributedVirtualPortgroup> reference() {
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
    public ManagedObjectReference<Task> rename_Task(String newName) {
        return actions.rename("DistributedVirtualPortgroup", newName);
    }

    private List<String> hosts() {
        return vcenter.inventory()
                .read(all -> SwitchRules.distributedSwitch(
                                all,
                                PortgroupRules.portgroup(all, reference.value()).distributedSwitch())
                        .hosts());
    }

    @Override
    public ManagedObjectReference<Task> reconfigureDVPortgroup_Task(DVPortgroupConfigSpec spec) {
        return actions.start("DistributedVirtualPortgroup.reconfigure", _ -> {
            vcenter.inventory().change(draft -> PortgroupRules.reconfigure(draft, reference.value(), spec));
            new HostSwitches(vcenter).carryOut(hosts());
            actions.post("DVPortgroupReconfiguredEvent", Map.of("configSpec", spec));
            return null;
        });
    }

    @Override
    public void destroyNetwork() {
        List<String> hosts = hosts();
        actions.post("DVPortgroupDestroyedEvent", Map.of());
        vcenter.inventory().change(draft -> {
            PortgroupRules.remove(draft, reference.value());
            return null;
        });
        new HostSwitches(vcenter).carryOut(hosts);
    }

    @Override
    public ManagedObjectReference<Task> destroy_Task() {
        return actions.start("DistributedVirtualPortgroup.destroy", _ -> {
            destroyNetwork();
            return null;
        });
    }
}
