package dev.carafe.kubernetes.apiserver.openapi;

import dev.carafe.kubernetes.api.BuiltinDescriptions;
import dev.carafe.kubernetes.apimachinery.schema.Declarations;
import dev.carafe.kubernetes.apimachinery.schema.FieldDeclaration;
import dev.carafe.kubernetes.apimachinery.schema.Notation;
import dev.carafe.kubernetes.apimachinery.schema.StructDeclaration;
import dev.carafe.kubernetes.apimachinery.schema.TypeRef;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Writes declared structures as OpenAPI v3 schemas with Kubernetes' extensions. */
final class SchemaWriter {
    /** What the names of custom kinds begin with, before their public name. */
    static final String CUSTOM = "custom:";

    private final Declarations declarations;
    private final BuiltinDescriptions descriptions;
    private final Map<String, List<Struct>> kinds;
    private final Map<String, CustomKind> custom;

    /**
     * A writer of declared structures.
     *
     * @param kinds the group, version and kind of each schema that is a kind
     * @param custom the custom kinds
     */
    SchemaWriter(
            Declarations declarations,
            BuiltinDescriptions descriptions,
            Map<String, List<Struct>> kinds,
            List<CustomKind> custom) {
        this.custom = new HashMap<>();
        custom.forEach(kind -> {
            this.custom.put(CUSTOM + kind.publicName(kind.kind()), kind);
            this.custom.put(CUSTOM + kind.publicName(kind.listKind()), kind);
        });
        this.declarations = declarations;
        this.descriptions = descriptions;
        this.kinds = kinds;
    }

    /** The name under which upstream publishes a structure. */
    static String publicName(String name) {
        return name.startsWith(CUSTOM) ? name.substring(CUSTOM.length()) : "io.k8s." + name;
    }

    /** The schema of a structure; names of others that it refers to are handed to {@code used}. */
    Struct schema(String name, Consumer<String> used) {
        CustomKind kind = custom.get(name);
        if (kind != null) {
            return name.endsWith("." + kind.listKind())
                    ? CustomSchemas.ofLists(kind, descriptions, used)
                    : CustomSchemas.ofObjects(kind, descriptions, used);
        }
        StructDeclaration declaration = declarations.find(name);
        if (declaration == null) {
            return NamedScalars.schema(name).orElse(Struct.of("type", "object"));
        }
        Struct.Builder schema = Struct.builder();
        describe(schema, descriptions.ofStructure(name));
        schema.put("type", "object");
        List<Object> required = new ArrayList<>();
        TreeMap<String, Struct> properties = new TreeMap<>();
        declaration.fields().forEach((fieldName, field) -> {
            properties.put(fieldName, property(field, descriptions.ofField(name, fieldName), used));
            if (field.required()) {
                required.add(fieldName);
            }
        });
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        if (!properties.isEmpty()) {
            schema.put("properties", Struct.of(properties));
        }
        List<Struct> groupVersionKinds = kinds.getOrDefault(name, List.of());
        if (!groupVersionKinds.isEmpty()) {
            schema.put("x-kubernetes-group-version-kind", groupVersionKinds);
        }
        if (!declaration.mapType().isEmpty()) {
            schema.put("x-kubernetes-map-type", declaration.mapType());
        }
        return schema.build();
    }

    private static void describe(Struct.Builder schema, String description) {
        if (!description.isEmpty()) {
            schema.put("description", description);
        }
    }

    /** The values that a field may have, as upstream tells them at the end of its description. */
    private static String possibleValues(FieldDeclaration field) {
        return field.values().isEmpty()
                ? ""
                : field.values().stream()
                        .map(value -> " - `\"" + value + "\"`")
                        .collect(Collectors.joining("\n", "\n\nPossible enum values:\n", ""));
    }

    private static Struct property(FieldDeclaration field, String description, Consumer<String> used) {
        Struct type = type(field.type(), used, field);
        Struct.Builder property;
        if (type.has("$ref")) {
            property = Struct.builder().put("allOf", List.of(type)); // nothing may stand beside a reference
        } else {
            property = type.toBuilder();
        }
        describe(property, description.isEmpty() ? "" : description + possibleValues(field));
        field.defaultValue().filter(_ -> !field.isNullUnset()).ifPresent(value -> property.put("default", value));
        if (!field.values().isEmpty()) {
            Struct items = field.type() instanceof TypeRef.ListOf ? type.struct("items") : null;
            if (items == null) {
                property.put("enum", field.values());
            } else {
                property.put("items", items.with("enum", field.values())); // it is the items that have these values
            }
        }
        if (!field.listType().isEmpty()) {
            property.put("x-kubernetes-list-type", field.listType());
        }
        if (!field.listMapKeys().isEmpty()) {
            property.put("x-kubernetes-list-map-keys", field.listMapKeys());
        }
        if (!field.mapType().isEmpty()) {
            property.put("x-kubernetes-map-type", field.mapType());
        }
        if (!field.patchStrategies().isEmpty()) {
            property.put(
                    "x-kubernetes-patch-strategy",
                    String.join(",", field.patchStrategies().stream().sorted().toList()));
        }
        if (!field.patchMergeKey().isEmpty()) {
            property.put("x-kubernetes-patch-merge-key", field.patchMergeKey());
        }
        return property.build();
    }

    /** A type in the facts table's notation. */
    static Struct type(String notation, Consumer<String> used) {
        return type(Notation.type(notation), used);
    }

    private static Struct type(TypeRef type, Consumer<String> used, FieldDeclaration field) {
        if (type instanceof TypeRef.ListOf(TypeRef item) && field.itemDefault().isPresent()) {
            Struct items = type(item, used);
            Struct described = items.has("$ref") ? Struct.of("allOf", List.of(items)) : items;
            return Struct.of(
                    "type",
                    "array",
                    "items",
                    described.with("default", field.itemDefault().get()));
        }
        return type(type, used);
    }

    private static Struct type(TypeRef type, Consumer<String> used) {
        return switch (type) {
            case TypeRef.ListOf(TypeRef item) -> Struct.of("type", "array", "items", type(item, used));
            case TypeRef.MapOf(TypeRef item) -> Struct.of("type", "object", "additionalProperties", type(item, used));
            case TypeRef.Named(String name) -> {
                used.accept(name);
                yield Struct.of("$ref", "#/components/schemas/" + publicName(name));
            }
            case TypeRef.Scalar scalar ->
                NamedScalars.nameOf(scalar)
                        .map(name -> type(new TypeRef.Named(name), used))
                        .orElseGet(() -> scalar(scalar));
        };
    }

    private static Struct scalar(TypeRef.Scalar scalar) {
        return switch (scalar) {
            case STRING -> Struct.of("type", "string");
            case BOOLEAN -> Struct.of("type", "boolean");
            case INT32 -> Struct.of("type", "integer", "format", "int32");
            case INT64 -> Struct.of("type", "integer", "format", "int64");
            case FLOAT64 -> Struct.of("type", "number", "format", "double");
            case BYTES -> Struct.of("type", "string", "format", "byte");
            case TIME, MICRO_TIME, INT_OR_STRING, QUANTITY, ANY -> Struct.EMPTY; // the first four have names
            case OBJECT -> Struct.of("type", "object");
        };
    }
}
