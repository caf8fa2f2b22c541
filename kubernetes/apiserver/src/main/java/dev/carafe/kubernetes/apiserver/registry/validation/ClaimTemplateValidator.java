package dev.carafe.kubernetes.apiserver.registry.validation;

import dev.carafe.kubernetes.api.core.v1.EphemeralVolumeSource;
import dev.carafe.kubernetes.api.core.v1.PersistentVolumeClaimSpec;
import dev.carafe.kubernetes.api.core.v1.PersistentVolumeClaimTemplate;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import dev.carafe.kubernetes.apimachinery.validation.MetadataRules;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;
import java.util.Objects;

/** Templates of claims that are made with a pod, for its ephemeral volumes, and go with it. */
final class ClaimTemplateValidator {
    private static final List<String> ACCESS_MODES =
            List.of("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod");
    private static final List<String> VOLUME_MODES = List.of("Block", "Filesystem");

    private ClaimTemplateValidator() {}

    static void ephemeral(EphemeralVolumeSource source, FieldPath path, List<FieldError> errors) {
        FieldPath template = path.child("volumeClaimTemplate");
        if (!source.hasVolumeClaimTemplate()) {
            errors.add(FieldError.required(template, ""));
            return;
        }
        metadata(source.volumeClaimTemplate(), template.child("metadata"), errors);
        spec(source.volumeClaimTemplate().spec(), template.child("spec"), errors);
    }

    /** Of a claim that is made so only labels and annotations can be chosen. */
    private static void metadata(PersistentVolumeClaimTemplate template, FieldPath path, List<FieldError> errors) {
        errors.addAll(MetadataRules.annotations(template.metadata().annotations(), path.child("annotations")));
        errors.addAll(MetadataRules.labels(template.metadata().labels(), path.child("labels")));
        Struct metadata = Objects.requireNonNullElse(template.struct().struct("metadata"), Struct.EMPTY);
        metadata.forEach((field, _) -> {
            if (!field.equals("labels") && !field.equals("annotations")) {
                errors.add(FieldError.forbidden(path.child(field), "cannot be set"));
            }
        });
    }

    private static void spec(PersistentVolumeClaimSpec spec, FieldPath path, List<FieldError> errors) {
        FieldPath modes = path.child("accessModes");
        if (spec.accessModes().isEmpty()) {
            errors.add(FieldError.required(modes, "at least 1 access mode is required"));
        }
        if (spec.hasSelector()) {
            LabelSelectorValidator.validate(spec.selector(), path.child("selector"), errors);
        }
        spec.accessModes().forEach(mode -> Check.oneOf(errors, modes, mode, ACCESS_MODES));
        if (spec.accessModes().contains("ReadWriteOncePod")
                && spec.accessModes().stream()
                        .anyMatch(mode -> ACCESS_MODES.contains(mode) && !mode.equals("ReadWriteOncePod"))) {
            errors.add(FieldError.forbidden(modes, "may not use ReadWriteOncePod with other access modes"));
        }
        FieldPath storage = path.child("resources").key("storage");
        Quantity asked = spec.resources().requests().get("storage");
        if (asked == null) {
            errors.add(FieldError.required(storage, ""));
        } else if (asked.signum() <= 0) {
            errors.add(FieldError.invalid(storage, asked.toString(), "must be greater than zero"));
        }
        className(spec.storageClassName(), path.child("storageClassName"), errors);
        if (spec.hasVolumeMode()) {
            Check.oneOf(errors, path.child("volumeMode"), spec.volumeMode(), VOLUME_MODES);
        }
        if (spec.hasDataSource()) {
            source(
                    spec.dataSource().name(),
                    spec.dataSource().kind(),
                    spec.dataSource().apiGroup(),
                    path.child("dataSource"),
                    errors);
        }
        if (spec.hasDataSourceRef()) {
            source(
                    spec.dataSourceRef().name(),
                    spec.dataSourceRef().kind(),
                    spec.dataSourceRef().apiGroup(),
                    path.child("dataSourceRef"),
                    errors);
        }
        className(spec.volumeAttributesClassName(), path.child("volumeAttributesClassName"), errors);
    }

    private static void className(String name, FieldPath path, List<FieldError> errors) {
        if (!name.isEmpty()) {
            Check.rule(errors, path, name, Names.dns1123Subdomain(name));
        }
    }

    /** What a volume is filled with at first. */
    private static void source(String name, String kind, String group, FieldPath path, List<FieldError> errors) {
        Check.present(errors, path.child("name"), name);
        Check.present(errors, path.child("kind"), kind);
        if (!group.isEmpty()) {
            Check.rule(errors, path.child("apiGroup"), group, Names.dns1123Subdomain(group));
        } else if (!kind.equals("PersistentVolumeClaim")) {
            errors.add(FieldError.invalid(
                    path, kind, "must be 'PersistentVolumeClaim' when referencing the default apiGroup"));
        }
    }
}
