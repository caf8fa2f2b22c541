package dev.carafe.kubernetes.apiserver.registry.validation.extension;

import dev.carafe.kubernetes.api.apiextensions.v1.CustomResourceColumnDefinition;
import dev.carafe.kubernetes.api.apiextensions.v1.CustomResourceDefinitionVersion;
import dev.carafe.kubernetes.api.apiextensions.v1.CustomResourceSubresourceScale;
import dev.carafe.kubernetes.api.apiextensions.v1.SelectableField;
import dev.carafe.kubernetes.apimachinery.customresource.SelectableFields;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.value.Quoted;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;

/**
 * What a version of a custom resource says beside its schema: warnings, scale, columns, selectable fields
 * (apiextensions-apiserver/pkg/apis/apiextensions/validation). Functions only.
 */
final class DefinitionVersionValidator {
    private static final int WARNING_BYTES_MAX = 256;
    private static final TreeSet<String> COLUMN_TYPES =
            new TreeSet<>(List.of("integer", "number", "string", "boolean", "date"));
    private static final TreeSet<String> COLUMN_FORMATS =
            new TreeSet<>(List.of("int32", "int64", "float", "double", "byte", "date", "date-time", "password"));

    private DefinitionVersionValidator() {}

    static void subresources(CustomResourceDefinitionVersion version, FieldPath path, List<FieldError> errors) {
        if (version.subresources().hasScale()) {
            scale(version.subresources().scale(), path, errors);
        }
    }

    static void columns(CustomResourceDefinitionVersion version, FieldPath path, List<FieldError> errors) {
        List<CustomResourceColumnDefinition> columns = version.additionalPrinterColumns();
        for (int i = 0; i < columns.size(); i++) {
            column(columns.get(i), path.index(i), errors);
        }
    }

    static void selectable(
            CustomResourceDefinitionVersion version, Struct schema, FieldPath path, List<FieldError> errors) {
        SelectableFields.check(
                version.selectableFields().stream()
                        .map(SelectableField::jsonPath)
                        .toList(),
                schema,
                path,
                errors);
    }

    static void warning(CustomResourceDefinitionVersion version, FieldPath path, List<FieldError> errors) {
        if (!version.hasDeprecationWarning()) {
            return;
        }
        String warning = version.deprecationWarning();
        if (!version.deprecated()) {
            errors.add(FieldError.invalid(path, warning, "can only be set for deprecated versions"));
            return;
        }
        if (warning.getBytes(StandardCharsets.UTF_8).length > WARNING_BYTES_MAX) {
            errors.add(FieldError.invalid(path, warning, "must be <= " + WARNING_BYTES_MAX + " characters long"));
        }
        if (warning.isEmpty()) {
            errors.add(FieldError.invalid(path, warning, "must not be an empty string"));
        }
        for (int i = 0; i < warning.length(); i += Character.charCount(warning.codePointAt(i))) {
            if (!Quoted.prints(warning.codePointAt(i))) {
                int index = warning.substring(0, i).getBytes(StandardCharsets.UTF_8).length;
                errors.add(FieldError.invalid(
                        path,
                        warning,
                        "must only contain printable UTF-8 characters; non-printable character found at index "
                                + index));
                return;
            }
        }
    }

    private static void scale(CustomResourceSubresourceScale scale, FieldPath path, List<FieldError> errors) {
        required(scale.specReplicasPath(), path.child("scale.specReplicasPath"), ".spec", errors);
        required(scale.statusReplicasPath(), path.child("scale.statusReplicasPath"), ".status", errors);
        String selector = scale.labelSelectorPath();
        FieldPath at = path.child("scale.labelSelectorPath");
        if (!selector.isEmpty()
                && isSimple(selector, at, errors)
                && !selector.startsWith(".spec.")
                && !selector.startsWith(".status.")) {
            errors.add(FieldError.invalid(at, selector, "should be a json path under either .spec or .status"));
        }
    }

    private static void required(String jsonPath, FieldPath path, String root, List<FieldError> errors) {
        if (jsonPath.isEmpty()) {
            errors.add(FieldError.required(path, ""));
        } else if (isSimple(jsonPath, path, errors) && !jsonPath.startsWith(root + ".")) {
            errors.add(FieldError.invalid(path, jsonPath, "should be a json path under " + root));
        }
    }

    private static boolean isSimple(String jsonPath, FieldPath path, List<FieldError> errors) {
        if (jsonPath.startsWith(".")) {
            return true;
        }
        errors.add(FieldError.invalid(path, jsonPath, "must be a simple json path starting with ."));
        return false;
    }

    private static void column(CustomResourceColumnDefinition column, FieldPath path, List<FieldError> errors) {
        Check.present(errors, path.child("name"), column.name());
        String types = "must be one of " + String.join(",", COLUMN_TYPES);
        if (column.type().isEmpty()) {
            errors.add(FieldError.required(path.child("type"), types));
        } else if (!COLUMN_TYPES.contains(column.type())) {
            errors.add(FieldError.invalid(path.child("type"), column.type(), types));
        }
        if (!column.format().isEmpty() && !COLUMN_FORMATS.contains(column.format())) {
            errors.add(FieldError.invalid(
                    path.child("format"), column.format(), "must be one of " + String.join(",", COLUMN_FORMATS)));
        }
        FieldPath at = path.child("JSONPath");
        if (Check.present(errors, at, column.jsonPath())) {
            isSimple(column.jsonPath(), at, errors);
        }
    }
}
