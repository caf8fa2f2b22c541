package dev.carafe.vsphere.vmomi.history;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ManagedEntityProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vmomi.inventory.ObjectSource;

/**
 * The entities that a filter means.
 *
 * @param entity where it begins
 * @param self whether that one itself
 * @param below whether all that are in it
 */
public record EntityScope(ManagedObjectReference<?> entity, boolean self, boolean below) {
    /** A chain that is longer is a circle. */
    private static final int DEPTH_MAX = 128;

    /** @param recursion {@code self}, {@code children} or {@code all}, as filters write it */
    public static EntityScope of(ManagedObjectReference<?> entity, String recursion) {
        return new EntityScope(entity, !recursion.equals("children"), !recursion.equals("self"));
    }

    /** Whether it is all of the inventory: then what is about nothing, or about what is gone, is meant as well. */
    public boolean isEverything(ObjectSource source) {
        return self
                && below
                && source.properties(entity) instanceof ManagedEntityProperties properties
                && properties.parent() == null;
    }

    public boolean contains(ManagedObjectReference<?> other, ObjectSource source) {
        if (other.equals(entity)) {
            return self;
        }
        return below && isBelow(other, source);
    }

    private boolean isBelow(ManagedObjectReference<?> other, ObjectSource source) {
        if (source.properties(other) instanceof VirtualMachineProperties machine) {
            if (machine.resourcePool() != null && reaches(machine.resourcePool(), source)) {
                return true;
            }
            if (machine.runtime() != null
                    && machine.runtime().host() != null
                    && reaches(machine.runtime().host(), source)) {
                return true;
            }
        }
        return reaches(other, source);
    }

    private boolean reaches(ManagedObjectReference<?> from, ObjectSource source) {
        ManagedObjectReference<?> at = from;
        for (int depth = 0; at != null && depth < DEPTH_MAX; depth++) {
            if (at.equals(entity)) {
                return true;
            }
            at = source.properties(at) instanceof ManagedEntityProperties properties ? properties.parent() : null;
        }
        return false;
    }
}
