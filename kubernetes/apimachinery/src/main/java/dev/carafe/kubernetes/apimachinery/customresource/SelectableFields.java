package dev.carafe.kubernetes.apimachinery.customresource;

import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is wrong with the fields of a kind that selectors may name (apiextensions-apiserver/pkg/apis/apiextensions/validation).
 * Functions only.
 */
public final class SelectableFields {
    private static final int FIELDS_MAX = 8;
    private static final Set<String> TYPES = Set.of("string", "boolean", "integer");

    private SelectableFields() {}

    /**
     * Checks fields.
     *
     * @param jsonPaths such as {@code .spec.colour}
     */
    public static void check(List<String> jsonPaths, Struct openApiV3Schema, FieldPath path, List<FieldError> errors) {
        if (jsonPaths.isEmpty()) {
            return;
        }
        CustomSchema schema = CustomSchema.of(openApiV3Schema);
        Set<List<String>> seen = new HashSet<>();
        for (int i = 0; i < jsonPaths.size(); i++) {
            String jsonPath = jsonPaths.get(i);
            FieldPath at = path.index(i).child("jsonPath");
            if (jsonPath.isEmpty()) {
                errors.add(FieldError.required(at, ""));
                continue;
            }
            RulePath found;
            try {
                found = withoutBrackets(jsonPath, schema);
            } catch (RulePath.Malformed e) {
                errors.add(FieldError.invalid(at, jsonPath, "is an invalid path: " + e.getMessage()));
                continue;
            }
            if (found.names().getFirst().equals("metadata")) {
                errors.add(FieldError.invalid(at, jsonPath, "must not point to fields in metadata"));
            }
            if (!TYPES.contains(found.target().type())) {
                errors.add(FieldError.invalid(
                        at,
                        jsonPath,
                        "must point to a field of type string, boolean or integer. Enum string fields and strings with formats are"
                                + " allowed."));
            }
            if (!seen.add(found.names())) {
                errors.add(FieldError.duplicate(at, jsonPath));
            }
        }
        if (seen.size() > FIELDS_MAX) {
            errors.add(FieldError.tooMany(path, seen.size(), FIELDS_MAX));
        }
    }

    private static RulePath withoutBrackets(String jsonPath, CustomSchema schema) throws RulePath.Malformed {
        int bracket = jsonPath.indexOf('[');
        if (bracket >= 0) {
            if (bracket > 0) {
                RulePath.parse(jsonPath.substring(0, bracket), schema); // what is wrong before comes first
            }
            throw new RulePath.Malformed("array notation is not allowed");
        }
        return RulePath.parse(jsonPath, schema);
    }
}
