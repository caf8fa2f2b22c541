package dev.carafe.kubernetes.client.testing;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Reads and changes trees of any kind. */
final class Trees {
    private Trees() {}

    static Struct child(Struct tree, String name) {
        return Objects.requireNonNullElse(tree.struct(name), Struct.EMPTY);
    }

    static String text(Struct tree, String name) {
        return Objects.requireNonNullElse(tree.string(name), "");
    }

    static long number(Struct tree, String name) {
        return tree.get(name) instanceof Number number ? number.longValue() : 0;
    }

    static List<Object> items(Struct tree, String name) {
        return tree.get(name) instanceof List<?> list ? new ArrayList<>(list) : new ArrayList<>();
    }

    static Struct meta(Struct object) {
        return child(object, "metadata");
    }

    /** The object with one field of its metadata set. */
    static Struct withMeta(Struct object, String name, Object value) {
        return object.with("metadata", meta(object).with(name, value));
    }

    /** The object with a field as another has it, or without it where the other has none. */
    static Struct copied(Struct object, Struct from, String name) {
        Object value = from.get(name);
        return value == null ? object.without(name) : object.with(name, value);
    }
}
