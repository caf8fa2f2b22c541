package dev.carafe.kubernetes.apiserver.registry.validation.volume;

import dev.carafe.kubernetes.api.core.v1.EphemeralVolumeSource;
import dev.carafe.kubernetes.api.core.v1.PersistentVolumeClaimTemplate;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.MetadataRules;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;
import java.util.Objects;

/** Templates of claims that are made with a pod, for its ephemeral volumes, and go with it. */
final class ClaimTemplateValidator {
    private ClaimTemplateValidator() {}

    static void ephemeral(EphemeralVolumeSource source, FieldPath path, List<FieldError> errors) {
        FieldPath template = path.child("volumeClaimTemplate");
        if (!source.hasVolumeClaimTemplate()) {
            errors.add(FieldError.required(template, ""));
            return;
        }
        metadata(source.volumeClaimTemplate(), template.child("metadata"), errors);
        ClaimSpecValidator.validate(source.volumeClaimTemplate().spec(), template.child("spec"), errors);
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
}
