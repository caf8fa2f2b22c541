package dev.carafe.vsphere.esxi.pool;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ResourceConfigSpec;
import dev.carafe.vsphere.vim.vim25.ResourcePool;

/**
 * A pool below the root pool.
 *
 * @param id what its object is called, never given to another one
 * @param name as inventory paths have it
 * @param parent the id of the pool that it is in
 * @param config with all values, its allocations in MHz and MiB
 */
public record Pool(String id, String name, String parent, ResourceConfigSpec config) {
    public ManagedObjectReference<ResourcePool> reference() {
        return reference(id);
    }

    public static ManagedObjectReference<ResourcePool> reference(String id) {
        return new ManagedObjectReference<>("ResourcePool", id);
    }
}
