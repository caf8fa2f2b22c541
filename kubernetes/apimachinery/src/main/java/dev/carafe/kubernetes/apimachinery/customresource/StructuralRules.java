package dev.carafe.kubernetes.apimachinery.customresource;

import com.google.re2j.PatternSyntaxException;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.regex.Regex;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What makes a schema structural: it says of every field what it is, and junctors only restrict what is said elsewhere
 * (apiextensions-apiserver/pkg/apiserver/schema, validation.go and complete.go). Of one schema.
 */
final class StructuralRules {
    private static final Set<String> INT_OR_STRING = Set.of("integer", "string");

    private final List<FieldError> errors = new ArrayList<>();

    private StructuralRules() {}

    /** Where a schema stands in the whole. */
    private enum Level {
        ROOT("must not be empty at the root"),
        ITEM("must not be empty for specified array items"),
        FIELD("must not be empty for specified object fields");

        private final String withoutType;

        Level(String withoutType) {
            this.withoutType = withoutType;
        }
    }

    /** What keeps a kind's schema from being structural, sorted by what it says. */
    static List<FieldError> check(CustomSchema schema, FieldPath path) {
        StructuralRules rules = new StructuralRules();
        rules.invariants(schema, Level.ROOT, path);
        rules.complete(schema.junctors(), schema, path, path);
        rules.errors.sort(Comparator.comparing(FieldError::toString));
        return rules.errors;
    }

    private static boolean has(CustomSchema schema, String field) {
        Object value = schema.source().get(field);
        return value != null && value != Null.NULL;
    }

    private void invariants(CustomSchema schema, Level level, FieldPath path) {
        CustomSchema items = schema.items();
        if (schema.type().equals("array") && items == null) {
            errors.add(FieldError.required(path.child("items"), "must be specified"));
        }
        if (items != null) {
            invariants(items, Level.ITEM, path.child("items"));
        }
        schema.properties()
                .forEach((name, property) -> invariants(
                        property, Level.FIELD, path.child("properties").key(name)));
        CustomSchema additional = schema.additionalProperties();
        if (has(schema, "additionalProperties")) {
            FieldPath at = path.child("additionalProperties");
            if (level == Level.ROOT) {
                errors.add(FieldError.forbidden(at, "must not be used at the root"));
            }
            if (additional != null) {
                invariants(additional, Level.FIELD, at);
            }
            if (schema.isEmbeddedResource()) {
                errors.add(FieldError.forbidden(at, "must not be used if x-kubernetes-embedded-resource is set"));
            }
        }
        intOrString(schema, path);
        values(schema, isIntOrString(schema.junctors().anyOf()), isAllOfIntOrString(schema), path);
        type(schema, level, path);
        metadata(schema, level, path);
        if (schema.isEmbeddedResource()
                && !schema.preservesUnknownFields()
                && schema.properties().isEmpty()) {
            errors.add(
                    FieldError.required(
                            path.child("properties"),
                            "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields"));
        }
    }

    private void intOrString(CustomSchema schema, FieldPath path) {
        String detail = "must be false if x-kubernetes-int-or-string is true";
        if (schema.isIntOrString() && schema.preservesUnknownFields()) {
            errors.add(FieldError.invalid(path.child("x-kubernetes-preserve-unknown-fields"), true, detail));
        }
        if (schema.isIntOrString() && schema.isEmbeddedResource()) {
            errors.add(FieldError.invalid(path.child("x-kubernetes-embedded-resource"), true, detail));
        }
    }

    private void type(CustomSchema schema, Level level, FieldPath path) {
        String type = schema.type();
        FieldPath at = path.child("type");
        if (schema.isEmbeddedResource() && !type.equals("object")) {
            String detail = "must be object if x-kubernetes-embedded-resource is true";
            errors.add(type.isEmpty() ? FieldError.required(at, detail) : FieldError.invalid(at, type, detail));
        } else if (type.isEmpty() && !schema.isIntOrString() && !schema.preservesUnknownFields()) {
            errors.add(FieldError.required(at, level.withoutType));
        }
        if (level == Level.ROOT && !type.isEmpty() && !type.equals("object")) {
            errors.add(FieldError.invalid(at, type, "must be object at the root"));
        }
    }

    /** Kind and version are text; of metadata nothing can be said but of names, since it is known what it is. */
    private void metadata(CustomSchema schema, Level level, FieldPath path) {
        if (level != Level.ROOT && !schema.isEmbeddedResource()) {
            return;
        }
        for (String name : List.of("kind", "apiVersion")) {
            CustomSchema declared = schema.property(name);
            if (declared != null && !declared.type().equals("string")) {
                errors.add(FieldError.invalid(
                        path.child("properties").key(name).child("type"), declared.type(), "must be string"));
            }
        }
        CustomSchema metadata = schema.property("metadata");
        if (metadata == null) {
            return;
        }
        FieldPath at = path.child("properties").key("metadata");
        if (!metadata.type().equals("object")) {
            errors.add(FieldError.invalid(at.child("type"), metadata.type(), "must be object"));
        }
        if (level == Level.ROOT && saysMoreThanNames(metadata)) {
            errors.add(
                    FieldError.forbidden(
                            at,
                            "must not specify anything other than name and generateName, but metadata is implicitly specified"));
        }
    }

    private static boolean saysMoreThanNames(CustomSchema metadata) {
        Set<String> names = metadata.properties().keySet();
        boolean onlyNames = Set.of("name", "generateName").containsAll(names);
        Struct rest = metadata.source();
        for (String silent : List.of("type", "default")) {
            rest = rest.without(silent);
        }
        return !(onlyNames ? rest.without("properties") : rest).isEmpty();
    }

    private static boolean isIntOrString(List<CustomSchema> anyOf) {
        return anyOf.size() == 2
                && anyOf.stream().allMatch(one -> one.source().size() == 1 && INT_OR_STRING.contains(one.type()))
                && anyOf.getFirst().type().equals("integer")
                && anyOf.getLast().type().equals("string");
    }

    private static boolean isAllOfIntOrString(CustomSchema schema) {
        List<CustomSchema> allOf = schema.junctors().allOf();
        return !allOf.isEmpty() && isIntOrString(allOf.getFirst().junctors().anyOf());
    }

    private void values(CustomSchema schema, boolean skipsAnyOf, boolean skipsAnyOfInAllOf, FieldPath path) {
        CustomSchema.Junctors junctors = schema.junctors();
        for (int i = 0; i < junctors.anyOf().size() && !skipsAnyOf; i++) {
            nested(junctors.anyOf().get(i), false, path.child("anyOf").index(i));
        }
        for (int i = 0; i < junctors.allOf().size(); i++) {
            nested(
                    junctors.allOf().get(i),
                    skipsAnyOfInAllOf && i == 0,
                    path.child("allOf").index(i));
        }
        for (int i = 0; i < junctors.oneOf().size(); i++) {
            nested(junctors.oneOf().get(i), false, path.child("oneOf").index(i));
        }
        CustomSchema not = junctors.not();
        if (not != null) {
            nested(not, false, path.child("not"));
        }
        String pattern = schema.source().string("pattern");
        if (pattern != null && !pattern.isEmpty()) {
            try {
                Regex.compile(pattern);
            } catch (PatternSyntaxException e) {
                errors.add(FieldError.invalid(
                        path.child("pattern"),
                        pattern,
                        "must be a valid regular expression, but isn't: " + e.getMessage()));
            }
        }
    }

    /** A schema below a junctor, which only restricts. */
    private void nested(CustomSchema schema, boolean skipsAnyOf, FieldPath path) {
        values(schema, skipsAnyOf, false, path);
        CustomSchema items = schema.items();
        if (items != null) {
            nested(items, false, path.child("items"));
        }
        schema.properties()
                .forEach((name, property) ->
                        nested(property, false, path.child("properties").key(name)));
        forbidText(schema, path, "type");
        forbid(schema, path, "additionalProperties", "must be undefined to be structural");
        forbid(schema, path, "default", "must be undefined to be structural");
        forbidText(schema, path, "title");
        forbidText(schema, path, "description");
        forbidFlag(schema, path, "nullable");
        forbidFlag(schema, path, "x-kubernetes-preserve-unknown-fields");
        forbidFlag(schema, path, "x-kubernetes-embedded-resource");
        forbidFlag(schema, path, "x-kubernetes-int-or-string");
        if (!schema.listMapKeys().isEmpty()) {
            forbid(schema, path, "x-kubernetes-list-map-keys", "must be empty to be structural");
        }
        forbid(schema, path, "x-kubernetes-list-type", "must be undefined to be structural");
        forbid(schema, path, "x-kubernetes-map-type", "must be undefined to be structural");
        if (!schema.rules().isEmpty()) {
            forbid(schema, path, "x-kubernetes-validations", "must be empty to be structural");
        }
        if (schema.property("metadata") != null) {
            errors.add(FieldError.forbidden(
                    path.child("properties").key("metadata"), "must not be specified in a nested context"));
        }
    }

    private void forbid(CustomSchema schema, FieldPath path, String field, String detail) {
        if (has(schema, field)) {
            errors.add(FieldError.forbidden(path.child(field), detail));
        }
    }

    private void forbidText(CustomSchema schema, FieldPath path, String field) {
        String text = schema.source().string(field);
        if (text != null && !text.isEmpty()) {
            errors.add(FieldError.forbidden(path.child(field), "must be empty to be structural"));
        }
    }

    private void forbidFlag(CustomSchema schema, FieldPath path, String field) {
        if (Boolean.TRUE.equals(schema.source().get(field))) {
            errors.add(FieldError.forbidden(path.child(field), "must be false to be structural"));
        }
    }

    /** What junctors restrict must be there: each of its fields is said outside of them too. */
    private void complete(
            CustomSchema.Junctors junctors, @Nullable CustomSchema structure, FieldPath path, FieldPath said) {
        CustomSchema not = junctors.not();
        if (not != null) {
            completeNested(not, structure, path, said.child("not"));
        }
        each(junctors.allOf(), structure, path, said.child("allOf"));
        each(junctors.anyOf(), structure, path, said.child("anyOf"));
        each(junctors.oneOf(), structure, path, said.child("oneOf"));
    }

    private void each(List<CustomSchema> schemas, @Nullable CustomSchema structure, FieldPath path, FieldPath said) {
        for (int i = 0; i < schemas.size(); i++) {
            completeNested(schemas.get(i), structure, path, said.index(i));
        }
    }

    private void completeNested(CustomSchema nested, @Nullable CustomSchema structure, FieldPath path, FieldPath said) {
        if (structure == null) {
            errors.add(FieldError.required(path, "because it is defined in " + said));
            return;
        }
        complete(nested.junctors(), structure, path, said);
        CustomSchema items = nested.items();
        if (items != null) {
            completeNested(items, structure.items(), path.child("items"), said.child("items"));
        }
        for (Map.Entry<String, CustomSchema> property : nested.properties().entrySet()) {
            String name = property.getKey();
            completeNested(
                    property.getValue(),
                    structure.property(name),
                    path.child("properties").key(name),
                    said.child("properties").key(name));
        }
    }
}
