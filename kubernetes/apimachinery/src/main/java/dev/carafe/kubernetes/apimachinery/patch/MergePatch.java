package dev.carafe.kubernetes.apimachinery.patch;

import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import org.jspecify.annotations.Nullable;

/** JSON merge patch (RFC 7396): objects merge, null removes, everything else replaces. */
public final class MergePatch {
    private MergePatch() {}

    /** The object with the patch applied. */
    public static Struct apply(Struct object, Struct patch) {
        Struct.Builder result = Struct.builder();
        for (int i = 0; i < object.size(); i++) {
            String name = object.nameAt(i);
            Object before = object.valueAt(i);
            Object change = patch.get(name);
            if (change == null) {
                result.put(name, before);
            } else if (change != Null.NULL) {
                result.put(name, merged(before, change));
            }
        }
        for (int i = 0; i < patch.size(); i++) {
            String name = patch.nameAt(i);
            if (patch.valueAt(i) != Null.NULL && !object.has(name)) {
                result.put(name, merged(null, patch.valueAt(i)));
            }
        }
        return result.build();
    }

    private static Object merged(@Nullable Object before, Object change) {
        return change instanceof Struct patch
                ? apply(before instanceof Struct object ? object : Struct.EMPTY, patch)
                : change;
    }
}
