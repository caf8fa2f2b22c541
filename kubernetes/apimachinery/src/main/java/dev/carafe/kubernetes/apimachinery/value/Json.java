package dev.carafe.kubernetes.apimachinery.value;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** JSON bytes to values and back (RFC 8259), over Jackson's streaming core. All methods are thread-safe. */
public final class Json {
    /** How deep objects and arrays may nest. */
    public static final int DEPTH_MAX = 1_000;

    /** The longest string accepted, in characters; above the largest request body, so that the body's bound decides. */
    private static final int STRING_MAX = 16 << 20;

    /**
     * Names that collide fill the table that all readers share, up to its bound, and it is begun anew: that costs a moment.
     * Refusing them would refuse, from then on, whatever else has many names of its own.
     */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH_MAX)
                    .maxStringLength(STRING_MAX)
                    .maxNumberLength(400)
                    .build())
            .build();

    private Json() {}

    /**
     * Reads one value; nothing but white space may follow it. Of a field written twice the last one counts.
     *
     * @throws MalformedJsonException when the bytes are not exactly one JSON value
     */
    public static Object decode(byte[] bytes) throws MalformedJsonException {
        return decode(bytes, _ -> {});
    }

    /**
     * As {@link #decode(byte[])}, and names the fields that are written twice.
     *
     * @param duplicates takes the path of each duplicate once, such as {@code spec.ports[0].port}, and no more than
     *     {@value FirstFew#MAX}, as upstream does
     */
    public static Object decode(byte[] bytes, Consumer<String> duplicates) throws MalformedJsonException {
        try (JsonParser parser = FACTORY.createParser(bytes)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new MalformedJsonException("unexpected end of JSON input");
            }
            Object value = value(parser, first, new FirstFew(duplicates));
            if (parser.nextToken() != null) {
                throw new MalformedJsonException("invalid data after top-level value at offset "
                        + parser.currentTokenLocation().getByteOffset());
            }
            return value;
        } catch (StreamConstraintsException e) {
            throw new MalformedJsonException("exceeded a limit: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new MalformedJsonException(ParseErrors.describe(e));
        }
    }

    /**
     * Reads one JSON object.
     *
     * @throws MalformedJsonException also when the value is not an object
     */
    public static Struct decodeStruct(byte[] bytes) throws MalformedJsonException {
        Object value = decode(bytes);
        if (value instanceof Struct struct) {
            return struct;
        }
        throw new MalformedJsonException("expected a JSON object, got " + typeName(value));
    }

    /** JSON's own word for the type of a value: object, array, string, number, bool or null. */
    public static String typeName(Object value) {
        return switch (value) {
            case Struct _ -> "object";
            case List<?> _ -> "array";
            case String _ -> "string";
            case Number _ -> "number";
            case Boolean _ -> "bool";
            default -> "null";
        };
    }

    /** The value as compact JSON in UTF-8. */
    public static byte[] encode(Object value) {
        try (ByteArrayBuilder out = new ByteArrayBuilder(1024)) {
            try (JsonGenerator generator = generator(out)) {
                write(generator, value);
            }
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // writing to memory
        }
    }

    /** Writes to memory. */
    static JsonGenerator generator(OutputStream out) {
        try {
            return FACTORY.createGenerator(out, JsonEncoding.UTF8);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // writing to memory
        }
    }

    /** The value as compact JSON. */
    public static String toString(Object value) {
        return new String(encode(value), java.nio.charset.StandardCharsets.UTF_8);
    }

    /** The value as JSON with two spaces of indentation, as {@code ?pretty=true} asks for. */
    public static byte[] encodePretty(Object value) {
        try (ByteArrayBuilder out = new ByteArrayBuilder(1024)) {
            try (JsonGenerator generator = generator(out)) {
                generator.setPrettyPrinter(new PrettyPrinter());
                write(generator, value);
            }
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // writing to memory
        }
    }

    private static Object value(JsonParser parser, JsonToken token, FirstFew duplicates)
            throws IOException, MalformedJsonException {
        return switch (token) {
            case START_OBJECT -> object(parser, duplicates);
            case START_ARRAY -> array(parser, duplicates);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> integer(parser);
            case VALUE_NUMBER_FLOAT -> finite(parser);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> Null.NULL;
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
                throw new MalformedJsonException("unexpected " + token);
        };
    }

    /** An integer that fits 64 bits is one; a larger one becomes a floating-point number, as in Go's untyped decoding. */
    private static Object integer(JsonParser parser) throws IOException, MalformedJsonException {
        return switch (parser.getNumberType()) {
            case INT, LONG -> parser.getLongValue();
            case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL -> finite(parser);
        };
    }

    /** A number that is too large for a double is refused, as Go does: there is no JSON for infinity. */
    private static double finite(JsonParser parser) throws IOException, MalformedJsonException {
        double number = parser.getDoubleValue();
        if (!Double.isFinite(number)) {
            throw new MalformedJsonException(
                    "json: cannot unmarshal number " + parser.getText() + " into Go value of type float64");
        }
        return number;
    }

    private static Struct object(JsonParser parser, FirstFew duplicates) throws IOException, MalformedJsonException {
        Struct.Builder builder = Struct.builder();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            if (builder.has(name) && !duplicates.isFull()) {
                duplicates.accept(path(parser));
            }
            builder.put(name, value(parser, next(parser), duplicates));
        }
        return builder.build();
    }

    private static List<Object> array(JsonParser parser, FirstFew duplicates)
            throws IOException, MalformedJsonException {
        ArrayList<Object> items = new ArrayList<>();
        for (JsonToken token = next(parser); token != JsonToken.END_ARRAY; token = next(parser)) {
            items.add(value(parser, token, duplicates));
        }
        items.trimToSize();
        return Collections.unmodifiableList(items);
    }

    private static JsonToken next(JsonParser parser) throws IOException, MalformedJsonException {
        @Nullable JsonToken token = parser.nextToken();
        if (token == null) {
            throw new MalformedJsonException("unexpected end of JSON input");
        }
        return token;
    }

    /** Jackson's pointer {@code /spec/ports/0/port} in Kubernetes' form {@code spec.ports[0].port}. */
    private static String path(JsonParser parser) {
        StringBuilder path = new StringBuilder();
        for (String part : parser.getParsingContext()
                .pathAsPointer()
                .toString()
                .substring(1)
                .split("/", -1)) {
            if (!part.isEmpty() && part.chars().allMatch(Character::isDigit)) {
                path.append('[').append(part).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".")
                        .append(part.replace("~1", "/").replace("~0", "~"));
            }
        }
        return path.toString();
    }

    static void write(JsonGenerator out, Object value) throws IOException {
        switch (value) {
            case Struct struct -> {
                out.writeStartObject();
                for (int i = 0; i < struct.size(); i++) {
                    out.writeFieldName(struct.nameAt(i));
                    write(out, struct.valueAt(i));
                }
                out.writeEndObject();
            }
            case List<?> list -> {
                out.writeStartArray();
                for (Object item : list) {
                    write(out, item);
                }
                out.writeEndArray();
            }
            case String text -> out.writeString(text);
            case Long number -> out.writeNumber(number);
            case Double number -> writeDouble(out, number);
            case Boolean bool -> out.writeBoolean(bool);
            case Null _ -> out.writeNull();
            default -> throw new IllegalStateException("not a JSON value: " + value.getClass());
        }
    }

    private static void writeDouble(JsonGenerator out, double number) throws IOException {
        if (number == Math.rint(number) && Math.abs(number) < 1e15) {
            out.writeNumber((long) number);
        } else {
            out.writeNumber(number);
        }
    }

    /** Jackson's printer with the line ends and colons that Kubernetes' clients print. */
    private static final class PrettyPrinter extends com.fasterxml.jackson.core.util.DefaultPrettyPrinter {
        private static final long serialVersionUID = 1L;
        private static final com.fasterxml.jackson.core.util.DefaultIndenter LINES =
                new com.fasterxml.jackson.core.util.DefaultIndenter("  ", "\n");

        PrettyPrinter() {
            super(com.fasterxml.jackson.core.util.Separators.createDefaultInstance()
                    .withObjectFieldValueSpacing(com.fasterxml.jackson.core.util.Separators.Spacing.AFTER)
                    .withArrayEmptySeparator("")
                    .withObjectEmptySeparator(""));
            indentArraysWith(LINES);
            indentObjectsWith(LINES);
        }

        @Override
        public PrettyPrinter createInstance() {
            return new PrettyPrinter();
        }
    }
}
