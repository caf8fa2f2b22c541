package dev.carafe.vsphere.vmomi.inventory;

import java.util.List;

/** Is told what changed, in the order in which it did. */
@FunctionalInterface
public interface ChangeListener {
    /**
     * Called with the registry's lock held: takes note and returns, never waits and never changes that registry.
     *
     * @param after what all objects are now, not to be kept
     */
    void changed(List<ObjectChange> changes, ObjectSource after);
}
