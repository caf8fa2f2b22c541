package dev.carafe.vsphere.vmomi.inventory;

import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import java.util.BitSet;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What became of an object.
 *
 * @param before its properties, null when it is new
 * @param after its properties, null when it is gone
 */
public record ObjectChange(
        ManagedObjectReference<?> reference,
        @Nullable DataObject before,
        @Nullable DataObject after) {

    /** The positions of the properties that differ; all that are set, when the object came or went. */
    public BitSet fields() {
        DataObject known = after == null ? before : after;
        BitSet differing = new BitSet();
        if (known == null) {
            return differing;
        }
        int count = known.dataType().fields().size();
        for (int i = 0; i < count; i++) {
            Object old = before == null ? null : before.field(i);
            Object now = after == null ? null : after.field(i);
            if (!Objects.equals(old, now)) {
                differing.set(i);
            }
        }
        return differing;
    }
}
