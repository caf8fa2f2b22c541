package dev.carafe.kubernetes.apimachinery.customresource;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a value was before: itself, or the nearest part around it of which that is known (KEP 4008).
 *
 * @param value the part
 * @param old what it was, null where it was not there
 * @param here whether the part is the value itself
 */
record Correlation(Object value, @Nullable Object old, boolean here) {
    static Correlation of(Object value, @Nullable Object old) {
        return new Correlation(value, old, old != null);
    }

    /** Whether the part is as it was, so that what is wrong with it may stay. */
    boolean isUnchanged() {
        return value.equals(old);
    }

    private Correlation below(@Nullable Object value, @Nullable Object old) {
        return value == null || old == null ? around() : new Correlation(value, old, true);
    }

    /** For parts of which nobody can say what they were. */
    private Correlation around() {
        return new Correlation(value, old, false);
    }

    Correlation field(String name, boolean root) {
        if (!here) {
            return this;
        }
        if (root && (name.equals("apiVersion") || name.equals("kind"))) {
            return new Correlation(value, null, false); // both are of the version that is asked for
        }
        return value instanceof Struct now && old instanceof Struct before
                ? below(now.get(name), before.get(name))
                : around();
    }

    /** Of an item, given the items before by what tells them apart. */
    Correlation item(Object item, Map<Object, Object> before, CustomSchema list) {
        return here && !before.isEmpty() ? below(item, before.get(ListItems.keyOf(item, list))) : around();
    }
}
