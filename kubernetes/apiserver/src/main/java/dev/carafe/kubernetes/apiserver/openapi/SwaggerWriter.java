package dev.carafe.kubernetes.apiserver.openapi;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns a document of OpenAPI version 3 into one of version 2, which knows no alternatives, puts bodies among the parameters,
 * and lets descriptions stand beside references. Pure.
 */
final class SwaggerWriter {
    private static final String SCHEMAS = "#/components/schemas/";
    private static final String DEFINITIONS = "#/definitions/";

    /** Schemas that are alternatives in version 3. */
    private static final Map<String, Struct> PLAIN = Map.of(
            "io.k8s.apimachinery.pkg.util.intstr.IntOrString",
            Struct.of("type", "string", "format", "int-or-string"),
            "io.k8s.apimachinery.pkg.api.resource.Quantity",
            Struct.of("type", "string"));

    private SwaggerWriter() {}

    static Struct write(Struct document) {
        Struct.Builder paths = Struct.builder();
        part(document, "paths").forEach((path, item) -> paths.put(path, path((Struct) item)));
        Struct.Builder definitions = Struct.builder();
        part(part(document, "components"), "schemas")
                .forEach((name, schema) -> definitions.put(name, definition(name, (Struct) schema)));
        Struct token = Struct.of("type", "apiKey", "name", "authorization").with("in", "header");
        return Struct.builder()
                .put("swagger", "2.0")
                .put("info", part(document, "info"))
                .put("paths", paths.build())
                .put("definitions", definitions.build())
                .put("securityDefinitions", Struct.of("BearerToken", token))
                .put("security", List.of(Struct.of("BearerToken", List.of())))
                .build();
    }

    private static Struct part(Struct parent, String name) {
        Struct part = parent.struct(name);
        return part == null ? Struct.EMPTY : part;
    }

    private static Struct definition(String name, Struct schema) {
        Struct plain = PLAIN.get(name);
        return plain == null ? schema(schema) : plain;
    }

    private static Struct path(Struct item) {
        Struct.Builder path = Struct.builder();
        item.forEach((method, value) -> {
            if (method.equals("parameters")) {
                path.put(method, parameters(value));
            } else {
                path.put(method, operation((Struct) value));
            }
        });
        return path.build();
    }

    private static Struct operation(Struct operation) {
        Struct.Builder changed = Struct.builder();
        List<Object> parameters = new ArrayList<>();
        Struct body = operation.struct("requestBody");
        if (body != null) {
            Struct content = part(body, "content");
            changed.put("consumes", names(content));
            parameters.add(Struct.builder()
                    .put("name", "body")
                    .put("in", "body")
                    .put("schema", schema(part((Struct) content.valueAt(0), "schema")))
                    .build());
        }
        if (operation.get("parameters") instanceof List<?> others) {
            parameters.addAll(parameters(others));
        }
        if (!parameters.isEmpty()) {
            changed.put("parameters", parameters);
        }
        Struct.Builder responses = Struct.builder();
        part(operation, "responses").forEach((code, value) -> {
            Struct response = (Struct) value;
            Struct content = part(response, "content");
            responses.put(code, response(response, content));
            if (!content.isEmpty()) {
                changed.put("produces", names(content));
            }
        });
        operation.forEach((name, value) -> {
            if (!name.equals("requestBody") && !name.equals("parameters") && !name.equals("responses")) {
                changed.put(name, value);
            }
        });
        return changed.put("schemes", List.of("https"))
                .put("responses", responses.build())
                .build();
    }

    private static Struct response(Struct response, Struct content) {
        Struct plain = response.without("content");
        return content.isEmpty() ? plain : plain.with("schema", schema(part((Struct) content.valueAt(0), "schema")));
    }

    private static List<String> names(Struct content) {
        List<String> names = new ArrayList<>();
        content.forEach((name, _) -> names.add(name));
        return names;
    }

    /** Version 2 says a parameter's type beside its name. */
    private static List<Object> parameters(Object parameters) {
        List<Object> changed = new ArrayList<>();
        for (Object parameter : (List<?>) parameters) {
            Struct.Builder flat = Struct.builder();
            ((Struct) parameter).forEach((name, value) -> {
                if (name.equals("schema")) {
                    flat.putAll((Struct) value);
                } else {
                    flat.put(name, value);
                }
            });
            changed.add(flat.build());
        }
        return changed;
    }

    /** What version 2 cannot say of custom kinds. */
    private static final Set<String> UNKNOWN = Set.of("anyOf", "oneOf", "not", "nullable");

    private static Struct schema(Struct schema) {
        Struct.Builder changed = Struct.builder();
        schema.forEach((name, value) -> {
            if (UNKNOWN.contains(name)) {
                return;
            }
            switch (name) {
                case "$ref" ->
                    changed.put(name, DEFINITIONS + String.valueOf(value).substring(SCHEMAS.length()));
                case "allOf" -> {
                    Struct first = (Struct) ((List<?>) value).getFirst();
                    if (first.has(
                            "$ref")) { // a reference that something stands beside; else alternatives of a custom kind
                        changed.putAll(schema(first));
                    }
                }
                case "default" -> {} // as upstream
                case "properties" -> {
                    Struct.Builder properties = Struct.builder();
                    ((Struct) value).forEach((field, type) -> properties.put(field, schema((Struct) type)));
                    changed.put(name, properties.build());
                }
                case "items", "additionalProperties" ->
                    changed.put(name, value instanceof Struct type ? schema(type) : value);
                default -> changed.put(name, value);
            }
        });
        return changed.build();
    }
}
