package dev.carafe.kubernetes.apimachinery.value;

import dev.carafe.kubernetes.apimachinery.intstr.IntOrString;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import java.time.Instant;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A typed, immutable view of a {@link Struct}; the base of all generated kinds.
 *
 * <p>A view copies nothing: an accessor reads its field from the struct, and a {@code withX} makes a new view over a
 * changed copy that shares the rest. A field that is absent, null or of another type reads as its type's zero value, as
 * in Go: an empty string, 0, false, an empty list, map or view. Two views are equal when they are of one class and their
 * structs are equal but for fields that are null in one and absent in the other: servers write times that nobody set as null.
 */
public abstract class View {
    private final Struct struct;

    protected View(Struct struct) {
        this.struct = struct;
    }

    /** The tree beneath, with every field that was sent, known to this type or not. */
    public final Struct struct() {
        return struct;
    }

    /** Whether the view has no field at all. */
    public final boolean isEmpty() {
        return struct.isEmpty();
    }

    protected final boolean has(String name) {
        Object value = struct.get(name);
        return value != null && value != Null.NULL;
    }

    protected final String string(String name) {
        return struct.get(name) instanceof String value ? value : "";
    }

    protected final boolean bool(String name) {
        return struct.get(name) instanceof Boolean value && value;
    }

    protected final int int32(String name) {
        return struct.get(name) instanceof Number value ? value.intValue() : 0;
    }

    protected final long int64(String name) {
        return struct.get(name) instanceof Number value ? value.longValue() : 0;
    }

    protected final double float64(String name) {
        return struct.get(name) instanceof Number value ? value.doubleValue() : 0;
    }

    protected final Optional<Instant> time(String name) {
        return struct.get(name) instanceof String value ? Times.parse(value) : Optional.empty();
    }

    protected final byte[] bytes(String name) {
        return decodeBase64(struct.get(name));
    }

    protected final Quantity quantity(String name) {
        return Quantity.ofValue(struct.get(name));
    }

    protected final IntOrString intOrString(String name) {
        return IntOrString.ofValue(struct.get(name));
    }

    protected final Optional<Object> any(String name) {
        return Optional.ofNullable(struct.get(name));
    }

    protected final Struct object(String name) {
        return struct.get(name) instanceof Struct value ? value : Struct.EMPTY;
    }

    protected final <V extends View> V view(String name, Function<Struct, V> type) {
        return type.apply(object(name));
    }

    /** A list field; its items are made as they are read. */
    protected final <E> List<E> list(String name, Function<Object, E> item) {
        return asList(struct.get(name), item);
    }

    /** The item of a list or map as a list; its items are made as they are read. */
    protected static <E> List<E> asList(@Nullable Object value, Function<Object, E> item) {
        if (!(value instanceof List<?> items) || items.isEmpty()) {
            return List.of();
        }
        return new AbstractList<>() {
            @Override
            public E get(int position) {
                return item.apply(items.get(position));
            }

            @Override
            public int size() {
                return items.size();
            }
        };
    }

    /** A map field, in the order of the wire. */
    protected final <E> Map<String, E> map(String name, Function<Object, E> item) {
        return asMap(struct.get(name), item);
    }

    /** The item of a list or map as a map, in the order of the wire. */
    protected static <E> Map<String, E> asMap(@Nullable Object value, Function<Object, E> item) {
        if (!(value instanceof Struct entries) || entries.isEmpty()) {
            return Map.of();
        }
        LinkedHashMap<String, E> map = LinkedHashMap.newLinkedHashMap(entries.size());
        entries.forEach((key, entry) -> map.put(key, item.apply(entry)));
        return Collections.unmodifiableMap(map);
    }

    /** The item of a list or map as a string. */
    protected static String asString(Object value) {
        return value instanceof String text ? text : "";
    }

    protected static int asInt32(Object value) {
        return value instanceof Number number ? number.intValue() : 0;
    }

    protected static long asInt64(Object value) {
        return value instanceof Number number ? number.longValue() : 0;
    }

    protected static double asFloat64(Object value) {
        return value instanceof Number number ? number.doubleValue() : 0;
    }

    protected static boolean asBool(Object value) {
        return value instanceof Boolean bool && bool;
    }

    protected static Instant asTime(Object value) {
        return value instanceof String text ? Times.parse(text).orElse(Instant.EPOCH) : Instant.EPOCH;
    }

    protected static byte[] asBytes(Object value) {
        return decodeBase64(value);
    }

    protected static Struct asStruct(Object value) {
        return value instanceof Struct object ? object : Struct.EMPTY;
    }

    protected static Quantity asQuantity(Object value) {
        return Quantity.ofValue(value);
    }

    protected static IntOrString asIntOrString(Object value) {
        return IntOrString.ofValue(value);
    }

    protected static Object asAny(Object value) {
        return value;
    }

    /** What a list field holds for typed items. */
    protected static <E> List<Object> toList(List<E> items, Function<E, Object> value) {
        ArrayList<Object> values = new ArrayList<>(items.size());
        for (E item : items) {
            values.add(value.apply(item));
        }
        return Collections.unmodifiableList(values);
    }

    /** What a map field holds for typed entries. */
    protected static <E> Struct toStruct(Map<String, E> entries, Function<E, Object> value) {
        Struct.Builder builder = Struct.builder();
        entries.forEach((key, item) -> builder.put(key, value.apply(item)));
        return builder.build();
    }

    protected static Object toBase64(byte... value) {
        return Base64.getEncoder().encodeToString(value);
    }

    private static byte[] decodeBase64(@Nullable Object value) {
        try {
            return value instanceof String text ? Base64.getDecoder().decode(text) : new byte[0];
        } catch (IllegalArgumentException _) {
            return new byte[0]; // the server refuses such a value; a client reads it as absent
        }
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof View that && getClass() == that.getClass() && struct.equalsButForNulls(that.struct);
    }

    @Override
    public final int hashCode() {
        return struct.hashCode();
    }

    /** The view as JSON, for messages. */
    @Override
    public final String toString() {
        return struct.toString();
    }
}
