package dev.carafe.kubernetes.apimachinery.protobuf;

import dev.carafe.kubernetes.apimachinery.protobuf.FieldType.Scalar;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes trees as protobuf messages, as Go's generated marshallers do: fields by rising number, whatever Go does not hold
 * by pointer even where it is zero, maps in the order of their keys. Thread-safe.
 */
public final class ProtobufEncoder {
    /** A buffer of this size holds most objects. */
    private static final int SIZE_FIRST = 2 << 10;

    private static final FieldType SCHEMA = new FieldType.Message(DelimitedScalars.SCHEMA);

    /** The order of strings as bytes of UTF-8, in which surrogates come after all other characters. */
    private static final Comparator<String> BYTE_ORDER = (a, b) -> {
        int common = Math.min(a.length(), b.length());
        for (int i = 0; i < common; i++) {
            int x = a.charAt(i);
            int y = b.charAt(i);
            if (x != y) {
                boolean oneIsSurrogate = Character.isSurrogate((char) x) != Character.isSurrogate((char) y);
                return oneIsSurrogate && x >= 0xd800 && y >= 0xd800 ? y - x : x - y;
            }
        }
        return a.length() - b.length();
    };

    private final Messages messages;

    public ProtobufEncoder(Messages messages) {
        this.messages = messages;
    }

    /**
     * Encodes an object's message, without an envelope.
     *
     * @param object an object in its kind's form, as decoding and defaulting leave it
     * @throws IllegalStateException where a value is of another type than its field
     */
    public byte[] encode(Struct object, String message) {
        BackwardBuffer out = new BackwardBuffer(SIZE_FIRST);
        message(out, object, messages.get(message));
        return out.toBytes();
    }

    private void message(BackwardBuffer out, Struct object, MessageDeclaration declaration) {
        List<MessageField> fields = declaration.fields();
        for (int i = fields.size() - 1; i >= 0; i--) {
            MessageField field = fields.get(i);
            field(out, field, field.name().isEmpty() ? object : present(object.get(field.name())));
        }
    }

    private static @Nullable Object present(@Nullable Object value) {
        return value == Null.NULL ? null : value;
    }

    private void field(BackwardBuffer out, MessageField field, @Nullable Object value) {
        switch (field.type()) {
            case FieldType.ListOf(FieldType item) -> {
                if (value != null) {
                    repeated(out, field.number(), item, list(value));
                }
            }
            case FieldType.MapOf(FieldType type) -> {
                if (value != null) {
                    map(out, field.number(), type, struct(value));
                }
            }
            case FieldType.Wrapped _ -> {
                if (value != null) {
                    value(out, field.number(), field.type(), value);
                }
            }
            case FieldType.Message _, Scalar _ -> {
                if (value != null || !(field.pointer() || field.type() == Scalar.BYTES)) {
                    value(out, field.number(), field.type(), value);
                }
            }
        }
    }

    private void repeated(BackwardBuffer out, int number, FieldType item, List<?> items) {
        for (int i = items.size() - 1; i >= 0; i--) {
            value(out, number, item, present(items.get(i)));
        }
    }

    private void map(BackwardBuffer out, int number, FieldType type, Struct map) {
        List<String> keys = new ArrayList<>(map.size());
        for (int i = 0; i < map.size(); i++) {
            keys.add(map.nameAt(i));
        }
        keys.sort(BYTE_ORDER);
        for (String key : keys.reversed()) {
            int entry = out.size();
            Object value = present(map.get(key));
            if (value != null || type != Scalar.BYTES) {
                value(out, 2, type, value);
            }
            int before = out.size();
            out.put(key);
            out.delimit(1, before);
            out.delimit(number, entry);
        }
    }

    /** Writes one value with its number; the zero of its type where there is none. */
    private void value(BackwardBuffer out, int number, FieldType type, @Nullable Object value) {
        int before = out.size();
        switch (type) {
            case FieldType.Message(String name) -> {
                message(out, value == null ? Struct.EMPTY : struct(value), messages.get(name));
                out.delimit(number, before);
            }
            case FieldType.Wrapped(FieldType item) -> {
                if (value != null) {
                    repeated(out, 1, item, list(value));
                }
                out.delimit(number, before);
            }
            case Scalar scalar -> scalar(out, number, scalar, value);
            case FieldType.ListOf _, FieldType.MapOf _ ->
                throw new IllegalStateException("a list or map within a list or map has no protobuf form");
        }
    }

    private void scalar(BackwardBuffer out, int number, Scalar type, @Nullable Object value) {
        switch (type) {
            case BOOLEAN -> {
                out.put(Boolean.TRUE.equals(value) ? 1 : 0);
                out.tag(number, WireReader.VARINT);
            }
            case INT32, INT64 -> {
                out.varint(value == null ? 0 : number(value).longValue());
                out.tag(number, WireReader.VARINT);
            }
            case FLOAT64 -> {
                out.fixed64(Double.doubleToLongBits(
                        value == null ? 0 : number(value).doubleValue()));
                out.tag(number, WireReader.FIXED64);
            }
            default -> {
                int before = out.size();
                delimited(out, type, value);
                out.delimit(number, before);
            }
        }
    }

    /** The content of a length-delimited scalar. */
    private void delimited(BackwardBuffer out, Scalar type, @Nullable Object value) {
        switch (type) {
            case STRING -> out.put(value == null ? "" : text(value));
            case BYTES ->
                out.put(value == null ? new byte[0] : Base64.getDecoder().decode(text(value)));
            case TIME -> Timestamps.write(out, value == null ? "" : text(value), false);
            case MICRO_TIME -> Timestamps.write(out, value == null ? "" : text(value), true);
            case QUANTITY -> scalar(out, 1, Scalar.STRING, value == null ? "0" : value);
            case INT_OR_STRING -> {
                boolean isText = value instanceof String;
                scalar(out, 3, Scalar.STRING, isText ? value : "");
                scalar(out, 2, Scalar.INT32, isText || value == null ? 0L : value);
                scalar(out, 1, Scalar.INT64, isText ? 1L : 0L);
            }
            case RAW -> {
                if (value != null) {
                    int before = out.size();
                    out.put(Json.encode(value));
                    out.delimit(1, before);
                }
            }
            case SCHEMA_OR_ARRAY -> {
                if (value instanceof List<?> schemas) {
                    repeated(out, 2, SCHEMA, schemas);
                } else if (value != null) {
                    value(out, 1, SCHEMA, value);
                }
            }
            case SCHEMA_OR_BOOL -> {
                if (value instanceof Struct) {
                    value(out, 2, SCHEMA, value);
                }
                scalar(out, 1, Scalar.BOOLEAN, value instanceof Struct || Boolean.TRUE.equals(value));
            }
            case SCHEMA_OR_STRINGS -> {
                if (value instanceof List<?> names) {
                    repeated(out, 2, Scalar.STRING, names);
                } else if (value != null) {
                    value(out, 1, SCHEMA, value);
                }
            }
            case BOOLEAN, INT32, INT64, FLOAT64 -> throw new IllegalStateException(type + " has no length");
        }
    }

    private static Struct struct(Object value) {
        if (value instanceof Struct struct) {
            return struct;
        }
        throw mismatch("an object", value);
    }

    private static List<?> list(Object value) {
        if (value instanceof List<?> list) {
            return list;
        }
        throw mismatch("a list", value);
    }

    private static String text(Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw mismatch("a string", value);
    }

    private static Number number(Object value) {
        if (value instanceof Number number) {
            return number;
        }
        throw mismatch("a number", value);
    }

    private static IllegalStateException mismatch(String expected, Object value) {
        return new IllegalStateException("expected " + expected + ", not " + Json.typeName(value));
    }
}
