package dev.carafe.vsphere.esxi.host;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ComputeResource;
import dev.carafe.vsphere.vim.vim25.Datacenter;
import dev.carafe.vsphere.vim.vim25.EnvironmentBrowser;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.ResourcePool;

/** What a host's objects are called: as its namesake calls them, since some tools know these names by heart. */
public final class HostNames {
    public static final ManagedObjectReference<Folder> ROOT = new ManagedObjectReference<>("Folder", "ha-folder-root");
    public static final ManagedObjectReference<Datacenter> DATACENTER =
            new ManagedObjectReference<>("Datacenter", "ha-datacenter");
    public static final ManagedObjectReference<Folder> VMS = new ManagedObjectReference<>("Folder", "ha-folder-vm");
    public static final ManagedObjectReference<Folder> HOSTS = new ManagedObjectReference<>("Folder", "ha-folder-host");
    public static final ManagedObjectReference<Folder> DATASTORES =
            new ManagedObjectReference<>("Folder", "ha-folder-datastore");
    public static final ManagedObjectReference<Folder> NETWORKS =
            new ManagedObjectReference<>("Folder", "ha-folder-network");
    public static final ManagedObjectReference<ComputeResource> COMPUTE =
            new ManagedObjectReference<>("ComputeResource", "ha-compute-res");
    public static final ManagedObjectReference<ResourcePool> POOL =
            new ManagedObjectReference<>("ResourcePool", "ha-root-pool");
    public static final ManagedObjectReference<EnvironmentBrowser> ENVIRONMENT =
            new ManagedObjectReference<>("EnvironmentBrowser", "ha-compute-res-envbrowser");
    public static final ManagedObjectReference<HostSystem> HOST = new ManagedObjectReference<>("HostSystem", "ha-host");

    private HostNames() {}
}
