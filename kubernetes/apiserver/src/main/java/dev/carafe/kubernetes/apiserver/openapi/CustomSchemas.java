package dev.carafe.kubernetes.apiserver.openapi;

import dev.carafe.kubernetes.api.BuiltinDescriptions;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The schemas of custom kinds and of their lists: what their definitions say, and what every object has
 * (apiextensions-apiserver/pkg/controller/openapi/builder). Functions only.
 */
final class CustomSchemas {
    private static final String META = "apimachinery.pkg.apis.meta.v1.";
    private static final String CONVENTIONS =
            "https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md";

    private static final String OF_METADATA = "Standard object's metadata. More info: " + CONVENTIONS + "#metadata";

    private CustomSchemas() {}

    /** The schema of a kind's objects; names of the structures that it refers to are handed to {@code used}. */
    static Struct ofObjects(CustomKind kind, BuiltinDescriptions descriptions, Consumer<String> used) {
        return typed(kind, kind.kind(), whole(shown(kind.schema()), "", descriptions, used));
    }

    /** The schema of a kind's lists. */
    static Struct ofLists(CustomKind kind, BuiltinDescriptions descriptions, Consumer<String> used) {
        String item = SchemaWriter.CUSTOM + kind.publicName(kind.kind());
        used.accept(item);
        Struct items = Struct.builder()
                .put("description", "List of " + kind.plural() + ". More info: " + CONVENTIONS)
                .put("type", "array")
                .put("items", Struct.of("$ref", reference(item)))
                .build();
        Struct list = Struct.builder()
                .put("description", kind.listKind() + " is a list of " + kind.kind())
                .put("type", "object")
                .put("required", List.of("items"))
                .put("properties", Struct.of("items", items))
                .build();
        return typed(kind, kind.listKind(), whole(list, "List", descriptions, used));
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

    /** A schema with what every object has; {@code suffix} is {@code List} for lists. */
    private static Struct whole(Struct schema, String suffix, BuiltinDescriptions descriptions, Consumer<String> used) {
        String metadata = META + (suffix.isEmpty() ? "Object" : suffix) + "Meta";
        used.accept(metadata);
        Struct properties = schema.struct("properties");
        Struct.Builder all = Struct.builder();
        for (String field : List.of("apiVersion", "kind")) {
            all.put(
                    field,
                    Struct.of("description", descriptions.ofField("api.core.v1.ConfigMap", field), "type", "string"));
        }
        all.put(
                "metadata",
                metadata(
                        metadata,
                        suffix.isEmpty()
                                ? OF_METADATA
                                : "Standard list metadata. More info: " + CONVENTIONS + "#types-kinds"));
        if (properties != null) {
            properties.forEach((name, property) -> {
                if (!all.has(name)) {
                    all.put(name, property);
                }
            });
        }
        return schema.with("properties", all.build());
    }

    private static Struct metadata(String structure, String description) {
        return Struct.of("description", description, "allOf", List.of(Struct.of("$ref", reference(structure))));
    }

    /** An embedded object's schema: it has a kind and metadata too. */
    private static Struct embedded(Struct schema) {
        Struct.Builder properties = Struct.builder();
        Struct own = schema.struct("properties");
        if (own != null) {
            properties.putAll(own);
        }
        properties.put(
                "apiVersion",
                text("apiVersion defines the versioned schema of this representation of an object." + " More info: "
                        + CONVENTIONS + "#resources"));
        properties.put(
                "kind",
                text("kind is a string value representing the type of this object. In CamelCase." + " More info: "
                        + CONVENTIONS + "#types-kinds"));
        properties.put("metadata", metadata(META + "ObjectMeta", OF_METADATA));
        List<Object> required = new ArrayList<>();
        if (schema.get("required") instanceof List<?> said) {
            required.addAll(said);
        }
        for (String field : List.of("kind", "apiVersion")) {
            if (!required.contains(field)) {
                required.add(field);
            }
        }
        return schema.with("properties", properties.build()).with("required", required);
    }

    private static Struct text(String description) {
        return Struct.of("description", description, "type", "string");
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
        Struct built = shown.build();
        return Boolean.TRUE.equals(schema.get("x-kubernetes-embedded-resource")) ? embedded(built) : built;
    }
}
