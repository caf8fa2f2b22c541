package dev.carafe.vsphere.vmomi.view;

import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ManagedEntityProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vmomi.inventory.ObjectSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which objects are in a container, at one moment: below it by their parents, and virtual machines also by their resource pools and
 * hosts. What was found of a holder is remembered, since thousands of machines have the same few. Not safe for several threads.
 */
final class Ancestry {
    /** A parent chain that is longer is a circle. */
    private static final int DEPTH_MAX = 128;

    private final ManagedObjectReference<?> container;
    private final boolean recursive;
    private final ObjectSource source;
    /** Whether those are the container or in it that hold others. */
    private final Map<ManagedObjectReference<?>, Boolean> known = new HashMap<>();

    /** @param recursive whether objects may be in it by way of others */
    Ancestry(ManagedObjectReference<?> container, boolean recursive, ObjectSource source) {
        this.container = container;
        this.recursive = recursive;
        this.source = source;
    }

    /** The objects that this one is directly in. */
    static List<ManagedObjectReference<?>> holders(@Nullable DataObject properties) {
        List<ManagedObjectReference<?>> holders = new ArrayList<>(3);
        if (properties instanceof ManagedEntityProperties entity && entity.parent() != null) {
            holders.add(entity.parent());
        }
        if (properties instanceof VirtualMachineProperties machine) {
            if (machine.resourcePool() != null) {
                holders.add(machine.resourcePool());
            }
            if (machine.runtime() != null && machine.runtime().host() != null) {
                holders.add(machine.runtime().host());
            }
        }
        return holders;
    }

    /** Whether an object is in the container. */
    boolean holds(ManagedObjectReference<?> object) {
        return holds(object, 0);
    }

    private boolean holds(ManagedObjectReference<?> object, int depth) {
        for (ManagedObjectReference<?> holder : holders(source.properties(object))) {
            if (leads(holder, depth)) {
                return true;
            }
        }
        return false;
    }

    private boolean leads(ManagedObjectReference<?> holder, int depth) {
        Boolean before = known.get(holder);
        if (before != null) {
            return before;
        }
        boolean leads = holder.equals(container) || (recursive && depth < DEPTH_MAX && holds(holder, depth + 1));
        known.put(holder, leads);
        return leads;
    }
}
