package dev.carafe.kubernetes.apiserver.openapi;

import static dev.carafe.kubernetes.apiserver.openapi.GnosticMessage.list;
import static dev.carafe.kubernetes.apiserver.openapi.GnosticMessage.named;
import static dev.carafe.kubernetes.apiserver.openapi.GnosticMessage.part;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;

/**
 * Writes a document of OpenAPI version 3 as the message {@code openapi.v3.Document} of gnostic (OpenAPIv3.proto): what Kubernetes'
 * documents hold of it and no more. Pure.
 */
final class GnosticV3 {
    private static final List<String> METHODS = List.of("get", "put", "post", "delete", "options", "head", "patch");
    private static final int FIRST_METHOD = 4;

    private GnosticV3() {}

    static byte[] write(Struct document) {
        GnosticMessage paths = new GnosticMessage();
        part(document, "paths").forEach((path, item) -> paths.message(1, named(path, pathItem((Struct) item))));
        GnosticMessage message = new GnosticMessage().text(1, document.get("openapi"));
        Struct info = part(document, "info");
        message.message(2, new GnosticMessage().text(1, info.get("title")).text(6, info.get("version")))
                .message(4, paths);
        Struct components = document.struct("components");
        if (components != null) {
            message.message(5, components(components));
        }
        list(document.get("security")).forEach(one -> message.message(6, requirement((Struct) one)));
        return message.toBytes();
    }

    private static GnosticMessage components(Struct components) {
        GnosticMessage message = new GnosticMessage();
        Struct schemas = components.struct("schemas");
        if (schemas != null) {
            GnosticMessage all = new GnosticMessage();
            schemas.forEach((name, schema) -> all.message(1, named(name, GnosticV3Schema.of((Struct) schema))));
            message.message(1, all);
        }
        Struct schemes = components.struct("securitySchemes");
        if (schemes != null) {
            GnosticMessage all = new GnosticMessage();
            schemes.forEach((name, scheme) -> all.message(1, named(name, scheme((Struct) scheme))));
            message.message(7, all);
        }
        return message;
    }

    private static GnosticMessage scheme(Struct scheme) {
        GnosticMessage message = new GnosticMessage()
                .text(1, scheme.get("type"))
                .text(2, scheme.get("description"))
                .text(3, scheme.get("name"))
                .text(4, scheme.get("in"));
        return new GnosticMessage().message(1, message);
    }

    private static GnosticMessage requirement(Struct requirement) {
        GnosticMessage message = new GnosticMessage();
        requirement.forEach((name, scopes) -> message.message(1, named(name, new GnosticMessage().texts(1, scopes))));
        return message;
    }

    private static GnosticMessage pathItem(Struct item) {
        GnosticMessage message = new GnosticMessage().text(3, item.get("description"));
        for (String method : METHODS) {
            Struct operation = item.struct(method);
            if (operation != null) {
                message.message(METHODS.indexOf(method) + FIRST_METHOD, operation(operation));
            }
        }
        list(item.get("parameters")).forEach(parameter -> message.message(13, parameter((Struct) parameter)));
        return message;
    }

    private static GnosticMessage operation(Struct operation) {
        GnosticMessage message = new GnosticMessage()
                .texts(1, operation.get("tags"))
                .text(3, operation.get("description"))
                .text(5, operation.get("operationId"));
        list(operation.get("parameters")).forEach(parameter -> message.message(6, parameter((Struct) parameter)));
        Struct body = operation.struct("requestBody");
        if (body != null) {
            GnosticMessage content = new GnosticMessage()
                    .text(1, body.get("description"))
                    .message(2, content(body))
                    .flag(3, body.get("required"));
            message.message(7, new GnosticMessage().message(1, content));
        }
        GnosticMessage responses = new GnosticMessage();
        part(operation, "responses")
                .forEach((code, response) -> responses.message(2, named(code, response((Struct) response))));
        return message.message(8, responses)
                .flag(10, operation.get("deprecated"))
                .extensions(13, operation);
    }

    private static GnosticMessage parameter(Struct parameter) {
        GnosticMessage message = new GnosticMessage()
                .text(1, parameter.get("name"))
                .text(2, parameter.get("in"))
                .text(3, parameter.get("description"))
                .flag(4, parameter.get("required"));
        Struct schema = parameter.struct("schema");
        if (schema != null) {
            message.message(10, GnosticV3Schema.of(schema));
        }
        return new GnosticMessage().message(1, message);
    }

    private static GnosticMessage response(Struct response) {
        GnosticMessage message = new GnosticMessage().text(1, response.get("description"));
        if (response.has("content")) {
            message.message(3, content(response));
        }
        return new GnosticMessage().message(1, message);
    }

    private static GnosticMessage content(Struct of) {
        GnosticMessage content = new GnosticMessage();
        part(of, "content").forEach((mediaType, value) -> {
            GnosticMessage message = new GnosticMessage();
            Struct schema = ((Struct) value).struct("schema");
            if (schema != null) {
                message.message(1, GnosticV3Schema.of(schema));
            }
            content.message(1, named(mediaType, message));
        });
        return content;
    }
}
