package dev.carafe.kubernetes.apiserver.registry.validation.extension;

import dev.carafe.kubernetes.api.apiextensions.v1.CustomResourceDefinition;
import dev.carafe.kubernetes.api.apiextensions.v1.CustomResourceDefinitionNames;
import dev.carafe.kubernetes.api.apiextensions.v1.CustomResourceDefinitionSpec;
import dev.carafe.kubernetes.api.apiextensions.v1.CustomResourceDefinitionVersion;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Definitions of custom resources (apiextensions-apiserver/pkg/apis/apiextensions/validation). */
public final class DefinitionValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");

    private static final FieldPath APPROVAL =
            FieldPath.of("metadata", "annotations").key(ApiApproval.ANNOTATION);

    private DefinitionValidator() {}

    public static void definition(CustomResourceDefinition definition, List<FieldError> errors) {
        CustomResourceDefinitionSpec spec = definition.spec();
        group(spec.group(), errors);
        Check.requiredOneOf(errors, SPEC.child("scope"), spec.scope(), List.of("Cluster", "Namespaced"));
        versionNames(spec, errors);
        names(spec.names(), errors);
        DefinitionConversionValidator.check(spec.conversion(), SPEC.child("conversion"), errors);
        stored(definition, errors);
        if (ApiApproval.isNeeded(spec.group()) && approvalOf(definition).isEmpty()) {
            errors.add(FieldError.required(APPROVAL, ApiApproval.MISSING));
        }
    }

    /** What is wrong with a new definition beside what is with any. */
    public static void created(CustomResourceDefinition definition, List<FieldError> errors) {
        String name = definition.name();
        CustomResourceDefinitionSpec spec = definition.spec();
        if (!name.isEmpty() && !name.equals(spec.names().plural() + "." + spec.group())) {
            errors.add(FieldError.invalid(
                    FieldPath.of("metadata", "name"), name, "must be spec.names.plural+\".\"+spec.group"));
        }
        approval(definition, errors);
        preserved(spec, errors);
        DefinitionVersionsValidator.check(definition, null, errors);
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
        if (!approvalOf(definition).equals(approvalOf(old))) {
            approval(definition, errors);
        }
        if (!before.preserveUnknownFields()) {
            preserved(spec, errors);
        }
        DefinitionVersionsValidator.check(definition, old, errors);
    }

    private static String approvalOf(CustomResourceDefinition definition) {
        return definition.metadata().annotations().getOrDefault(ApiApproval.ANNOTATION, "");
    }

    private static void approval(CustomResourceDefinition definition, List<FieldError> errors) {
        String said = approvalOf(definition);
        if (ApiApproval.isNeeded(definition.spec().group()) && !said.isEmpty() && !ApiApproval.isAnswer(said)) {
            errors.add(FieldError.invalid(APPROVAL, said, ApiApproval.NO_ANSWER));
        }
    }

    private static void preserved(CustomResourceDefinitionSpec spec, List<FieldError> errors) {
        if (spec.preserveUnknownFields()) {
            errors.add(
                    FieldError.invalid(
                            SPEC.child("preserveUnknownFields"),
                            true,
                            "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead"));
        }
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
        if (!spec.versions().isEmpty()) {
            label(SPEC.child("version"), spec.versions().getFirst().name(), "", errors);
        }
        Object shown = spec.struct().has("versions") ? DefinitionVersionsValidator.shown(spec.versions()) : Null.NULL;
        if (!unique) {
            errors.add(FieldError.invalid(path, shown, "must contain unique version names"));
        }
        if (stored != 1) {
            errors.add(FieldError.invalid(path, shown, "must have exactly one version marked as storage version"));
        }
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
                errors.add(FieldError.invalid(
                        path.index(i),
                        name,
                        "missing from spec.versions; " + name
                                + " was previously a storage version, and must remain in spec.versions until a storage migration"
                                + " ensures no data remains persisted in " + name
                                + " and removes " + name + " from status.storedVersions"));
            }
        }
    }
}
