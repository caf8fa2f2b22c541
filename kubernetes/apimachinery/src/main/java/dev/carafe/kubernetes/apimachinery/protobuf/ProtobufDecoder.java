package dev.carafe.kubernetes.apimachinery.protobuf;

import dev.carafe.kubernetes.apimachinery.protobuf.FieldType.Scalar;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads protobuf messages as the trees that Go's types would become in JSON: zeroes of fields that Go does not hold by
 * pointer are left out where JSON leaves them out. Fields that are not known are skipped. Costs grow with the size of the
 * message alone. Thread-safe.
 */
public final class ProtobufDecoder {
    /** How deep messages may nest, in messages. */
    private static final int DEPTH_MAX = 200;

    private final Messages messages;

    public ProtobufDecoder(Messages messages) {
        this.messages = messages;
    }

    /**
     * Decodes a message.
     *
     * @param in reads it and nothing else
     * @param message its name
     */
    Struct decode(WireReader in, String message) throws MalformedProtobufException {
        return message(in, messages.get(message), null, 0);
    }

    private Struct message(WireReader in, MessageDeclaration declaration, @Nullable Object before, int depth)
            throws MalformedProtobufException {
        Struct.Builder into = before instanceof Struct known ? known.toBuilder() : Struct.builder();
        fields(in, declaration, into, depth);
        return into.build();
    }

    private void fields(WireReader in, MessageDeclaration declaration, Struct.Builder into, int depth)
            throws MalformedProtobufException {
        if (depth > DEPTH_MAX) {
            throw new MalformedProtobufException("proto: nested too deep");
        }
        while (in.hasMore()) {
            int tag = in.tag();
            MessageField field = declaration.field(tag >>> 3);
            if (field == null) {
                in.skip(tag & 7);
            } else if (field.name().isEmpty() && field.type() instanceof FieldType.Message(String name)) {
                check(field, tag & 7, WireReader.BYTES);
                fields(in.message(), messages.get(name), into, depth + 1);
            } else {
                field(in, tag & 7, field, into, depth);
            }
        }
        seal(declaration, into);
    }

    /** Ends the lists and maps that grew while the message was read. */
    private static void seal(MessageDeclaration declaration, Struct.Builder into) {
        for (MessageField field : declaration.fields()) {
            switch (field.type()) {
                case FieldType.ListOf _ -> {
                    if (into.get(field.name()) instanceof ArrayList<?> list) {
                        into.put(field.name(), Collections.unmodifiableList(list));
                    }
                }
                case FieldType.MapOf _ -> {
                    if (into.get(field.name()) instanceof Struct.Builder map) {
                        into.put(field.name(), map.build());
                    }
                }
                case FieldType.Message _, FieldType.Wrapped _, Scalar _ -> {}
            }
        }
    }

    private void field(WireReader in, int wireType, MessageField field, Struct.Builder into, int depth)
            throws MalformedProtobufException {
        switch (field.type()) {
            case FieldType.ListOf(FieldType item) -> {
                List<Object> items = list(into, field.name());
                if (isInteger(item) && wireType == WireReader.BYTES) {
                    for (WireReader packed = in.message(); packed.hasMore(); ) {
                        items.add(integer(packed.varint(), item));
                    }
                } else {
                    items.add(orZero(value(in, wireType, field, item, null, depth), item));
                }
            }
            case FieldType.MapOf(FieldType type) -> {
                check(field, wireType, WireReader.BYTES);
                entry(in.message(), field, type, map(into, field.name()), depth);
            }
            case FieldType.Message _, FieldType.Wrapped _, Scalar _ -> {
                Object value = value(in, wireType, field, field.type(), into.get(field.name()), depth);
                if (value != null && (field.pointer() || field.always() || !isZero(value))) {
                    into.put(field.name(), value);
                }
            }
        }
    }

    @SuppressWarnings("unchecked") // only this class puts array lists into what it builds
    private static List<Object> list(Struct.Builder into, String name) {
        Object known = into.get(name);
        if (known instanceof ArrayList<?> growing) {
            return (List<Object>) growing;
        }
        List<Object> items = new ArrayList<>();
        if (known instanceof List<?> sealed) {
            items.addAll(sealed);
        }
        into.put(name, items);
        return items;
    }

    private static Struct.Builder map(Struct.Builder into, String name) {
        Object known = into.get(name);
        if (known instanceof Struct.Builder growing) {
            return growing;
        }
        Struct.Builder map = known instanceof Struct sealed ? sealed.toBuilder() : Struct.builder();
        into.put(name, map);
        return map;
    }

    private static boolean isZero(Object value) {
        return value.equals("") || value.equals(0L) || value.equals(false) || value.equals(0.0);
    }

    private static Object orZero(@Nullable Object value, FieldType type) {
        if (value != null) {
            return value;
        }
        return type == Scalar.RAW || type == Scalar.TIME || type == Scalar.MICRO_TIME
                ? dev.carafe.kubernetes.apimachinery.value.Null.NULL
                : Struct.EMPTY;
    }

    private void entry(WireReader in, MessageField field, FieldType type, Struct.Builder map, int depth)
            throws MalformedProtobufException {
        String key = "";
        Object value = null;
        while (in.hasMore()) {
            int tag = in.tag();
            switch (tag >>> 3) {
                case 1 -> {
                    check(field, tag & 7, WireReader.BYTES);
                    key = in.message().text();
                }
                case 2 -> value = value(in, tag & 7, field, type, null, depth);
                default -> in.skip(tag & 7);
            }
        }
        map.put(key, value == null ? zero(type) : value);
    }

    private static Object zero(FieldType type) {
        return switch (type) {
            case FieldType.ListOf _, FieldType.Wrapped _ -> List.of();
            case FieldType.Message _, FieldType.MapOf _ -> Struct.EMPTY;
            case Scalar scalar ->
                scalar == Scalar.QUANTITY ? "0" : scalar == Scalar.STRING || scalar == Scalar.BYTES ? "" : 0L;
        };
    }

    /** One value; null for one that is not set, such as a zero time. */
    private @Nullable Object value(
            WireReader in, int wireType, MessageField field, FieldType type, @Nullable Object before, int depth)
            throws MalformedProtobufException {
        return switch (type) {
            case FieldType.Message(String name) -> {
                check(field, wireType, WireReader.BYTES);
                yield message(in.message(), messages.get(name), before, depth + 1);
            }
            case FieldType.Wrapped(FieldType item) -> {
                check(field, wireType, WireReader.BYTES);
                WireReader wrapped = in.message();
                List<Object> items = new ArrayList<>();
                while (wrapped.hasMore()) {
                    int tag = wrapped.tag();
                    if (tag >>> 3 == 1) {
                        items.add(orZero(value(wrapped, tag & 7, field, item, null, depth + 1), item));
                    } else {
                        wrapped.skip(tag & 7);
                    }
                }
                yield Collections.unmodifiableList(items);
            }
            case Scalar scalar -> scalar(in, wireType, field, scalar, depth);
            case FieldType.ListOf _, FieldType.MapOf _ ->
                throw new IllegalStateException("a list or map within a list or map has no protobuf form");
        };
    }

    private @Nullable Object scalar(WireReader in, int wireType, MessageField field, Scalar type, int depth)
            throws MalformedProtobufException {
        return switch (type) {
            case BOOLEAN, INT32, INT64 -> {
                check(field, wireType, WireReader.VARINT);
                yield type == Scalar.BOOLEAN ? (Object) (in.varint() != 0) : integer(in.varint(), type);
            }
            case FLOAT64 -> {
                check(field, wireType, WireReader.FIXED64);
                yield Double.longBitsToDouble(in.fixed64());
            }
            default -> {
                check(field, wireType, WireReader.BYTES);
                yield new DelimitedScalars(this).read(in.message(), type, depth);
            }
        };
    }

    /** A schema within one of the types that hold a schema or something else. */
    Struct schema(WireReader in, int depth) throws MalformedProtobufException {
        return message(in, messages.get(DelimitedScalars.SCHEMA), null, depth + 1);
    }

    private static boolean isInteger(FieldType type) {
        return type == Scalar.INT32 || type == Scalar.INT64;
    }

    private static Object integer(long value, FieldType type) {
        return type == Scalar.INT32 ? (long) (int) value : value;
    }

    private static void check(MessageField field, int actual, int expected) throws MalformedProtobufException {
        if (actual != expected) {
            String name = field.name().isEmpty()
                    ? ""
                    : Character.toUpperCase(field.name().charAt(0))
                            + field.name().substring(1);
            throw new MalformedProtobufException("proto: wrong wireType = " + actual + " for field " + name);
        }
    }
}
