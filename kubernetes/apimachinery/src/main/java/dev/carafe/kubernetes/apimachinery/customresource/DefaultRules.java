package dev.carafe.kubernetes.apimachinery.customresource;

import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.structural.DecodingException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether default values are such as their own schema wants them (apiextensions-apiserver/pkg/apiserver/schema/defaulting).
 * Functions only.
 */
final class DefaultRules {
    private static final CustomDecoder DECODER = new CustomDecoder((metadata, _) -> metadata);

    private static final String FIELD = "default";

    private DefaultRules() {}

    /** Checks the defaults of a kind's schema; one of the whole object would have to say its kind. */
    static void checkRoot(CustomSchema schema, FieldPath path, List<FieldError> errors) {
        if (schema.defaultValue() instanceof Struct object) {
            for (String name : List.of("apiVersion", "kind")) {
                if (object.string(name) == null) {
                    errors.add(FieldError.required(path.child(FIELD).child(name), ""));
                }
            }
        }
        check(schema, path, errors);
    }

    private static void check(CustomSchema schema, FieldPath path, List<FieldError> errors) {
        Object value = schema.defaultValue();
        if (value != null) {
            check(schema, value, path, errors);
        }
        CustomSchema items = schema.items();
        if (items != null) {
            check(items, path.child("items"), errors);
        }
        schema.properties()
                .forEach((name, property) ->
                        check(property, path.child("properties").key(name), errors));
    }

    private static void check(CustomSchema schema, Object value, FieldPath path, List<FieldError> errors) {
        if (hasUnknownFields(schema, value)) {
            errors.add(FieldError.invalid(path.child(FIELD), value, "must not have unknown fields"));
        }
        List<FieldError> found = new ArrayList<>();
        ObjectValidator.validateValue(value, schema, path.child(FIELD), found);
        if (found.isEmpty()) {
            SchemaRules.of(schema, schema.isEmbeddedResource()).ifPresent(rules -> {
                rules.checkValue(value, value, path.child(FIELD), found);
                if (found.isEmpty()) {
                    rules.checkValue(value, null, path.child(FIELD), found);
                }
            });
        }
        String prefix = path.child(FIELD).toString();
        found.forEach(error -> errors.add(named(error, prefix)));
    }

    /** An error whose words name the field as seen from the default value, as upstream's do. */
    private static FieldError named(FieldError error, String prefix) {
        String detail = error.detail();
        if (!detail.startsWith(prefix)) {
            return error;
        }
        String rest = detail.substring(prefix.length());
        return new FieldError(
                error.type(), error.field(), error.badValue(), rest.startsWith(".") ? rest.substring(1) : rest);
    }

    private static boolean hasUnknownFields(CustomSchema schema, Object value) {
        Struct holder = Struct.of(
                "properties",
                Struct.of(FIELD, schema.source().without("default").without("nullable")));
        List<String> unknown = new ArrayList<>();
        try {
            DECODER.decode(Struct.of(FIELD, value), CustomSchema.of(holder), unknown::add);
        } catch (DecodingException _) {
            return false; // metadata is looked at elsewhere
        }
        return !unknown.isEmpty();
    }
}
