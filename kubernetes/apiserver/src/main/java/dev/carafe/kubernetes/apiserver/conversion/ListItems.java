package dev.carafe.kubernetes.apiserver.conversion;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** Changes each structure of a list that lies deep in an object. */
final class ListItems {
    private ListItems() {}

    /** What becomes of one. */
    interface Change extends UnaryOperator<Struct> {}

    /** The object with its items changed; itself where it has no such list. */
    static Struct change(Struct object, Change change, String... path) {
        if (path.length > 1) {
            Struct inner = object.struct(path[0]);
            return inner == null
                    ? object
                    : object.with(path[0], change(inner, change, Arrays.copyOfRange(path, 1, path.length)));
        }
        if (!(object.get(path[0]) instanceof List<?> items)) {
            return object;
        }
        List<Object> changed = items.stream()
                .<Object>map(item -> item instanceof Struct struct ? change.apply(struct) : item)
                .toList();
        return object.with(path[0], changed);
    }
}
