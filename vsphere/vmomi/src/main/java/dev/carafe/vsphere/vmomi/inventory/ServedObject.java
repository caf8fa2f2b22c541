package dev.carafe.vsphere.vmomi.inventory;

import dev.carafe.vsphere.vim.ManagedObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;

/** A managed object that a server serves: it does what its methods say; its properties are in the {@link ObjectRegistry}. */
public interface ServedObject extends ManagedObject {
    /** What clients call it; the same for as long as it lives. */
    ManagedObjectReference<?> reference();
}
