package dev.carafe.kubernetes.apimachinery.patch;

import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/** What a part of a strategic merge patch says where there is nothing to merge it with. */
final class Directives {
    private Directives() {}

    /** The value without directives, nulls and what is marked to be deleted. */
    static Object drop(Object value) {
        return switch (value) {
            case Struct struct -> dropFields(struct);
            case List<?> list -> dropItems(list);
            default -> value;
        };
    }

    private static Struct dropFields(Struct struct) {
        if (Objects.equals(struct.get(StrategicMergePatch.DIRECTIVE), "delete")) {
            return Struct.EMPTY;
        }
        Struct.Builder rest = Struct.builder();
        for (int i = 0; i < struct.size(); i++) {
            String name = struct.nameAt(i);
            if (!StrategicMergePatch.isDirective(name) && struct.valueAt(i) != Null.NULL) {
                rest.put(name, drop(struct.valueAt(i)));
            }
        }
        return rest.build();
    }

    private static List<Object> dropItems(List<?> list) {
        ArrayList<Object> rest = new ArrayList<>(list.size());
        for (Object item : list) {
            if (!(item instanceof Struct struct) || !isDirectiveItem(struct)) {
                rest.add(drop(item));
            }
        }
        return Collections.unmodifiableList(rest);
    }

    /** Whether an item of a list is an order rather than content: to delete one, or to replace the list. */
    private static boolean isDirectiveItem(Struct item) {
        Object directive = item.get(StrategicMergePatch.DIRECTIVE);
        return Objects.equals(directive, "delete") || (directive != null && item.size() == 1);
    }
}
