package dev.carafe.kubernetes.apiserver.endpoints;

import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a JSON object that a client wrote into an annotation, read as Go reads them into a structure: a name in any
 * case, null as absent, and a value of another type not at all. Pure.
 */
record AnnotatedFields(Struct struct) {
    /** The objects of a list in JSON. */
    static List<AnnotatedFields> parseList(String json) throws MalformedJsonException {
        return listOf(decode(json));
    }

    /** The object that JSON holds. */
    static AnnotatedFields parse(String json) throws MalformedJsonException {
        return of(decode(json));
    }

    private static Object decode(String json) throws MalformedJsonException {
        return Json.decode(json.getBytes(StandardCharsets.UTF_8));
    }

    private static AnnotatedFields of(@Nullable Object value) throws MalformedJsonException {
        return switch (value) {
            case Struct struct -> new AnnotatedFields(struct);
            case null -> new AnnotatedFields(Struct.EMPTY);
            case Null _ -> new AnnotatedFields(Struct.EMPTY);
            default -> throw wrong("object", value);
        };
    }

    private static List<AnnotatedFields> listOf(@Nullable Object value) throws MalformedJsonException {
        if (value == null || value == Null.NULL) {
            return List.of();
        }
        if (!(value instanceof List<?> items)) {
            throw wrong("array", value);
        }
        List<AnnotatedFields> objects = new ArrayList<>(items.size());
        for (Object item : items) {
            objects.add(of(item));
        }
        return objects;
    }

    private static MalformedJsonException wrong(String wanted, Object value) {
        return new MalformedJsonException("expected " + wanted + ", got " + Json.typeName(value));
    }

    private @Nullable Object find(String name) {
        Object found = struct.get(name);
        for (int i = 0; found == null && i < struct.size(); i++) {
            found = struct.nameAt(i).equalsIgnoreCase(name) ? struct.valueAt(i) : null;
        }
        return found == Null.NULL ? null : found;
    }

    boolean has(String name) {
        return find(name) != null;
    }

    AnnotatedFields object(String name) throws MalformedJsonException {
        return of(find(name));
    }

    List<AnnotatedFields> objects(String name) throws MalformedJsonException {
        return listOf(find(name));
    }

    /** Empty where it is absent. */
    String text(String name) throws MalformedJsonException {
        Object value = find(name);
        if (value == null) {
            return "";
        }
        if (value instanceof String text) {
            return text;
        }
        throw wrong("string", value);
    }

    /** A whole number of at most {@code bits} bits. */
    @Nullable
    Long integer(String name, int bits) throws MalformedJsonException {
        Object value = find(name);
        if (value == null) {
            return null;
        }
        if (value instanceof Long number && (bits == Long.SIZE || number == number.intValue())) {
            return number;
        }
        throw wrong("integer", value);
    }

    /** A quantity in its canonical form. */
    @Nullable
    String quantity(String name) throws MalformedJsonException {
        Object value = find(name);
        if (value == null) {
            return null;
        }
        if (value instanceof String || value instanceof Number) {
            return Quantity.parse(value.toString())
                    .orElseThrow(() -> wrong("quantity", value))
                    .toString();
        }
        throw wrong("quantity", value);
    }

    /** A quantity that is zero where it is absent. */
    String amount(String name) throws MalformedJsonException {
        String quantity = quantity(name);
        return quantity == null ? "0" : quantity;
    }

    /** A label selector. */
    @Nullable
    Struct selector(String name) throws MalformedJsonException {
        if (!has(name)) {
            return null;
        }
        AnnotatedFields selector = object(name);
        Struct.Builder read = Struct.builder();
        Struct labels = selector.object("matchLabels").struct();
        for (int i = 0; i < labels.size(); i++) {
            if (!(labels.valueAt(i) instanceof String)) {
                throw wrong("string", labels.valueAt(i));
            }
        }
        if (!labels.isEmpty()) {
            read.put("matchLabels", labels);
        }
        List<Object> expressions = new ArrayList<>();
        for (AnnotatedFields expression : selector.objects("matchExpressions")) {
            Struct.Builder one =
                    Struct.builder().put("key", expression.text("key")).put("operator", expression.text("operator"));
            List<Object> values = expression.texts("values");
            expressions.add((values.isEmpty() ? one : one.put("values", values)).build());
        }
        return (expressions.isEmpty() ? read : read.put("matchExpressions", expressions)).build();
    }

    private List<Object> texts(String name) throws MalformedJsonException {
        Object value = find(name);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> items && items.stream().allMatch(String.class::isInstance)) {
            return List.copyOf(items);
        }
        throw wrong("array of strings", value);
    }
}
