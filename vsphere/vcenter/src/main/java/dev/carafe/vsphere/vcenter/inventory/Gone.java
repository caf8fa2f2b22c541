package dev.carafe.vsphere.vcenter.inventory;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ManagedObjectNotFound;

/** What is said of an entity that is not there. */
public final class Gone {
    private Gone() {}

    public static FaultException fault(String type, String id) {
        ManagedObjectReference<?> reference = new ManagedObjectReference<>(type, id);
        return ManagedObjectNotFound.builder()
                .obj(reference)
                .build()
                .exception(
                        "The object '" + reference + "' has already been deleted or has not been completely created");
    }
}
