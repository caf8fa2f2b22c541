package dev.carafe.kubernetes.apiserver.endpoints;

import dev.carafe.kubernetes.apimachinery.protobuf.FieldType;
import dev.carafe.kubernetes.apimachinery.protobuf.MessageField;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Patched objects in JSON as upstream's library for patches writes them: the fields of what the patch went through in the order of
 * their names, the rest as it stood, with the fields in the order of their types.
 */
final class PatchedText {
    private PatchedText() {}

    /**
     * An object's text.
     *
     * @param before the object as it was
     * @param structure the name of its declaration; one without a message has its fields in the order of their names
     */
    static String of(Struct before, Struct after, String structure) {
        return Json.toString(patched(before, after, new FieldType.Message(structure)));
    }

    private static Object patched(@Nullable Object before, Object after, @Nullable FieldType type) {
        if (after.equals(before)) {
            return untouched(after, type);
        }
        if (before instanceof Struct old && after instanceof Struct struct) {
            Struct.Builder sorted = Struct.builder();
            for (String name : names(struct)) {
                Object value = struct.get(name);
                if (value != null) {
                    sorted.put(name, patched(old.get(name), value, field(type, name)));
                }
            }
            return sorted.build();
        }
        if (before instanceof List<?> old && after instanceof List<?> list) {
            List<Object> items = new ArrayList<>(list.size());
            for (int i = 0; i < list.size(); i++) {
                items.add(patched(i < old.size() ? old.get(i) : null, list.get(i), item(type)));
            }
            return items;
        }
        return after; // as the patch has it
    }

    private static Iterable<String> names(Struct struct) {
        TreeSet<String> names = new TreeSet<>();
        struct.forEach((name, _) -> names.add(name));
        return names;
    }

    private static Object untouched(Object value, @Nullable FieldType type) {
        return switch (value) {
            case Struct struct -> untouched(struct, type);
            case List<?> list ->
                list.stream().map(each -> untouched(each, item(type))).toList();
            default -> value;
        };
    }

    private static Struct untouched(Struct struct, @Nullable FieldType type) {
        Struct.Builder ordered = Struct.builder();
        for (MessageField each : fields(type)) {
            Object value = struct.get(each.name());
            if (value != null) {
                ordered.put(each.name(), untouched(value, each.type()));
            }
        }
        for (String name : names(struct)) {
            Object value = struct.get(name);
            if (value != null && !ordered.has(name)) {
                ordered.put(name, untouched(value, field(type, name)));
            }
        }
        return ordered.build();
    }

    private static @Nullable FieldType field(@Nullable FieldType type, String name) {
        if (type instanceof FieldType.MapOf(FieldType value)) {
            return value;
        }
        for (MessageField each : fields(type)) {
            if (each.name().equals(name)) {
                return each.type();
            }
        }
        return null;
    }

    private static @Nullable FieldType item(@Nullable FieldType type) {
        return switch (type) {
            case FieldType.ListOf(FieldType item) -> item;
            case FieldType.Wrapped(FieldType item) -> item;
            case null, default -> null;
        };
    }

    private static List<MessageField> fields(@Nullable FieldType type) {
        return type instanceof FieldType.Message(String structure) ? FieldOrder.of(structure) : List.of();
    }
}
