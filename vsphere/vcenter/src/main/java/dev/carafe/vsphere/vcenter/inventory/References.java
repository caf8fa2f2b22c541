package dev.carafe.vsphere.vcenter.inventory;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ClusterComputeResource;
import dev.carafe.vsphere.vim.vim25.ComputeResource;
import dev.carafe.vsphere.vim.vim25.Datacenter;
import dev.carafe.vsphere.vim.vim25.Datastore;
import dev.carafe.vsphere.vim.vim25.DistributedVirtualPortgroup;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.ManagedEntity;
import dev.carafe.vsphere.vim.vim25.Network;
import dev.carafe.vsphere.vim.vim25.ResourcePool;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VmwareDistributedVirtualSwitch;

/** What clients call entities. */
public final class References {
    /** The root of every inventory. */
    public static final String ROOT = "group-d1";

    private References() {}

    public static ManagedObjectReference<? extends ManagedEntity> to(Entity entity) {
        return new ManagedObjectReference<>(entity.type(), entity.id());
    }

    /** A folder; its id says whether it is a cluster of datastores. */
    public static ManagedObjectReference<Folder> folder(String id) {
        return new ManagedObjectReference<>(id.startsWith(Ids.STORAGE_POD) ? "StoragePod" : "Folder", id);
    }

    public static ManagedObjectReference<Datacenter> datacenter(String id) {
        return new ManagedObjectReference<>("Datacenter", id);
    }

    public static ManagedObjectReference<ClusterComputeResource> cluster(String id) {
        return new ManagedObjectReference<>("ClusterComputeResource", id);
    }

    /** A compute resource; its id says whether it is a cluster. */
    public static ManagedObjectReference<? extends ComputeResource> computeResource(String id) {
        return new ManagedObjectReference<>(
                id.startsWith(Ids.CLUSTER) ? "ClusterComputeResource" : "ComputeResource", id);
    }

    public static ManagedObjectReference<ResourcePool> pool(String id) {
        return new ManagedObjectReference<>("ResourcePool", id);
    }

    public static ManagedObjectReference<HostSystem> host(String id) {
        return new ManagedObjectReference<>("HostSystem", id);
    }

    public static ManagedObjectReference<VirtualMachine> machine(String id) {
        return new ManagedObjectReference<>("VirtualMachine", id);
    }

    public static ManagedObjectReference<Datastore> datastore(String id) {
        return new ManagedObjectReference<>("Datastore", id);
    }

    public static ManagedObjectReference<Network> network(String id) {
        return new ManagedObjectReference<>("Network", id);
    }

    public static ManagedObjectReference<VmwareDistributedVirtualSwitch> distributedSwitch(String id) {
        return new ManagedObjectReference<>("VmwareDistributedVirtualSwitch", id);
    }

    public static ManagedObjectReference<DistributedVirtualPortgroup> portgroup(String id) {
        return new ManagedObjectReference<>("DistributedVirtualPortgroup", id);
    }

    /** A network that machines are on: a host's, or a distributed port group. */
    public static ManagedObjectReference<? extends Network> anyNetwork(String id) {
        return id.startsWith(Ids.PORTGROUP) ? portgroup(id) : network(id);
    }
}
