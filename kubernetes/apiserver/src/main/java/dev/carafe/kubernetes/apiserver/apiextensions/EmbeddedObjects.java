package dev.carafe.kubernetes.apiserver.apiextensions;

import dev.carafe.kubernetes.apimachinery.customresource.CustomSchema;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.meta.GroupVersion;
import dev.carafe.kubernetes.apimachinery.validation.MetadataRules;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Objects inside of custom ones: where a schema says that there is one, it has a kind, and metadata of the usual form
 * (apiextensions-apiserver/pkg/apiserver/schema/objectmeta). Functions only.
 */
final class EmbeddedObjects {
    private EmbeddedObjects() {}

    /** What is wrong with those of a custom object; the object itself is looked at elsewhere. */
    static void check(Struct object, CustomSchema schema, List<FieldError> errors) {
        object.forEach((name, value) -> {
            CustomSchema declared = schema.property(name);
            if (declared != null && !name.equals("metadata")) {
                value(value, declared, FieldPath.of(name), errors);
            }
        });
    }

    private static void value(Object value, CustomSchema schema, FieldPath path, List<FieldError> errors) {
        switch (value) {
            case Struct struct -> {
                if (schema.isEmbeddedResource()) {
                    object(struct, path, errors);
                }
                struct.forEach((name, field) -> {
                    CustomSchema declared = schema.property(name);
                    CustomSchema type = declared == null ? schema.additionalProperties() : declared;
                    if (type != null) {
                        value(field, type, declared == null ? path.key(name) : path.child(name), errors);
                    }
                });
            }
            case List<?> list -> items(list, schema.items(), path, errors);
            default -> {}
        }
    }

    private static void items(List<?> list, @Nullable CustomSchema items, FieldPath path, List<FieldError> errors) {
        for (int i = 0; i < list.size() && items != null; i++) {
            value(list.get(i), items, path.index(i), errors);
        }
    }

    private static void object(Struct object, FieldPath path, List<FieldError> errors) {
        String apiVersion = object.string("apiVersion");
        if (apiVersion == null || apiVersion.isEmpty()) {
            errors.add(FieldError.required(path.child("apiVersion"), ""));
        } else if (!isGroupVersion(apiVersion)) {
            errors.add(FieldError.invalid(
                    path.child("apiVersion"), apiVersion, "unexpected GroupVersion string: " + apiVersion));
        }
        String kind = object.string("kind");
        if (kind == null || kind.isEmpty()) {
            errors.add(FieldError.required(path.child("kind"), ""));
        } else {
            List<String> wrong = Names.dns1035Label(kind.toLowerCase(Locale.ROOT));
            if (!wrong.isEmpty()) {
                errors.add(FieldError.invalid(
                        path.child("kind"),
                        kind,
                        "may have mixed case, but should otherwise match: " + String.join(",", wrong)));
            }
        }
        Struct metadata = object.struct("metadata");
        if (metadata != null) {
            FieldPath at = path.child("metadata");
            errors.addAll(MetadataRules.labels(strings(metadata.struct("labels")), at.child("labels")));
            errors.addAll(MetadataRules.annotations(strings(metadata.struct("annotations")), at.child("annotations")));
        }
    }

    private static boolean isGroupVersion(String apiVersion) {
        try {
            return !GroupVersion.parse(apiVersion).version().isEmpty();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static Map<String, String> strings(@Nullable Struct map) {
        Map<String, String> strings = new LinkedHashMap<>();
        if (map != null) {
            map.forEach((key, value) -> strings.put(key, value instanceof String text ? text : ""));
        }
        return strings;
    }
}
