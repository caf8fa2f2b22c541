package dev.carafe.kubernetes.apiserver.openapi;

import static dev.carafe.kubernetes.apiserver.openapi.GnosticMessage.any;
import static dev.carafe.kubernetes.apiserver.openapi.GnosticMessage.list;
import static dev.carafe.kubernetes.apiserver.openapi.GnosticMessage.named;
import static dev.carafe.kubernetes.apiserver.openapi.GnosticMessage.part;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import org.jspecify.annotations.Nullable;

/** Writes schemas of OpenAPI version 3 as gnostic's messages {@code SchemaOrReference}. Pure. */
final class GnosticV3Schema {
    private GnosticV3Schema() {}

    static GnosticMessage of(Struct schema) {
        return schema.has("$ref")
                ? new GnosticMessage().message(2, new GnosticMessage().text(1, schema.get("$ref")))
                : new GnosticMessage().message(1, schema(schema));
    }

    private static GnosticMessage schema(Struct schema) {
        GnosticMessage message = new GnosticMessage().flag(1, schema.get("nullable"));
        Struct docs = schema.struct("externalDocs");
        if (docs != null) {
            message.message(
                    6, new GnosticMessage().text(1, docs.get("description")).text(2, docs.get("url")));
        }
        Object example = schema.get("example");
        if (example != null) {
            message.message(7, any(example));
        }
        message.text(9, schema.get("title"));
        bounds(message, schema);
        message.texts(23, schema.get("required"));
        list(schema.get("enum")).forEach(value -> message.message(24, any(value)));
        message.text(25, schema.get("type"));
        list(schema.get("allOf")).forEach(one -> message.message(26, of((Struct) one)));
        list(schema.get("oneOf")).forEach(one -> message.message(27, of((Struct) one)));
        list(schema.get("anyOf")).forEach(one -> message.message(28, of((Struct) one)));
        Struct not = schema.struct("not");
        if (not != null) {
            message.message(29, schema(not));
        }
        parts(message, schema);
        Object value = schema.get("default");
        if (value != null) {
            message.message(33, defaultValue(value));
        }
        return message.text(34, schema.get("description"))
                .text(35, schema.get("format"))
                .extensions(36, schema);
    }

    private static void bounds(GnosticMessage message, Struct schema) {
        message.fraction(10, schema.get("multipleOf"))
                .fraction(11, schema.get("maximum"))
                .flag(12, schema.get("exclusiveMaximum"))
                .fraction(13, schema.get("minimum"))
                .flag(14, schema.get("exclusiveMinimum"))
                .whole(15, schema.get("maxLength"))
                .whole(16, schema.get("minLength"))
                .text(17, schema.get("pattern"))
                .whole(18, schema.get("maxItems"))
                .whole(19, schema.get("minItems"))
                .flag(20, schema.get("uniqueItems"))
                .whole(21, schema.get("maxProperties"))
                .whole(22, schema.get("minProperties"));
    }

    private static void parts(GnosticMessage message, Struct schema) {
        Struct items = schema.struct("items");
        if (items != null) {
            message.message(30, new GnosticMessage().message(1, of(items)));
        }
        if (schema.has("properties")) {
            GnosticMessage properties = new GnosticMessage();
            part(schema, "properties")
                    .forEach((name, property) -> properties.message(1, named(name, of((Struct) property))));
            message.message(31, properties);
        }
        @Nullable Object additional = schema.get("additionalProperties");
        if (additional instanceof Struct all) {
            message.message(32, new GnosticMessage().message(1, of(all)));
        } else if (additional instanceof Boolean allowed) {
            message.message(32, new GnosticMessage().chosenFlag(2, allowed));
        }
    }

    /** One of a number, a flag or a text; gnostic has no room for others, of which only the place is left. */
    private static GnosticMessage defaultValue(Object value) {
        return switch (value) {
            case Number number -> new GnosticMessage().chosenFraction(1, number);
            case Boolean flag -> new GnosticMessage().chosenFlag(2, flag);
            case String text -> new GnosticMessage().item(3, text);
            default -> new GnosticMessage();
        };
    }
}
