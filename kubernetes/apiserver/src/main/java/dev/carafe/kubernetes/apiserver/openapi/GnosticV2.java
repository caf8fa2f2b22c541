package dev.carafe.kubernetes.apiserver.openapi;

import static dev.carafe.kubernetes.apiserver.openapi.GnosticMessage.any;
import static dev.carafe.kubernetes.apiserver.openapi.GnosticMessage.list;
import static dev.carafe.kubernetes.apiserver.openapi.GnosticMessage.named;
import static dev.carafe.kubernetes.apiserver.openapi.GnosticMessage.part;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;

/**
 * Writes a document of OpenAPI version 2 as the message {@code openapi.v2.Document} of gnostic (OpenAPIv2.proto), which kubectl
 * reads: what Kubernetes' documents hold of it and no more. Pure.
 */
final class GnosticV2 {
    private static final List<String> METHODS = List.of("get", "put", "post", "delete", "options", "head", "patch");

    private GnosticV2() {}

    static byte[] write(Struct document) {
        GnosticMessage paths = new GnosticMessage();
        part(document, "paths").forEach((path, item) -> paths.message(2, named(path, pathItem((Struct) item))));
        GnosticMessage definitions = new GnosticMessage();
        part(document, "definitions")
                .forEach((name, schema) -> definitions.message(1, named(name, schema((Struct) schema))));
        Struct info = part(document, "info");
        GnosticMessage message = new GnosticMessage()
                .text(1, document.get("swagger"))
                .message(2, new GnosticMessage().text(1, info.get("title")).text(2, info.get("version")))
                .message(8, paths)
                .message(9, definitions);
        for (Object requirement : list(document.get("security"))) {
            GnosticMessage scheme = new GnosticMessage();
            ((Struct) requirement).forEach((name, _) -> scheme.message(1, named(name, new GnosticMessage())));
            message.message(12, scheme);
        }
        GnosticMessage schemes = new GnosticMessage();
        part(document, "securityDefinitions").forEach((name, value) -> {
            Struct scheme = (Struct) value;
            GnosticMessage key = new GnosticMessage()
                    .text(1, scheme.get("type"))
                    .text(2, scheme.get("name"))
                    .text(3, scheme.get("in"));
            schemes.message(1, named(name, new GnosticMessage().message(2, key)));
        });
        return message.message(13, schemes).toBytes();
    }

    private static GnosticMessage pathItem(Struct item) {
        GnosticMessage message = new GnosticMessage();
        for (String method : METHODS) {
            Struct operation = item.struct(method);
            if (operation != null) {
                message.message(METHODS.indexOf(method) + 2, operation(operation));
            }
        }
        list(item.get("parameters")).forEach(parameter -> message.message(9, parameter((Struct) parameter)));
        return message;
    }

    private static GnosticMessage operation(Struct operation) {
        GnosticMessage message = new GnosticMessage();
        message.texts(1, operation.get("tags"))
                .text(3, operation.get("description"))
                .text(5, operation.get("operationId"));
        message.texts(6, operation.get("produces")).texts(7, operation.get("consumes"));
        list(operation.get("parameters")).forEach(parameter -> message.message(8, parameter((Struct) parameter)));
        GnosticMessage responses = new GnosticMessage();
        part(operation, "responses").forEach((code, value) -> {
            Struct response = (Struct) value;
            GnosticMessage content = new GnosticMessage().text(1, response.get("description"));
            Struct schema = response.struct("schema");
            if (schema != null) {
                content.message(2, new GnosticMessage().message(1, schema(schema)));
            }
            responses.message(1, named(code, new GnosticMessage().message(1, content)));
        });
        message.message(9, responses);
        return message.texts(10, operation.get("schemes")).extensions(13, operation);
    }

    /** A parameter: a body, or one that says where it is by the number of its message. */
    private static GnosticMessage parameter(Struct parameter) {
        GnosticMessage content = new GnosticMessage();
        String in = String.valueOf(parameter.string("in"));
        if (in.equals("body")) {
            content.text(1, parameter.get("description"))
                    .text(2, parameter.get("name"))
                    .text(3, in)
                    .flag(4, parameter.get("required"));
            Struct schema = parameter.struct("schema");
            if (schema != null) {
                content.message(5, schema(schema));
            }
            return new GnosticMessage().message(1, new GnosticMessage().message(1, content));
        }
        boolean query = in.equals("query");
        int shift = query ? 1 : 0; // a query's parameter may also be empty, which has a number of its own
        content.flag(1, parameter.get("required"))
                .text(2, in)
                .text(3, parameter.get("description"))
                .text(4, parameter.get("name"))
                .text(5 + shift, parameter.get("type"))
                .text(6 + shift, parameter.get("format"))
                .flag(19 + shift, parameter.get("uniqueItems"));
        GnosticMessage where = new GnosticMessage().message(query ? 3 : 4, content);
        return new GnosticMessage().message(1, new GnosticMessage().message(2, where));
    }

    private static GnosticMessage schema(Struct schema) {
        GnosticMessage message = new GnosticMessage()
                .text(1, schema.get("$ref"))
                .text(2, schema.get("format"))
                .text(4, schema.get("description"));
        message.texts(19, schema.get("required"));
        list(schema.get("enum")).forEach(value -> message.message(20, any(value)));
        Struct additional = schema.struct("additionalProperties");
        if (additional != null) {
            message.message(21, new GnosticMessage().message(1, schema(additional)));
        }
        if (schema.get("type") instanceof String type) {
            message.message(22, new GnosticMessage().text(1, type));
        }
        Struct items = schema.struct("items");
        if (items != null) {
            message.message(23, new GnosticMessage().message(1, schema(items)));
        }
        Struct properties = schema.struct("properties");
        if (properties != null) {
            GnosticMessage fields = new GnosticMessage();
            properties.forEach((name, type) -> fields.message(1, named(name, schema((Struct) type))));
            message.message(25, fields);
        }
        return message.extensions(31, schema);
    }
}
