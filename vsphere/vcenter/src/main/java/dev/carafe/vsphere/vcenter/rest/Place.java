package dev.carafe.vsphere.vcenter.rest;

import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vcenter.rest.RestException.Kind;
import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ComputeResourceProperties;
import dev.carafe.vsphere.vim.vim25.Datastore;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.HostSystemProperties;
import dev.carafe.vsphere.vim.vim25.ManagedEntityProperties;
import dev.carafe.vsphere.vim.vim25.ResourcePool;
import dev.carafe.vsphere.vmomi.inventory.ObjectSource;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a machine is to be ({@code PlacementSpec}).
 *
 * @param field what a message calls it
 */
record Place(RestRequest request, Spec spec, String field) {
    private static final String NEW_NAME = "New Virtual Machine";

    boolean isSaid() {
        return !spec.fields().isEmpty();
    }

    /** Whether it says a pool, a host or a cluster. */
    boolean isComputeSaid() {
        return spec.has("resource_pool") || spec.has("host") || spec.has("cluster");
    }

    @Nullable
    ManagedObjectReference<Folder> folder() {
        String id = spec.text("folder");
        return id == null ? null : References.folder(id);
    }

    @Nullable
    ManagedObjectReference<Datastore> datastore() {
        String id = spec.text("datastore");
        return id == null ? null : References.datastore(id);
    }

    @Nullable
    ManagedObjectReference<HostSystem> host() {
        String id = spec.text("host");
        return id == null ? null : References.host(id);
    }

    /** The pool that is said, or the root pool of the cluster or host that is. */
    ManagedObjectReference<? extends ResourcePool> pool() {
        String pool = spec.text("resource_pool");
        if (pool != null) {
            return References.pool(pool);
        }
        String cluster = spec.text("cluster");
        ManagedObjectReference<HostSystem> host = host();
        if (cluster == null && host == null) {
            throw new RestException(
                    Kind.INVALID_ARGUMENT, "The field " + field + " needs one of resource_pool, host and cluster.");
        }
        return request.session().<ManagedObjectReference<? extends ResourcePool>>read(source -> {
            DataObject compute = cluster != null
                    ? source.properties(new ManagedObjectReference<>("ClusterComputeResource", cluster))
                    : parentOf(source, Objects.requireNonNull(host));
            if (compute instanceof ComputeResourceProperties found && found.resourcePool() != null) {
                return found.resourcePool();
            }
            throw cluster != null
                    ? InventoryEndpoint.missing("Cluster", cluster)
                    : InventoryEndpoint.missing(
                            "Host", Objects.requireNonNull(host).value());
        });
    }

    private static @Nullable DataObject parentOf(ObjectSource source, ManagedObjectReference<HostSystem> host) {
        return source.properties(host) instanceof HostSystemProperties found && found.parent() != null
                ? source.properties(found.parent())
                : null;
    }

    /** A name for a machine that nobody gave one, which nothing in the folder has. */
    static String freeName(ObjectSource source, ManagedObjectReference<Folder> folder) {
        Set<String> taken = new HashSet<>();
        for (ManagedObjectReference<?> object : source.references()) {
            if (object.type().equals("VirtualMachine")
                    && source.properties(object) instanceof ManagedEntityProperties entity
                    && folder.equals(entity.parent())
                    && entity.name() != null) {
                taken.add(entity.name());
            }
        }
        String name = NEW_NAME;
        for (int number = 1; taken.contains(name); number++) {
            name = NEW_NAME + " (" + number + ")";
        }
        return name;
    }
}
