package dev.carafe.kubernetes.apimachinery.customresource;

import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a schema when its definition is written (apiextensions-apiserver/pkg/apis/apiextensions/validation, of
 * version v1): it must be structural, defaults must fit, and rules must compile and may only cost so much. Functions only.
 */
public final class SchemaValidator {
    private static final Set<String> OF_EVERY_OBJECT = Set.of("metadata", "kind", "apiVersion");

    private SchemaValidator() {}

    /**
     * Checks a kind's schema.
     *
     * @param old the schema before, null for a new one; of one that did not change, costs are not counted again
     */
    public static void check(Struct openApiV3Schema, @Nullable Struct old, FieldPath path, List<FieldError> errors) {
        CustomSchema schema = CustomSchema.of(openApiV3Schema);
        if (schema.isNullable()) {
            errors.add(FieldError.forbidden(path.child("nullable"), "nullable cannot be true at the root"));
        }
        List<FieldError> form = new ArrayList<>();
        form(schema, path, SchemaForm.Context.ROOT, true, form);
        List<FieldError> structural = new ArrayList<>();
        if (form.stream().noneMatch(SchemaForm::isUnreadable)) {
            structural.addAll(StructuralRules.check(schema, path));
        }
        if (structural.isEmpty()) {
            DefaultRules.checkRoot(schema, path, structural);
        }
        errors.addAll(structural);
        errors.addAll(form);
        if (structural.isEmpty() && form.isEmpty() && !openApiV3Schema.equals(old)) {
            SchemaRules.of(schema).ifPresent(rules -> errors.addAll(RuleCosts.check(rules, path)));
        }
    }

    private static void form(
            CustomSchema schema, FieldPath path, SchemaForm.Context context, boolean root, List<FieldError> errors) {
        SchemaForm.check(schema, path, context, errors);
        CustomSchema additional = schema.additionalProperties();
        if (additional != null) {
            SchemaForm.Context below = context.insideMetadata()
                    ? new SchemaForm.Context("inside additionalProperties applying to object metadata", true)
                    : context;
            form(additional, path.child("additionalProperties"), below, false, errors);
        }
        schema.properties().forEach((name, property) -> {
            SchemaForm.Context below = context;
            if ((root || schema.isEmbeddedResource()) && OF_EVERY_OBJECT.contains(name)) {
                below = new SchemaForm.Context(root ? "in top-level " + name : context.defaultsForbidden(), true);
            }
            form(property, path.child("properties").key(name), below, false, errors);
        });
        CustomSchema.Junctors junctors = schema.junctors();
        CustomSchema not = junctors.not();
        if (not != null) {
            form(not, path.child("not"), context, false, errors);
        }
        each(junctors.allOf(), path.child("allOf"), context, errors);
        each(junctors.oneOf(), path.child("oneOf"), context, errors);
        each(junctors.anyOf(), path.child("anyOf"), context, errors);
        CustomSchema items = schema.items();
        if (items != null) {
            form(items, path.child("items"), context, false, errors);
        }
    }

    private static void each(
            List<CustomSchema> schemas, FieldPath path, SchemaForm.Context context, List<FieldError> errors) {
        for (int i = 0; i < schemas.size(); i++) {
            form(schemas.get(i), path.index(i), context, false, errors);
        }
    }
}
