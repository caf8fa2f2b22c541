package dev.carafe.kubernetes.apimachinery.customresource;

import dev.carafe.kubernetes.apimachinery.cel.DeclType;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The types that expressions see of a schema's values, with their sizes (k8s.io/apiserver/pkg/cel/common, schemas.go). Functions
 * only.
 */
final class SchemaTypes {
    private static final long REQUEST = DeclType.REQUEST_BYTES_MAX;
    private static final long DATE_TIME_MAX = 32;
    private static final long DATE_MAX = 12;

    /** Bytes that a character takes at most. */
    private static final long CHARACTER_BYTES = 4;

    private SchemaTypes() {}

    /**
     * The type of a schema's values; null where expressions see nothing of them.
     *
     * @param whole whether values are objects with kind, version and metadata
     */
    static @Nullable DeclType of(CustomSchema schema, boolean whole) {
        return of(schema, whole, "selfType"); // not the variable's name, which would then name the type too
    }

    private static @Nullable DeclType of(CustomSchema schema, boolean whole, String name) {
        if (schema.isIntOrString()) {
            Long length = limit(schema, "maxLength");
            return DeclType.text(DeclType.Kind.DYN, length == null ? REQUEST - 2 : length * CHARACTER_BYTES);
        }
        return switch (schema.type()) {
            case "array" -> list(schema, name);
            case "object" -> object(schema, whole, name);
            case "string" -> text(schema);
            case "boolean" -> DeclType.BOOL;
            case "number" -> DeclType.DOUBLE;
            case "integer" -> DeclType.INT;
            default -> null;
        };
    }

    private static @Nullable DeclType list(CustomSchema schema, String name) {
        CustomSchema items = schema.items();
        DeclType type = items == null ? null : of(items, items.isEmbeddedResource(), name + ".@items");
        if (type == null) {
            return null;
        }
        Long most = limit(schema, "maxItems");
        DeclType.Uniqueness uniqueness = switch (schema.listType()) {
            case "set" -> DeclType.Uniqueness.SET;
            case "map" -> DeclType.Uniqueness.MAP;
            default -> DeclType.Uniqueness.NONE;
        };
        return DeclType.list(
                type,
                most == null ? (REQUEST - 2) / (type.minSerializedSize() + 1) : most,
                uniqueness,
                schema.listMapKeys());
    }

    private static @Nullable DeclType object(CustomSchema schema, boolean whole, String name) {
        CustomSchema values = schema.additionalProperties();
        if (values != null && !whole) {
            DeclType type = of(values, values.isEmbeddedResource(), name + ".@values");
            if (type == null) {
                return null;
            }
            Long most = limit(schema, "maxProperties");
            return DeclType.map(type, most == null ? (REQUEST - 2) / (type.minSerializedSize() + 6) : most);
        }
        Map<String, DeclType> fields = new LinkedHashMap<>();
        List<String> required = schema.required();
        long size = 2;
        for (Map.Entry<String, CustomSchema> property : schema.properties().entrySet()) {
            String field = property.getKey();
            if (whole && (field.equals("apiVersion") || field.equals("kind") || field.equals("metadata"))) {
                continue;
            }
            CustomSchema declared = property.getValue();
            DeclType type = of(declared, declared.isEmbeddedResource(), name + "." + field);
            if (type != null) {
                fields.put(field, type);
                if (required.contains(field) && declared.defaultValue() == null) {
                    size += field.length() + type.minSerializedSize() + 4;
                }
            }
        }
        if (whole) {
            fields.put("apiVersion", DeclType.text(DeclType.Kind.STRING, REQUEST - 2));
            fields.put("kind", DeclType.text(DeclType.Kind.STRING, REQUEST - 2));
            fields.put("metadata", metadata(schema.property("metadata"), name));
        }
        return DeclType.object(name, fields, size);
    }

    private static DeclType metadata(@Nullable CustomSchema declared, String name) {
        CustomSchema schema = declared == null ? CustomSchema.EMPTY : declared;
        long most = Names.DNS1123_SUBDOMAIN_MAX;
        return DeclType.object(
                name + ".metadata",
                Map.of(
                        "name",
                        capped(schema.property("name"), most),
                        "generateName",
                        capped(schema.property("generateName"), most - 1)),
                2);
    }

    private static DeclType capped(@Nullable CustomSchema declared, long most) {
        Long own = declared == null ? null : limit(declared, "maxLength");
        return DeclType.text(DeclType.Kind.STRING, CHARACTER_BYTES * (own == null ? most : Math.min(own, most)));
    }

    private static DeclType text(CustomSchema schema) {
        String format = schema.source().string("format");
        Long length = limit(schema, "maxLength");
        return switch (format == null ? "" : format) {
            case "byte" -> DeclType.text(DeclType.Kind.BYTES, length == null ? REQUEST - 2 : length);
            case "duration" -> DeclType.text(DeclType.Kind.DURATION, DATE_TIME_MAX);
            case "date" -> DeclType.text(DeclType.Kind.DATE, DATE_MAX);
            case "date-time" -> DeclType.text(DeclType.Kind.TIMESTAMP, DATE_TIME_MAX);
            default ->
                DeclType.text(DeclType.Kind.STRING, length == null ? unbounded(schema) : length * CHARACTER_BYTES);
        };
    }

    /** The length of text that has no bound of its own: of the longest value where values are listed. */
    private static long unbounded(CustomSchema schema) {
        if (schema.source().get("enum") instanceof List<?> values && !values.isEmpty()) {
            return values.stream()
                    .filter(String.class::isInstance)
                    .mapToLong(value -> ((String) value).length())
                    .max()
                    .orElse(0);
        }
        return REQUEST - 2;
    }

    private static @Nullable Long limit(CustomSchema schema, String field) {
        return schema.source().get(field) instanceof Long limit ? (Long) Math.max(limit, 0) : null;
    }
}
