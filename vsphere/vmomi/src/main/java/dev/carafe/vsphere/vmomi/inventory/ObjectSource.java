package dev.carafe.vsphere.vmomi.inventory;

import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.ManagedType;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the objects are at one moment. */
public interface ObjectSource {
    /** The names of all objects, oldest first. */
    Set<ManagedObjectReference<?>> references();

    /** The object's type; null when there is no such object. */
    @Nullable
    ManagedType type(ManagedObjectReference<?> reference);

    /** The record of the object's properties; null when there is no such object. */
    @Nullable
    DataObject properties(ManagedObjectReference<?> reference);

    /**
     * Why one of an object's properties is absent though it may have a value: the privilege that whoever reads it misses; null
     * when nothing hides it.
     */
    default @Nullable String missingPrivilege(ManagedObjectReference<?> reference, String property) {
        return null;
    }

    /** Whether all that there is can be seen. Otherwise what is seen may be another without a change of an object. */
    default boolean isWhole() {
        return true;
    }
}
