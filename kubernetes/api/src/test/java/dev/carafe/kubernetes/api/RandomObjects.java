package dev.carafe.kubernetes.api;

import dev.carafe.kubernetes.apimachinery.protobuf.FieldType;
import dev.carafe.kubernetes.apimachinery.protobuf.FieldType.Scalar;
import dev.carafe.kubernetes.apimachinery.protobuf.MessageField;
import dev.carafe.kubernetes.apimachinery.protobuf.Messages;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Objects of any kind with random fields, the same for the same seed. Their values have the form that decoding leaves. */
final class RandomObjects {
    private static final String SCHEMA = "apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps";
    private static final int DEPTH_MAX = 9;

    private final Messages messages;
    private final Random random;
    private final double fullness;

    /**
     * Objects with this part of their fields.
     *
     * @param fullness from 0 to 1
     */
    RandomObjects(Messages messages, long seed, double fullness) {
        this.messages = messages;
        this.random = new Random(seed);
        this.fullness = fullness;
    }

    Struct object(String apiVersion, String kind, String message) {
        Struct.Builder object = Struct.of("kind", kind, "apiVersion", apiVersion).toBuilder();
        fields(object, message, 0);
        return object.build();
    }

    private void fields(Struct.Builder into, String message, int depth) {
        for (MessageField field : messages.get(message).fields()) {
            if (field.name().isEmpty() && field.type() instanceof FieldType.Message(String name)) {
                fields(into, name, depth);
            } else if (depth < DEPTH_MAX && random.nextDouble() < fullness / (depth > 4 ? 3 : 1)) {
                into.put(field.name(), value(field.type(), depth));
            }
        }
    }

    private Object value(FieldType type, int depth) {
        return switch (type) {
            case FieldType.Message(String name) -> message(name, depth);
            case FieldType.ListOf(FieldType item) -> list(item, depth);
            case FieldType.Wrapped(FieldType item) -> list(item, depth);
            case FieldType.MapOf(FieldType item) -> {
                Struct.Builder map = Struct.builder();
                for (int i = random.nextInt(3); i >= 0; i--) {
                    map.put(text(), value(item, depth + 1));
                }
                yield map.build();
            }
            case Scalar scalar -> scalar(scalar, depth);
        };
    }

    private Struct message(String name, int depth) {
        Struct.Builder nested = Struct.builder();
        fields(nested, name, depth + 1);
        return nested.build();
    }

    private List<Object> list(FieldType item, int depth) {
        List<Object> items = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            items.add(value(item, depth + 1));
        }
        return items;
    }

    private Object scalar(Scalar type, int depth) {
        return switch (type) {
            case STRING -> text();
            case BOOLEAN -> random.nextBoolean();
            case INT32 -> (long) pick(0, 1, -1, 8080, Integer.MAX_VALUE, Integer.MIN_VALUE);
            case INT64 -> random.nextBoolean() ? random.nextLong() : random.nextInt(200);
            case FLOAT64 -> random.nextInt(1000) / 8.0 + 0.0625;
            case BYTES -> pick("AA==", "Y2FyYWZl", "/////w==");
            case TIME -> pick("2026-01-31T09:30:00Z", "1969-12-31T23:59:59Z", "2400-02-29T00:00:00Z");
            case MICRO_TIME -> pick("2026-01-31T09:30:00.000000Z", "2026-01-31T09:30:00.123456Z");
            case QUANTITY -> pick("0", "1", "100m", "1Gi", "1536Mi", "2500M", "-3");
            case INT_OR_STRING -> pick(0L, 80L, -1L, "http", "25%");
            case RAW -> Struct.of("k", pick(1L, "text", true, List.of("a", 2L)), text(), Struct.EMPTY);
            case SCHEMA_OR_ARRAY -> random.nextBoolean() ? message(SCHEMA, depth) : List.of(message(SCHEMA, depth));
            case SCHEMA_OR_BOOL -> random.nextBoolean() ? message(SCHEMA, depth) : (Object) random.nextBoolean();
            case SCHEMA_OR_STRINGS -> random.nextBoolean() ? message(SCHEMA, depth) : List.of(text(), text());
        };
    }

    private String text() {
        return pick("", "a", "web-0", "kube-system", "ünïcödé", "漢字", "\uD83C\uDF77", "\uFF21")
                + pick("", Integer.toString(random.nextInt(1000)), "x".repeat(random.nextInt(200)));
    }

    @SafeVarargs
    private <T> T pick(T... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
