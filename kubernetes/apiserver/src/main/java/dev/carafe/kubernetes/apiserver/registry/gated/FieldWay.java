package dev.carafe.kubernetes.apiserver.registry.gated;

import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ways to a field from the top of a tree: names with dots between, {@code a|b} where several are meant, and {@code *} for each item of
 * a list or each value of a map, such as {@code containers|initContainers.*.lifecycle.stopSignal}.
 */
@SuppressWarnings("ReferenceEquality") // tells whether a subtree was replaced, not whether it is equal
record FieldWay(List<List<String>> steps) {
    private static final String EACH = "*";

    static FieldWay parse(String text) {
        return new FieldWay(List.of(text.split("\\.", -1)).stream()
                .map(step -> List.of(step.split("\\|", -1)))
                .toList());
    }

    /** Whether the field says anything, which null and an empty list do not. */
    boolean isUsedIn(@Nullable Object tree) {
        return isUsedIn(tree, 0);
    }

    private boolean isUsedIn(@Nullable Object tree, int depth) {
        if (depth == steps.size()) {
            return tree != null && tree != Null.NULL && !(tree instanceof List<?> list && list.isEmpty());
        }
        if (tree instanceof List<?> list) {
            return isEach(depth) && list.stream().anyMatch(item -> isUsedIn(item, depth + 1));
        }
        if (!(tree instanceof Struct struct)) {
            return false;
        }
        if (!isEach(depth)) {
            return steps.get(depth).stream().anyMatch(name -> isUsedIn(struct.get(name), depth + 1));
        }
        for (int i = 0; i < struct.size(); i++) {
            if (isUsedIn(struct.valueAt(i), depth + 1)) {
                return true;
            }
        }
        return false;
    }

    /** The tree without the field; the same tree where it has none. */
    Struct dropFrom(Struct tree) {
        return dropFrom(tree, 0);
    }

    private Struct dropFrom(Struct struct, int depth) {
        Struct left = struct;
        if (isEach(depth)) {
            for (int i = 0; i < struct.size(); i++) {
                left = put(left, struct.nameAt(i), struct.valueAt(i), depth + 1);
            }
            return left;
        }
        for (String name : steps.get(depth)) {
            Object value = struct.get(name);
            if (value != null) {
                left = depth + 1 == steps.size() ? left.without(name) : put(left, name, value, depth + 1);
            }
        }
        return left;
    }

    private Struct put(Struct struct, String name, Object value, int depth) {
        Object left = dropBelow(value, depth);
        return left == value ? struct : struct.with(name, left);
    }

    private Object dropBelow(Object value, int depth) {
        return switch (value) {
            case Struct struct -> dropFrom(struct, depth);
            case List<?> list when isEach(depth) && depth + 1 < steps.size() -> dropFromItems(list, depth + 1);
            default -> value;
        };
    }

    private List<?> dropFromItems(List<?> list, int depth) {
        List<Object> left = new ArrayList<>(list.size());
        boolean changed = false;
        for (Object item : list) {
            Object kept = dropBelow(item, depth);
            changed |= kept != item;
            left.add(kept);
        }
        return changed ? List.copyOf(left) : list;
    }

    private boolean isEach(int depth) {
        return steps.get(depth).getFirst().equals(EACH);
    }
}
