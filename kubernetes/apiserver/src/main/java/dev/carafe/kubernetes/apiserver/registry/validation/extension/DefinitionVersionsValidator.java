package dev.carafe.kubernetes.apiserver.registry.validation.extension;

import dev.carafe.kubernetes.api.apiextensions.v1.CustomResourceDefinition;
import dev.carafe.kubernetes.api.apiextensions.v1.CustomResourceDefinitionVersion;
import dev.carafe.kubernetes.apimachinery.customresource.SchemaValidator;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The versions of a definition: their schemas, and what they say beside. What all versions say alike upstream keeps once, for
 * the whole definition, and names it there: {@code spec.validation}, not {@code spec.versions[0].schema}
 * (apiextensions-apiserver/pkg/apis/apiextensions/v1/conversion.go).
 */
final class DefinitionVersionsValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final String SCHEMA = "schema";
    private static final String OPEN_API = "openAPIV3Schema";

    private final List<CustomResourceDefinitionVersion> versions;
    private final List<FieldError> errors;

    private DefinitionVersionsValidator(CustomResourceDefinition definition, List<FieldError> errors) {
        this.versions = definition.spec().versions();
        this.errors = errors;
    }

    /**
     * What is wrong with the versions of a definition.
     *
     * @param old the definition before, null for a new one
     */
    static void check(
            CustomResourceDefinition definition, @Nullable CustomResourceDefinition old, List<FieldError> errors) {
        new DefinitionVersionsValidator(definition, errors).check(old);
    }

    private void check(@Nullable CustomResourceDefinition old) {
        boolean once = isSame(SCHEMA);
        for (int i = 0; i < versions.size(); i++) {
            CustomResourceDefinitionVersion version = versions.get(i);
            boolean first = i == 0;
            FieldPath at = SPEC.child("versions").index(i);
            FieldPath path = (once ? SPEC.child("validation") : at.child(SCHEMA)).child(OPEN_API);
            Struct schema = schema(version);
            if (schema == null) {
                errors.add(FieldError.required(at.child(SCHEMA).child(OPEN_API), ""));
                continue;
            }
            if (first || !once) {
                SchemaValidator.check(schema, before(old, version.name()), path, errors);
            }
            DefinitionVersionValidator.warning(version, at.child("deprecationWarning"), errors);
            if (first || !isSame("subresources")) {
                DefinitionVersionValidator.subresources(version, place("subresources", at), errors);
            }
            if (first || !isSame("additionalPrinterColumns")) {
                DefinitionVersionValidator.columns(version, place("additionalPrinterColumns", at), errors);
            }
            selectable(version, schema, at, once, first);
        }
    }

    private void selectable(
            CustomResourceDefinitionVersion version, Struct schema, FieldPath at, boolean schemaOnce, boolean first) {
        String field = "selectableFields";
        boolean same = isSame(field);
        if (schemaOnce && !same) {
            if (!version.selectableFields().isEmpty()) {
                errors.add(FieldError.invalid(
                        at.child(field), "", "may only be set when `version.schema.openAPIV3Schema` is not included"));
            }
        } else if (first || !same || !schemaOnce) {
            DefinitionVersionValidator.selectable(version, schema, place(field, at), errors);
        }
    }

    /** Where upstream keeps a field of a version. */
    private FieldPath place(String field, FieldPath version) {
        return (isSame(field) ? SPEC : version).child(field);
    }

    private boolean isSame(String field) {
        return isSame(versions, field);
    }

    private static boolean isSame(List<CustomResourceDefinitionVersion> versions, String field) {
        return versions.stream()
                        .map(version -> version.struct().has(field)
                                ? Objects.requireNonNull(version.struct().get(field))
                                : Null.NULL)
                        .distinct()
                        .count()
                <= 1;
    }

    /** The versions as upstream's messages show them: the names of its Go fields, and what all say alike left out. */
    static List<Struct> shown(List<CustomResourceDefinitionVersion> versions) {
        return versions.stream()
                .map(version -> Struct.builder()
                        .put("Name", version.name())
                        .put("Served", version.served())
                        .put("Storage", version.storage())
                        .put("Deprecated", version.deprecated())
                        .put("DeprecationWarning", orNull(version, "deprecationWarning"))
                        .put("Schema", left(versions, version, SCHEMA))
                        .put("Subresources", left(versions, version, "subresources"))
                        .put("AdditionalPrinterColumns", left(versions, version, "additionalPrinterColumns"))
                        .put("SelectableFields", left(versions, version, "selectableFields"))
                        .build())
                .toList();
    }

    private static Object left(
            List<CustomResourceDefinitionVersion> versions, CustomResourceDefinitionVersion version, String field) {
        return isSame(versions, field) ? Null.NULL : orNull(version, field);
    }

    private static Object orNull(CustomResourceDefinitionVersion version, String field) {
        return Objects.requireNonNullElse(version.struct().get(field), Null.NULL);
    }

    private static @Nullable Struct before(@Nullable CustomResourceDefinition old, String version) {
        return old == null
                ? null
                : old.spec().versions().stream()
                        .filter(each -> each.name().equals(version))
                        .findFirst()
                        .map(DefinitionVersionsValidator::schema)
                        .orElse(null);
    }

    private static @Nullable Struct schema(CustomResourceDefinitionVersion version) {
        return version.schema().struct().struct(OPEN_API);
    }
}
