package dev.carafe.kubernetes.apiserver.registry.defaults;

import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.Arrays;

/** Lists that upstream writes as null where nobody gave them: in Go they are fields without {@code omitempty}. */
public final class NullLists {
    private NullLists() {}

    /**
     * The object with a list that says it is not there, unless it is.
     *
     * @param path to the list; structures on the way are not made
     */
    public static Struct fill(Struct object, String... path) {
        if (path.length == 1) {
            return object.has(path[0]) ? object : object.with(path[0], Null.NULL);
        }
        Struct inner = object.struct(path[0]);
        return inner == null ? object : object.with(path[0], fill(inner, Arrays.copyOfRange(path, 1, path.length)));
    }
}
