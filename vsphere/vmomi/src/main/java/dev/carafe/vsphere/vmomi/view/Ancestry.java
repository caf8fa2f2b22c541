package dev.carafe.vsphere.vmomi.view;

import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ManagedEntityProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vmomi.inventory.ObjectSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which objects an object is in: its parent, and for a virtual machine its resource pool and its host as well. */
final class Ancestry {
    /** A parent chain that is longer is a circle. */
    private static final int DEPTH_MAX = 128;

    private Ancestry() {}

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

    /** @param recursive whether it may be in it by way of others */
    static boolean isIn(
            ManagedObjectReference<?> container, ManagedObjectReference<?> object, boolean recursive, ObjectSource in) {
        return isIn(container, object, recursive, in, 0);
    }

    private static boolean isIn(
            ManagedObjectReference<?> container,
            ManagedObjectReference<?> object,
            boolean recursive,
            ObjectSource in,
            int depth) {
        for (ManagedObjectReference<?> holder : holders(in.properties(object))) {
            if (holder.equals(container)
                    || (recursive && depth < DEPTH_MAX && isIn(container, holder, true, in, depth + 1))) {
                return true;
            }
        }
        return false;
    }
}
