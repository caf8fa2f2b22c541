package dev.carafe.kubernetes.apiserver.openapi;

import dev.carafe.kubernetes.api.BuiltinDescriptions;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;
import java.util.function.Consumer;

/**
 * The schemas of custom kinds and of their lists: what their definitions say, and what every object has
 * (apiextensions-apiserver/pkg/controller/openapi/builder). Functions only.
 */
final class CustomSchemas {
    private static final String META = "apimachinery.pkg.apis.meta.v1.";

    private CustomSchemas() {}

    /** The schema of a kind's objects; names of the structures that it refers to are handed to {@code used}. */
    static Struct ofObjects(CustomKind kind, BuiltinDescriptions descriptions, Consumer<String> used) {
        return typed(kind, kind.kind(), whole(shown(kind.schema()), META + "ObjectMeta", descriptions, used));
    }

    /** The schema of a kind's lists. */
    static Struct ofLists(CustomKind kind, BuiltinDescriptions descriptions, Consumer<String> used) {
        String item = SchemaWriter.CUSTOM + kind.publicName(kind.kind());
        used.accept(item);
        Struct items = Struct.of("type", "array", "items", Struct.of("$ref", reference(item)));
        Struct list = Struct.builder()
                .put("description", kind.listKind() + " is a list of " + kind.kind())
                .put("type", "object")
                .put("required", List.of("items"))
                .put("properties", Struct.of("items", items))
                .build();
        return typed(kind, kind.listKind(), whole(list, META + "ListMeta", descriptions, used));
    }

    private static Struct typed(CustomKind kind, String name, Struct schema) {
        Struct gvk = Struct.builder()
                .put("group", kind.groupVersion().group())
                .put("kind", name)
                .put("version", kind.groupVersion().version())
                .build();
        Struct named = schema.with("x-kubernetes-group-version-kind", List.of(gvk));
        List<Object> selectable = kind.selectableFields().stream()
                .<Object>map(field -> Struct.of("fieldPath", field))
                .toList();
        return selectable.isEmpty() ? named : named.with("x-kubernetes-selectable-fields", selectable);
    }

    private static String reference(String structure) {
        return "#/components/schemas/" + SchemaWriter.publicName(structure);
    }

    private static Struct whole(
            Struct schema, String metadata, BuiltinDescriptions descriptions, Consumer<String> used) {
        used.accept(metadata);
        Struct properties = schema.struct("properties");
        Struct.Builder all = Struct.builder();
        for (String field : List.of("apiVersion", "kind")) {
            all.put(
                    field,
                    Struct.of("description", descriptions.ofField("api.core.v1.ConfigMap", field), "type", "string"));
        }
        all.put("metadata", Struct.of("allOf", List.of(Struct.of("$ref", reference(metadata)))));
        if (properties != null) {
            properties.forEach((name, property) -> {
                if (!all.has(name)) {
                    all.put(name, property);
                }
            });
        }
        return schema.with("properties", all.build());
    }

    /** A schema as clients are shown it: one of a number or a text says so in a way that they all know. */
    private static Struct shown(Struct schema) {
        Struct typed = schema.has("type") ? schema : schema.with("type", "object");
        return alternatives(typed);
    }

    private static Struct alternatives(Struct schema) {
        Struct.Builder shown = Struct.builder();
        schema.forEach((name, value) -> shown.put(
                name,
                switch (name) {
                    case "properties" -> {
                        Struct.Builder properties = Struct.builder();
                        if (value instanceof Struct fields) {
                            fields.forEach((field, type) ->
                                    properties.put(field, type instanceof Struct one ? alternatives(one) : type));
                        }
                        yield properties.build();
                    }
                    case "items", "additionalProperties" -> value instanceof Struct one ? alternatives(one) : value;
                    default -> value;
                }));
        if (Boolean.TRUE.equals(schema.get("x-kubernetes-int-or-string")) && !schema.has("anyOf")) {
            shown.put("anyOf", List.of(Struct.of("type", "integer"), Struct.of("type", "string")));
        }
        return shown.build();
    }
}
