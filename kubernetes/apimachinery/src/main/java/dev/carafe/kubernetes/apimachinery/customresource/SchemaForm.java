package dev.carafe.kubernetes.apimachinery.customresource;

import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What each node of a schema may say by itself: which fields of OpenAPI are supported, list and map types, and the form of rules
 * (apiextensions-apiserver/pkg/apis/apiextensions/validation). Functions only.
 */
final class SchemaForm {
    private static final List<String> TYPES = List.of("array", "boolean", "integer", "number", "object", "string");
    private static final List<String> REASONS =
            List.of("FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired");
    private static final String ITEMS = "items must be a schema object and not an array";
    private static final String NOT_SUPPORTED = " is not supported";
    private static final List<String> UNSUPPORTED =
            List.of("id", "additionalItems", "patternProperties", "definitions", "dependencies", "$ref");

    private SchemaForm() {}

    /**
     * Checks one node.
     *
     * @param context what surrounds it
     */
    static void check(CustomSchema schema, FieldPath path, Context context, List<FieldError> errors) {
        Struct source = schema.source();
        if (!schema.type().isEmpty() && !TYPES.contains(schema.type())) {
            errors.add(FieldError.notSupported(path.child("type"), schema.type(), TYPES));
        }
        if (schema.defaultValue() != null && !context.defaultsForbidden().isEmpty()) {
            errors.add(FieldError.forbidden(path.child("default"), "must not be set " + context.defaultsForbidden()));
        }
        for (String field : UNSUPPORTED) {
            Object value = source.get(field);
            if (value != null && value != Null.NULL && !"".equals(value)) {
                errors.add(FieldError.forbidden(path.child(field), field + NOT_SUPPORTED));
            }
        }
        if (schema.type().equals("null")) {
            errors.add(FieldError.forbidden(
                    path.child("type"), "type cannot be set to null, use nullable as an alternative"));
        }
        if (source.get("items") instanceof List<?>) {
            errors.add(FieldError.forbidden(path.child("items"), ITEMS));
        }
        if (context.insideMetadata() && schema.isEmbeddedResource()) {
            errors.add(FieldError.forbidden(
                    path.child("x-kubernetes-embedded-resource"), "must not be used inside of resource meta"));
        }
        if (Boolean.TRUE.equals(source.get("uniqueItems"))) {
            errors.add(FieldError.forbidden(
                    path.child("uniqueItems"),
                    "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"));
        }
        Object additional = source.get("additionalProperties");
        if (additional != null && !schema.properties().isEmpty() && !Boolean.TRUE.equals(additional)) {
            errors.add(FieldError.forbidden(
                    path.child("additionalProperties"), "additionalProperties and properties are mutual exclusive"));
        }
        if (Boolean.FALSE.equals(source.get("x-kubernetes-preserve-unknown-fields"))) {
            errors.add(FieldError.invalid(
                    path.child("x-kubernetes-preserve-unknown-fields"), false, "must be true or undefined"));
        }
        mapType(schema, path, errors);
        listType(schema, path, errors);
        for (int i = 0; i < schema.rules().size(); i++) {
            rule(
                    schema,
                    schema.rules().get(i),
                    path.child("x-kubernetes-validations").index(i),
                    errors);
        }
    }

    /** Whether a mistake keeps a schema from being read as a structural one at all, so that nothing more can be said of it. */
    static boolean isUnreadable(FieldError error) {
        return error.detail().equals(ITEMS) || error.detail().endsWith(NOT_SUPPORTED);
    }

    /**
     * What surrounds a node.
     *
     * @param defaultsForbidden why there may be no default values; empty where there may be
     * @param insideMetadata whether it describes metadata, a kind or a version
     */
    record Context(String defaultsForbidden, boolean insideMetadata) {
        static final Context ROOT = new Context("", false);
    }

    private static void typeFor(
            CustomSchema schema, FieldPath path, String type, String extension, List<FieldError> errors) {
        if (!schema.type().equals(type)) {
            String detail = "must be " + type + " if " + extension + " is specified";
            FieldPath at = path.child("type");
            errors.add(
                    schema.type().isEmpty()
                            ? FieldError.required(at, detail)
                            : FieldError.invalid(at, schema.type(), detail));
        }
    }

    private static void mapType(CustomSchema schema, FieldPath path, List<FieldError> errors) {
        String extension = "x-kubernetes-map-type";
        if (!schema.source().has(extension)) {
            return;
        }
        typeFor(schema, path, "object", extension, errors);
        if (!List.of("atomic", "granular").contains(schema.mapType())) {
            errors.add(FieldError.notSupported(path.child(extension), schema.mapType(), List.of("atomic", "granular")));
        }
    }

    private static void listType(CustomSchema schema, FieldPath path, List<FieldError> errors) {
        String extension = "x-kubernetes-list-type";
        String type = schema.listType();
        boolean said = schema.source().has(extension);
        CustomSchema items = schema.items();
        if (said && !schema.type().equals("array")) {
            typeFor(schema, path, "array", extension, errors);
        } else if (type.equals("set") && items != null) {
            String detail = "must be atomic as item of a list with x-kubernetes-list-type=set";
            if (items.type().equals("array")
                    && !items.listType().isEmpty()
                    && !items.listType().equals("atomic")) {
                errors.add(FieldError.invalid(path.child("items").child(extension), items.listType(), detail));
            } else if (items.type().equals("object") && !items.mapType().equals("atomic")) {
                Object shown = items.listType().isEmpty() ? Null.NULL : items.listType();
                errors.add(FieldError.invalid(path.child("items").child("x-kubernetes-map-type"), shown, detail));
            }
        }
        if (said && !List.of("atomic", "set", "map").contains(type)) {
            errors.add(FieldError.notSupported(path.child(extension), type, List.of("atomic", "set", "map")));
        }
        if (!schema.listMapKeys().isEmpty() && !type.equals("map")) {
            String detail = "must be map if x-kubernetes-list-map-keys is non-empty";
            FieldPath at = path.child(extension);
            errors.add(said ? FieldError.invalid(at, type, detail) : FieldError.required(at, detail));
        }
        if (type.equals("map")) {
            mapKeys(schema, path, errors);
        }
        if ((type.equals("map") || type.equals("set")) && items != null) {
            if (items.isNullable()) {
                errors.add(FieldError.forbidden(
                        path.child("items").child("nullable"), "cannot be nullable when " + extension + " is " + type));
            }
            if (type.equals("map")) {
                keysPresent(schema, items, path, errors);
            }
        }
    }

    private static void mapKeys(CustomSchema schema, FieldPath path, List<FieldError> errors) {
        FieldPath at = path.child("x-kubernetes-list-map-keys");
        if (schema.listMapKeys().isEmpty()) {
            errors.add(FieldError.required(at, "must not be empty if x-kubernetes-list-type is map"));
        }
        CustomSchema items = schema.items();
        if (items == null) {
            errors.add(FieldError.required(path.child("items"), "must have a schema if x-kubernetes-list-type is map"));
            return;
        }
        if (!items.type().equals("object")) {
            errors.add(FieldError.invalid(
                    path.child("items").child("type"),
                    items.type(),
                    "must be object if parent array's x-kubernetes-list-type is map"));
            return;
        }
        Set<String> seen = new HashSet<>();
        for (String key : schema.listMapKeys()) {
            CustomSchema property = items.property(key);
            if (property == null) {
                errors.add(
                        FieldError.invalid(at, schema.listMapKeys(), "entries must all be names of item properties"));
            } else if (property.type().equals("array") || property.type().equals("object")) {
                errors.add(FieldError.invalid(
                        path.child("items").child("properties").key(key).child("type"),
                        items.type(),
                        "must be a scalar type if parent array's x-kubernetes-list-type is map"));
            }
            if (!seen.add(key)) {
                errors.add(FieldError.invalid(at, schema.listMapKeys(), "must not contain duplicate entries"));
            }
        }
    }

    private static void keysPresent(CustomSchema schema, CustomSchema items, FieldPath path, List<FieldError> errors) {
        for (String key : schema.listMapKeys()) {
            CustomSchema property = items.property(key);
            if (property == null) {
                continue;
            }
            FieldPath at = path.child("items").child("properties").key(key);
            if (!items.required().contains(key) && property.defaultValue() == null) {
                errors.add(
                        FieldError.required(
                                at.child("default"),
                                "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property"));
            }
            if (property.isNullable()) {
                errors.add(FieldError.forbidden(
                        at.child("nullable"),
                        "this property is in x-kubernetes-list-map-keys, so it cannot be nullable"));
            }
        }
    }

    private static boolean hasLineBreaks(String text) {
        return text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0;
    }

    private static void rule(CustomSchema schema, ValidationRule rule, FieldPath path, List<FieldError> errors) {
        String message = rule.message().strip();
        if (rule.rule().isBlank()) {
            errors.add(FieldError.required(path.child("rule"), "rule is not specified"));
        } else if (!rule.message().isEmpty() && message.isEmpty()) {
            errors.add(FieldError.invalid(path.child("message"), rule.message(), "must be non-empty if specified"));
        } else if (hasLineBreaks(message)) {
            errors.add(FieldError.invalid(path.child("message"), rule.message(), "must not contain line breaks"));
        } else if (hasLineBreaks(rule.rule().strip()) && message.isEmpty()) {
            errors.add(FieldError.required(
                    path.child("message"), "message must be specified if rule contains line breaks"));
        }
        if (!rule.messageExpression().isEmpty() && rule.messageExpression().isBlank()) {
            errors.add(FieldError.required(
                    path.child("messageExpression"), "messageExpression must be non-empty if specified"));
        }
        if (!rule.reason().isEmpty() && !REASONS.contains(rule.reason())) {
            errors.add(FieldError.notSupported(path.child("reason"), rule.reason(), REASONS));
        }
        if (rule.fieldPath().isEmpty()) {
            return;
        }
        if (rule.fieldPath().isBlank()) {
            errors.add(FieldError.invalid(path.child("fieldPath"), rule.fieldPath(), "must be non-empty if specified"));
        }
        if (hasLineBreaks(rule.fieldPath())) {
            errors.add(FieldError.invalid(path.child("fieldPath"), rule.fieldPath(), "must not contain line breaks"));
        }
        if (RulePath.find(rule.fieldPath(), schema).isEmpty()) {
            errors.add(FieldError.invalid(path.child("fieldPath"), rule.fieldPath(), "must be a valid path"));
        }
    }
}
