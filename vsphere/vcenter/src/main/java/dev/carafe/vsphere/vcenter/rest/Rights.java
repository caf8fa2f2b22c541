package dev.carafe.vsphere.vcenter.rest;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vmomi.inventory.ObjectSource;

/** Whether a user has a privilege on an object; answers from memory. */
@FunctionalInterface
public interface Rights {
    boolean allows(String user, ManagedObjectReference<?> object, String privilege, ObjectSource source);
}
