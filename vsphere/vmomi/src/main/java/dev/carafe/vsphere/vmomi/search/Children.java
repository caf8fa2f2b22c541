package dev.carafe.vsphere.vmomi.search;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ComputeResourceProperties;
import dev.carafe.vsphere.vim.vim25.DatacenterProperties;
import dev.carafe.vsphere.vim.vim25.FolderProperties;
import dev.carafe.vsphere.vim.vim25.ManagedEntity;
import dev.carafe.vsphere.vim.vim25.ManagedEntityProperties;
import dev.carafe.vsphere.vim.vim25.ResourcePoolProperties;
import dev.carafe.vsphere.vmomi.inventory.ObjectSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What lies directly below an entity on an inventory path. */
public final class Children {
    private Children() {}

    /** The entities below one, in the order in which it lists them. */
    public static List<ManagedObjectReference<? extends ManagedEntity>> of(
            ManagedObjectReference<?> entity, ObjectSource source) {
        List<@Nullable ManagedObjectReference<? extends ManagedEntity>> children = new ArrayList<>();
        switch (source.properties(entity)) {
            case FolderProperties folder -> children.addAll(folder.childEntity());
            case DatacenterProperties datacenter -> {
                children.add(datacenter.vmFolder());
                children.add(datacenter.hostFolder());
                children.add(datacenter.datastoreFolder());
                children.add(datacenter.networkFolder());
            }
            case ComputeResourceProperties resource -> {
                children.addAll(resource.host());
                children.add(resource.resourcePool());
            }
            case ResourcePoolProperties pool -> {
                children.addAll(pool.resourcePool());
                children.addAll(pool.vm());
            }
            case null, default -> {}
        }
        List<ManagedObjectReference<? extends ManagedEntity>> there = new ArrayList<>();
        children.stream().filter(Objects::nonNull).forEach(there::add);
        return there;
    }

    /** The child of a name, as the inventory writes it ({@code %2f} for a slash). */
    public static Optional<ManagedObjectReference<? extends ManagedEntity>> named(
            ManagedObjectReference<?> entity, String name, ObjectSource source) {
        for (ManagedObjectReference<? extends ManagedEntity> child : of(entity, source)) {
            if (source.properties(child) instanceof ManagedEntityProperties properties
                    && name.equals(properties.name())) {
                return Optional.of(child);
            }
        }
        return Optional.empty();
    }
}
