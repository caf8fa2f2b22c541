package dev.carafe.vsphere.vmomi.inventory;

import dev.carafe.vsphere.vim.DataObject;
import dev.carafe.vsphere.vim.Field;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What became of an object.
 *
 * @param before its properties, null when it is new
 * @param after its properties, null when it is gone
 * @param names the properties that differ; all that are set, when the object came or went
 */
public record ObjectChange(
        ManagedObjectReference<?> reference,
        @Nullable DataObject before,
        @Nullable DataObject after,
        Set<String> names) {
    public ObjectChange {
        names = Set.copyOf(names);
    }

    /** The difference is looked for once, however many listen. */
    static ObjectChange of(
            ManagedObjectReference<?> reference, @Nullable DataObject before, @Nullable DataObject after) {
        DataObject known = after == null ? before : after;
        List<Field> fields = known == null ? List.of() : known.dataType().fields();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < fields.size(); i++) {
            Object old = before == null ? null : before.field(i);
            Object now = after == null ? null : after.field(i);
            if (differ(old, now)) {
                names.add(fields.get(i).name());
            }
        }
        return new ObjectChange(reference, before, after, names);
    }

    /** Lists of members are long and mostly differ in their length. */
    private static boolean differ(@Nullable Object old, @Nullable Object now) {
        if (old instanceof List<?> before && now instanceof List<?> after && before.size() != after.size()) {
            return true;
        }
        return !Objects.equals(old, now);
    }
}
