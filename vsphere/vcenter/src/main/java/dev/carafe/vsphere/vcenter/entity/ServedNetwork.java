package dev.carafe.vsphere.vcenter.entity;

import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Network;
import dev.carafe.vsphere.vim.vim25.NotSupported;
import dev.carafe.vsphere.vim.vim25.Task;
import dev.carafe.vsphere.vmomi.inventory.ServedObject;

/** A network as vCenter has it: it comes and goes with the port groups of its hosts. */
final class ServedNetwork implements Network, ServedObject {
    private final ManagedObjectReference<Network> reference;
    private final VCenter vcenter;

    ServedNetwork(VCenter vcenter, String id) {
        this.vcenter = vcenter;
        reference = References.network(id);
    }

    @Override
    public ManagedObjectReference<Network> reference() {
        return reference;
    }

    @Override
    public void setCustomValue(String key, String value) {
        vcenter.customValues().set(reference, key, value);
    }

    @Override
    public void reload() {
        // it follows its hosts
    }

    @Override
    public ManagedObjectReference<Task> rename_Task(String newName) {
        throw NotSupported.builder()
                .build()
                .exception("A network is called as the port groups of the hosts; rename these.");
    }

    @Override
    public ManagedObjectReference<Task> destroy_Task() {
        throw NotSupported.builder()
                .build()
                .exception("A network is there as long as a host has a port group of its name; remove these.");
    }
}
