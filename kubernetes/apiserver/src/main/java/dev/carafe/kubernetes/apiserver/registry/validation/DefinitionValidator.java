package dev.carafe.kubernetes.apiserver.registry.validation;

import dev.carafe.kubernetes.api.apiextensions.v1.CustomResourceConversion;
import dev.carafe.kubernetes.api.apiextensions.v1.CustomResourceDefinition;
import dev.carafe.kubernetes.api.apiextensions.v1.CustomResourceDefinitionNames;
import dev.carafe.kubernetes.api.apiextensions.v1.CustomResourceDefinitionSpec;
import dev.carafe.kubernetes.api.apiextensions.v1.CustomResourceDefinitionVersion;
import dev.carafe.kubernetes.apimachinery.customresource.SchemaValidator;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Definitions of custom resources (apiextensions-apiserver/pkg/apis/apiextensions/validation). */
public final class DefinitionValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");

    private DefinitionValidator() {}

    public static void definition(CustomResourceDefinition definition, List<FieldError> errors) {
        CustomResourceDefinitionSpec spec = definition.spec();
        group(spec.group(), errors);
        Check.requiredOneOf(errors, SPEC.child("scope"), spec.scope(), List.of("Cluster", "Namespaced"));
        versionNames(spec, errors);
        names(spec.names(), errors);
        conversion(spec.conversion(), errors);
        stored(definition, errors);
        if (ApiApproval.isNeeded(spec.group())
                && definition
                        .metadata()
                        .annotations()
                        .getOrDefault(ApiApproval.ANNOTATION, "")
                        .isEmpty()) {
            errors.add(FieldError.required(
                    FieldPath.of("metadata", "annotations").key(ApiApproval.ANNOTATION), ApiApproval.MISSING));
        }
    }

    /** What is wrong with a new definition's name. */
    public static void name(CustomResourceDefinition definition, List<FieldError> errors) {
        String name = definition.name();
        CustomResourceDefinitionSpec spec = definition.spec();
        if (!name.isEmpty() && !name.equals(spec.names().plural() + "." + spec.group())) {
            errors.add(FieldError.invalid(
                    FieldPath.of("metadata", "name"), name, "must be spec.names.plural+\".\"+spec.group"));
        }
    }

    /** What of a definition may not change: its group and plural never, its scope and kind once it was established. */
    public static void change(
            CustomResourceDefinition definition, CustomResourceDefinition old, List<FieldError> errors) {
        CustomResourceDefinitionSpec spec = definition.spec();
        CustomResourceDefinitionSpec before = old.spec();
        boolean established = old.status().conditions().stream()
                .anyMatch(condition -> condition.type().equals("Established")
                        && condition.status().equals("True"));
        if (established) {
            Check.immutable(errors, SPEC.child("scope"), spec.scope(), before.scope());
            Check.immutable(
                    errors,
                    SPEC.child("names").child("kind"),
                    spec.names().kind(),
                    before.names().kind());
        }
        Check.immutable(errors, SPEC.child("group"), spec.group(), before.group());
        Check.immutable(
                errors,
                SPEC.child("names").child("plural"),
                spec.names().plural(),
                before.names().plural());
    }

    private static void group(String group, List<FieldError> errors) {
        FieldPath path = SPEC.child("group");
        if (!Check.present(errors, path, group)) {
            return;
        }
        List<String> wrong = Names.dns1123Subdomain(group);
        if (!wrong.isEmpty()) {
            errors.add(FieldError.invalid(path, group, String.join(",", wrong)));
        } else if (group.indexOf('.') < 0) {
            errors.add(FieldError.invalid(path, group, "should be a domain with at least one dot"));
        }
    }

    private static void versionNames(CustomResourceDefinitionSpec spec, List<FieldError> errors) {
        FieldPath path = SPEC.child("versions");
        Set<String> seen = new HashSet<>();
        boolean unique = true;
        int stored = 0;
        for (int i = 0; i < spec.versions().size(); i++) {
            CustomResourceDefinitionVersion version = spec.versions().get(i);
            unique &= seen.add(version.name());
            stored += version.storage() ? 1 : 0;
            label(path.index(i).child("name"), version.name(), "", errors);
        }
        Object shown = spec.versions().isEmpty()
                ? Null.NULL
                : spec.versions().stream()
                        .map(CustomResourceDefinitionVersion::struct)
                        .toList();
        if (!unique) {
            errors.add(FieldError.invalid(path, shown, "must contain unique version names"));
        }
        if (stored != 1) {
            errors.add(FieldError.invalid(path, shown, "must have exactly one version marked as storage version"));
        }
    }

    /**
     * What is wrong with the versions of a definition: their schemas, and what they say beside.
     *
     * @param old the definition before, null for a new one
     */
    public static void versions(
            CustomResourceDefinition definition, @Nullable CustomResourceDefinition old, List<FieldError> errors) {
        List<CustomResourceDefinitionVersion> versions = definition.spec().versions();
        for (int i = 0; i < versions.size(); i++) {
            FieldPath at = SPEC.child("versions").index(i);
            FieldPath path = at.child("schema").child("openAPIV3Schema");
            Struct schema = schema(versions.get(i));
            if (schema == null) {
                errors.add(FieldError.required(path, ""));
                continue;
            }
            String name = versions.get(i).name();
            Struct before = old == null
                    ? null
                    : old.spec().versions().stream()
                            .filter(version -> version.name().equals(name))
                            .findFirst()
                            .map(DefinitionValidator::schema)
                            .orElse(null);
            SchemaValidator.check(schema, before, path, errors);
            DefinitionVersionValidator.check(versions.get(i), schema, at, errors);
        }
    }

    private static @Nullable Struct schema(CustomResourceDefinitionVersion version) {
        return version.schema().struct().struct("openAPIV3Schema");
    }

    private static void names(CustomResourceDefinitionNames names, List<FieldError> errors) {
        FieldPath path = SPEC.child("names");
        Check.present(errors, path.child("plural"), names.plural());
        Check.present(errors, path.child("singular"), names.singular());
        Check.present(errors, path.child("kind"), names.kind());
        Check.present(errors, path.child("listKind"), names.listKind());
        String mixed = "may have mixed case, but should otherwise match: ";
        optionalLabel(path.child("plural"), names.plural(), "", errors);
        optionalLabel(path.child("singular"), names.singular(), "", errors);
        optionalLabel(path.child("kind"), names.kind(), mixed, errors);
        optionalLabel(path.child("listKind"), names.listKind(), mixed, errors);
        for (int i = 0; i < names.shortNames().size(); i++) {
            label(path.child("shortNames").index(i), names.shortNames().get(i), "", errors);
        }
        if (!names.kind().isEmpty() && names.kind().equals(names.listKind())) {
            errors.add(FieldError.invalid(
                    path.child("listKind"), names.listKind(), "kind and listKind may not be the same"));
        }
        for (int i = 0; i < names.categories().size(); i++) {
            label(path.child("categories").index(i), names.categories().get(i), "", errors);
        }
    }

    private static void optionalLabel(FieldPath path, String value, String prefix, List<FieldError> errors) {
        if (!value.isEmpty()) {
            label(path, value, prefix, errors);
        }
    }

    /** @param prefix what the message begins with where upper case is allowed, else empty */
    private static void label(FieldPath path, String value, String prefix, List<FieldError> errors) {
        List<String> wrong = Names.dns1035Label(prefix.isEmpty() ? value : value.toLowerCase(Locale.ROOT));
        if (!wrong.isEmpty()) {
            errors.add(FieldError.invalid(path, value, prefix + String.join(",", wrong)));
        }
    }

    private static void conversion(CustomResourceConversion conversion, List<FieldError> errors) {
        FieldPath path = SPEC.child("conversion");
        if (conversion.isEmpty()) {
            return;
        }
        Check.requiredOneOf(errors, path.child("strategy"), conversion.strategy(), List.of("None", "Webhook"));
        if (conversion.strategy().equals("Webhook")) {
            if (!conversion.webhook().hasClientConfig()) {
                errors.add(FieldError.required(
                        path.child("webhookClientConfig"), "required when strategy is set to Webhook"));
            } else if (conversion.webhook().clientConfig().hasUrl()
                    == conversion.webhook().clientConfig().hasService()) {
                errors.add(FieldError.required(
                        path.child("webhookClientConfig"), "exactly one of url or service is required"));
            }
            reviewVersions(
                    conversion.webhook().conversionReviewVersions(), path.child("conversionReviewVersions"), errors);
        } else if (conversion.hasWebhook()) {
            errors.add(FieldError.forbidden(
                    path.child("webhookClientConfig"), "should not be set when strategy is not set to Webhook"));
        }
    }

    private static void reviewVersions(List<String> versions, FieldPath path, List<FieldError> errors) {
        if (versions.isEmpty()) {
            errors.add(FieldError.required(path, ""));
            return;
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < versions.size(); i++) {
            if (seen.add(versions.get(i))) {
                label(path.index(i), versions.get(i), "", errors);
            } else {
                errors.add(FieldError.invalid(path.index(i), versions.get(i), "duplicate version"));
            }
        }
        if (!seen.contains("v1") && !seen.contains("v1beta1")) {
            errors.add(FieldError.invalid(path, versions, "must include at least one of v1, v1beta1"));
        }
    }

    private static void stored(CustomResourceDefinition definition, List<FieldError> errors) {
        FieldPath path = FieldPath.of("status", "storedVersions");
        List<String> stored = definition.status().storedVersions();
        if (stored.isEmpty()) {
            errors.add(FieldError.invalid(path, Null.NULL, "must have at least one stored version"));
            return;
        }
        List<CustomResourceDefinitionVersion> versions = definition.spec().versions();
        for (CustomResourceDefinitionVersion version : versions) {
            if (version.storage() && !stored.contains(version.name())) {
                errors.add(FieldError.invalid(path, stored, "must have the storage version " + version.name()));
            }
        }
        for (int i = 0; i < stored.size(); i++) {
            String name = stored.get(i);
            if (versions.stream().noneMatch(version -> version.name().equals(name))) {
                errors.add(FieldError.invalid(path.index(i), name, "must appear in spec.versions"));
            }
        }
    }
}
