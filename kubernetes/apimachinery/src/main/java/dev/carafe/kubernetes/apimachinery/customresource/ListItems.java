package dev.carafe.kubernetes.apimachinery.customresource;

import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Items of sets and of lists that are maps, each of which there is once (apiextensions-apiserver/pkg/apiserver/schema/listtype).
 * Functions only.
 */
final class ListItems {
    private ListItems() {}

    /** What tells an item from the others: its keys, with their defaults; the item itself in a set. As text, which sorts. */
    static String keyOf(Object item, CustomSchema list) {
        if (!list.listType().equals("map") || !(item instanceof Struct struct)) {
            return shown(item);
        }
        CustomSchema items = list.items();
        Struct.Builder key = Struct.builder();
        for (String name : list.listMapKeys()) {
            Object value = struct.get(name);
            CustomSchema declared = items == null ? null : items.property(name);
            if (value == null && declared != null) {
                value = declared.defaultValue();
            }
            if (value != null) {
                key.put(name, value);
            }
        }
        return key.build().toString();
    }

    private static String shown(Object item) {
        return item instanceof String text ? "\"" + text : String.valueOf(item);
    }

    /** Items by what tells them apart; none of lists whose items are not told apart. */
    static Map<Object, Object> correlated(@Nullable List<?> items, CustomSchema list) {
        if (items == null || !list.listType().equals("map")) {
            return Map.of();
        }
        Map<Object, Object> byKey = new HashMap<>();
        items.forEach(item -> byKey.put(keyOf(item, list), item));
        return byKey;
    }

    /** Finds what is there twice. */
    static void check(Object value, CustomSchema schema, List<FieldError> errors) {
        check(value, schema, null, errors);
    }

    private static void check(Object value, CustomSchema schema, @Nullable FieldPath path, List<FieldError> errors) {
        switch (value) {
            case Struct struct ->
                struct.forEach((name, part) -> {
                    CustomSchema declared = schema.property(name);
                    CustomSchema type = declared == null ? schema.additionalProperties() : declared;
                    if (type != null) {
                        check(part, type, path == null ? FieldPath.of(name) : path.child(name), errors);
                    }
                });
            case List<?> list
            when path != null -> {
                unique(list, schema, path, errors);
                CustomSchema items = schema.items();
                for (int i = 0; i < list.size() && items != null; i++) {
                    check(list.get(i), items, path.index(i), errors);
                }
            }
            default -> {}
        }
    }

    private static void unique(List<?> list, CustomSchema schema, FieldPath path, List<FieldError> errors) {
        if (!schema.listType().equals("set") && !schema.listType().equals("map")) {
            return;
        }
        TreeSet<String> seen = new TreeSet<>(); // sorted: clients could choose keys whose hashes collide
        TreeSet<String> told = new TreeSet<>();
        for (int i = 0; i < list.size(); i++) {
            String key = keyOf(list.get(i), schema);
            if (!seen.add(key) && told.add(key)) {
                errors.add(FieldError.duplicate(path.index(i), shownKey(list.get(i), schema)));
            }
        }
    }

    private static Object shownKey(Object item, CustomSchema schema) {
        if (!schema.listType().equals("map") || !(item instanceof Struct struct)) {
            return item;
        }
        Struct.Builder key = Struct.builder();
        for (String name : schema.listMapKeys()) {
            Object value = struct.get(name);
            if (value != null) {
                key.put(name, value);
            }
        }
        return key.build();
    }
}
