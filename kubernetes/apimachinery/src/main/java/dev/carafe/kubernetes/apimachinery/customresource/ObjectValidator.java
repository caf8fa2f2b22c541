package dev.carafe.kubernetes.apimachinery.customresource;

import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks objects against the schema of their kind, in upstream's words (k8s.io/kube-openapi/pkg/validation/validate,
 * apiextensions-apiserver/pkg/apiserver/validation). Rules in CEL are {@link SchemaRules}'.
 *
 * <p>A change is only held to what it changes: what was wrong before may stay (KEP 4008). Functions only.
 */
public final class ObjectValidator {
    private static final Set<String> OF_EVERY_OBJECT = Set.of("apiVersion", "kind", "metadata");

    private final List<FieldError> errors;

    private ObjectValidator(List<FieldError> errors) {
        this.errors = errors;
    }

    /** What is wrong with a new object. */
    public static void validate(Struct object, CustomSchema schema, List<FieldError> errors) {
        new ObjectValidator(errors).object(object, null, schema, null, true);
        ListItems.check(object, schema, errors);
    }

    /** What is wrong with a change. */
    public static void validateUpdate(Struct object, Struct old, CustomSchema schema, List<FieldError> errors) {
        new ObjectValidator(errors).object(object, old, schema, null, true);
        List<FieldError> before = new ArrayList<>();
        ListItems.check(old, schema, before);
        List<FieldError> after = new ArrayList<>();
        ListItems.check(object, schema, after);
        after.stream().filter(error -> !before.contains(error)).forEach(errors::add);
    }

    /** What is wrong with a part of an object. */
    static void validateValue(Object value, CustomSchema schema, FieldPath path, List<FieldError> errors) {
        new ObjectValidator(errors).value(value, null, schema, path);
    }

    private static FieldPath child(@Nullable FieldPath path, String name) {
        return path == null ? FieldPath.of(name) : path.child(name);
    }

    /** A value where it was another one before, or none; null for the root's own path. */
    private void value(Object value, @Nullable Object old, CustomSchema schema, FieldPath path) {
        if (value.equals(old)) {
            return;
        }
        ValueRules.check(value, schema, path, errors);
        if (value instanceof Struct struct) {
            object(struct, old instanceof Struct before ? before : null, schema, path, false);
        } else if (value instanceof List<?> list) {
            items(list, old instanceof List<?> before ? before : null, schema, path);
            junctors(value, schema, path);
        } else {
            junctors(value, schema, path);
        }
    }

    private void object(
            Struct object, @Nullable Struct old, CustomSchema schema, @Nullable FieldPath path, boolean root) {
        boolean whole = root || schema.isEmbeddedResource();
        for (String name : schema.required()) {
            if (!object.has(name)) {
                errors.add(FieldError.required(child(path, name), ""));
            }
        }
        object.forEach((name, value) -> {
            if (whole && OF_EVERY_OBJECT.contains(name)) {
                CustomSchema declared = schema.property(name);
                if (declared == null || !name.equals("metadata")) {
                    return;
                }
            }
            CustomSchema declared = schema.property(name);
            CustomSchema type = declared == null ? schema.additionalProperties() : declared;
            if (type != null) {
                value(value, old == null ? null : old.get(name), type, child(path, name));
            }
        });
        junctors(object, schema, path);
    }

    private void items(List<?> list, @Nullable List<?> old, CustomSchema schema, FieldPath path) {
        CustomSchema items = schema.items();
        if (items == null) {
            return;
        }
        Map<Object, Object> before = ListItems.correlated(old, schema);
        for (int i = 0; i < list.size(); i++) {
            Object item = list.get(i);
            Object was = before.isEmpty() ? null : before.get(ListItems.keyOf(item, schema));
            value(item, was, items, path.index(i));
        }
    }

    private void junctors(Object value, CustomSchema schema, @Nullable FieldPath path) {
        CustomSchema.Junctors junctors = schema.junctors();
        String name = "\"" + (path == null ? "" : path) + "\"";
        if (!junctors.anyOf().isEmpty()) {
            List<List<FieldError>> results = results(value, junctors.anyOf(), path);
            if (results.stream().noneMatch(List::isEmpty)) {
                composite(name + " must validate at least one schema (anyOf)");
                errors.addAll(best(results));
            }
        }
        if (!junctors.oneOf().isEmpty()) {
            List<List<FieldError>> results = results(value, junctors.oneOf(), path);
            long valid = results.stream().filter(List::isEmpty).count();
            if (valid != 1) {
                composite(name + " must validate one and only one schema (oneOf). "
                        + (valid == 0 ? "Found none valid" : "Found " + valid + " valid alternatives"));
                if (valid == 0) {
                    errors.addAll(best(results));
                }
            }
        }
        if (!junctors.allOf().isEmpty()) {
            List<List<FieldError>> results = results(value, junctors.allOf(), path);
            results.forEach(errors::addAll);
            long valid = results.stream().filter(List::isEmpty).count();
            if (valid < results.size()) {
                composite(name + " must validate all the schemas (allOf)" + (valid == 0 ? ". None validated" : ""));
            }
        }
        CustomSchema not = junctors.not();
        if (not != null && results(value, List.of(not), path).getFirst().isEmpty()) {
            composite(name + " must not validate the schema (not)");
        }
    }

    /** Upstream's errors of this sort name no field. */
    private void composite(String message) {
        errors.add(FieldError.invalid(FieldPath.of("<nil>"), "", message));
    }

    private static List<List<FieldError>> results(Object value, List<CustomSchema> schemas, @Nullable FieldPath path) {
        List<List<FieldError>> results = new ArrayList<>(schemas.size());
        for (CustomSchema schema : schemas) {
            List<FieldError> found = new ArrayList<>();
            ObjectValidator validator = new ObjectValidator(found);
            if (path == null && value instanceof Struct object) {
                ValueRules.check(value, schema, FieldPath.of("."), found);
                validator.object(object, null, schema, null, true);
            } else if (path != null) {
                validator.value(value, null, schema, path);
            }
            results.add(found);
        }
        return results;
    }

    private static List<FieldError> best(List<List<FieldError>> results) {
        List<FieldError> best = results.getFirst();
        for (List<FieldError> result : results) {
            best = result.size() < best.size() ? result : best;
        }
        return best;
    }
}
