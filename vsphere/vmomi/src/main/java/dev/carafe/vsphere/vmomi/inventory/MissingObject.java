package dev.carafe.vsphere.vmomi.inventory;

import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ManagedObjectNotFound;

/** What is said of an object that is not there, in vSphere's words, which tools look for. */
public final class MissingObject {
    private MissingObject() {}

    public static FaultException fault(ManagedObjectReference<?> reference) {
        return ManagedObjectNotFound.builder()
                .obj(reference)
                .build()
                .exception(
                        "The object '" + reference + "' has already been deleted or has not been completely created");
    }
}
