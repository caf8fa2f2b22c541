package dev.carafe.etcd.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.carafe.etcd.Bytes;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Messages as JSON in protobuf's mapping, with fields by their names in the protocol; what is not set is left out, and
 * fields that are not known are not looked at.
 */
final class JsonCodec {
    /** Deeper than any request that is obeyed. */
    private static final int DEPTH_MAX = 64;

    private static final JsonFactory JSON = new JsonFactory();

    /** A text that is no such message; its own text says why. */
    static final class BadJson extends Exception {
        private static final long serialVersionUID = 1L;

        BadJson(String message) {
            super(message);
        }
    }

    private JsonCodec() {}

    static String encode(Message message) {
        StringWriter text = new StringWriter();
        try (JsonGenerator to = JSON.createGenerator(text)) {
            write(to, message);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a string takes everything
        }
        return text.toString();
    }

    /** An error as grpc-gateway tells it. */
    static String error(int code, String message) {
        StringWriter text = new StringWriter();
        try (JsonGenerator to = JSON.createGenerator(text)) {
            to.writeStartObject();
            to.writeNumberField("code", code);
            to.writeStringField("message", message);
            to.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator to, Message message) throws IOException {
        to.writeStartObject();
        for (Map.Entry<FieldDescriptor, Object> each : message.getAllFields().entrySet()) {
            FieldDescriptor field = each.getKey();
            to.writeFieldName(field.getName());
            if (field.isRepeated()) {
                to.writeStartArray();
                for (Object value : (Collection<?>) each.getValue()) {
                    write(to, field, value);
                }
                to.writeEndArray();
            } else {
                write(to, field, each.getValue());
            }
        }
        to.writeEndObject();
    }

    private static void write(JsonGenerator to, FieldDescriptor field, Object value) throws IOException {
        switch (value) {
            case Message message -> write(to, message);
            case ByteString bytes -> to.writeString(Base64.getEncoder().encodeToString(bytes.toByteArray()));
            case EnumValueDescriptor constant -> {
                if (constant.getIndex() < 0) {
                    to.writeNumber(constant.getNumber()); // not one that has a name
                } else {
                    to.writeString(constant.getName());
                }
            }
            case Boolean flag -> to.writeBoolean(flag);
            case Long number -> to.writeString(isUnsigned(field) ? Long.toUnsignedString(number) : number.toString());
            case Integer number ->
                to.writeNumber(isUnsigned(field) ? Integer.toUnsignedLong(number) : number.longValue());
            default -> to.writeString(value.toString());
        }
    }

    private static boolean isUnsigned(FieldDescriptor field) {
        return field.getType() == FieldDescriptor.Type.UINT64 || field.getType() == FieldDescriptor.Type.UINT32;
    }

    /** Reads one message; an empty text is an empty one. */
    static Message decode(Bytes text, Message prototype) throws BadJson {
        Message.Builder to = prototype.newBuilderForType();
        try (JsonParser from = JSON.createParser(text.toByteArray())) {
            JsonToken first = from.nextToken();
            if (first == null) {
                return to.build();
            }
            read(from, to, 0);
            return to.build();
        } catch (JsonProcessingException e) {
            throw new BadJson("proto: syntax error: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new BadJson("proto: " + e.getMessage());
        }
    }

    private static void read(JsonParser from, Message.Builder to, int depth) throws IOException, BadJson {
        if (from.currentToken() != JsonToken.START_OBJECT) {
            throw new BadJson("proto: syntax error: an object was expected");
        }
        if (depth > DEPTH_MAX) {
            throw new BadJson("proto: exceeded max recursion depth");
        }
        while (from.nextToken() == JsonToken.FIELD_NAME) {
            @Nullable FieldDescriptor field = field(to, from.currentName());
            JsonToken value = from.nextToken();
            if (field == null) {
                from.skipChildren();
            } else if (value != JsonToken.VALUE_NULL) { // null is as if it were not there
                read(from, to, field, depth);
            }
        }
    }

    private static void read(JsonParser from, Message.Builder to, FieldDescriptor field, int depth)
            throws IOException, BadJson {
        if (field.isRepeated()) {
            readList(from, to, field, depth);
        } else {
            to.setField(field, value(from, to, field, depth));
        }
    }

    private static @Nullable FieldDescriptor field(Message.Builder of, String name) {
        List<FieldDescriptor> fields = of.getDescriptorForType().getFields();
        for (FieldDescriptor field : fields) {
            if (field.getName().equals(name) || field.getJsonName().equals(name)) {
                return field;
            }
        }
        return null;
    }

    private static void readList(JsonParser from, Message.Builder to, FieldDescriptor field, int depth)
            throws IOException, BadJson {
        if (from.currentToken() != JsonToken.START_ARRAY) {
            throw invalid(field, from.getText());
        }
        while (from.nextToken() != JsonToken.END_ARRAY) {
            to.addRepeatedField(field, value(from, to, field, depth));
        }
    }

    private static Object value(JsonParser from, Message.Builder of, FieldDescriptor field, int depth)
            throws IOException, BadJson {
        if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
            Message.Builder inner = of.newBuilderForField(field);
            read(from, inner, depth + 1);
            return inner.build();
        }
        JsonToken token = from.currentToken();
        String text = from.getText();
        try {
            return switch (field.getJavaType()) {
                case STRING -> string(field, token, text);
                case BYTE_STRING -> ByteString.copyFrom(base64(string(field, token, text)));
                case BOOLEAN -> {
                    if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
                        throw invalid(field, text);
                    }
                    yield token == JsonToken.VALUE_TRUE;
                }
                case LONG -> isUnsigned(field) ? Long.parseUnsignedLong(text) : Long.parseLong(text);
                case INT -> isUnsigned(field) ? Integer.parseUnsignedInt(text) : Integer.parseInt(text);
                case ENUM -> constant(field, token, text);
                case FLOAT, DOUBLE, MESSAGE -> throw invalid(field, text);
            };
        } catch (IllegalArgumentException e) {
            throw invalid(field, text);
        }
    }

    private static String string(FieldDescriptor field, JsonToken token, String text) throws BadJson {
        if (token != JsonToken.VALUE_STRING) {
            throw invalid(field, text);
        }
        return text;
    }

    private static byte[] base64(String text) {
        return Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
    }

    private static EnumValueDescriptor constant(FieldDescriptor field, JsonToken token, String text) throws BadJson {
        @Nullable
        EnumValueDescriptor constant = token == JsonToken.VALUE_NUMBER_INT
                ? field.getEnumType().findValueByNumberCreatingIfUnknown(Integer.parseInt(text))
                : field.getEnumType().findValueByName(text);
        if (constant == null) {
            throw invalid(field, text);
        }
        return constant;
    }

    private static BadJson invalid(FieldDescriptor field, String text) {
        String type = field.getType().name().toLowerCase(Locale.ROOT);
        return new BadJson("proto: invalid value for " + type + " field " + field.getName() + ": " + text);
    }
}
