package dev.carafe.vsphere.vmomi.inventory;

import java.util.List;

/** Is told what changed, in the order in which it did. */
@FunctionalInterface
public interface ChangeListener {
    /** Called with the registry's lock held: takes note and returns, never waits and never changes the registry. */
    void changed(List<ObjectChange> changes);
}
