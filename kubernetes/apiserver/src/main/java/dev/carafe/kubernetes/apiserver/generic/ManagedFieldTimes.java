package dev.carafe.kubernetes.apiserver.generic;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;

/**
 * Keeps an object that a write does not change from being written for the time of that write alone, which its managed fields
 * say.
 */
final class ManagedFieldTimes {
    private ManagedFieldTimes() {}

    /** The old object where nothing but times in {@code managedFields} differs, else the new one. */
    static Struct keep(Struct object, Struct old) {
        if (!(ObjectMetas.of(object).get("managedFields") instanceof List<?> entries)
                || !(ObjectMetas.of(old).get("managedFields") instanceof List<?> before)
                || entries.size() != before.size()
                || entries.equals(before)) {
            return object;
        }
        for (int i = 0; i < entries.size(); i++) {
            if (!withoutTime(entries.get(i)).equals(withoutTime(before.get(i)))) {
                return object;
            }
        }
        Struct kept = ObjectMetas.with(object, "managedFields", before);
        return kept.equals(old) ? old : object;
    }

    private static Object withoutTime(Object entry) {
        return entry instanceof Struct struct ? struct.without("time") : entry;
    }
}
