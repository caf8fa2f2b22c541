package dev.carafe.kubernetes.apiserver.registry.validation;

import dev.carafe.kubernetes.api.autoscaling.v2.HorizontalPodAutoscalerSpec;
import dev.carafe.kubernetes.api.core.v1.PersistentVolumeClaimSpec;
import dev.carafe.kubernetes.api.core.v1.PersistentVolumeSpec;
import dev.carafe.kubernetes.api.storage.v1.StorageClass;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;

/** Volumes and claims to them. */
public final class StorageValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final List<String> ACCESS_MODES =
            List.of("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod");
    private static final List<String> VOLUME_MODES = List.of("Block", "Filesystem");
    private static final List<String> RECLAIM_POLICIES = List.of("Delete", "Recycle", "Retain");

    private StorageValidator() {}

    public static void volume(PersistentVolumeSpec spec, List<FieldError> errors) {
        accessModes(spec.accessModes(), errors);
        if (spec.capacity().isEmpty()) {
            errors.add(FieldError.required(SPEC.child("capacity"), ""));
        } else if (!spec.capacity().containsKey("storage") || spec.capacity().size() > 1) {
            errors.add(FieldError.notSupported(
                    SPEC.child("capacity"), spec.capacity().keySet().toString(), List.of("storage")));
        }
        ResourcesValidator.list(spec.struct(), "capacity", SPEC, errors);
        Check.oneOf(
                errors,
                SPEC.child("persistentVolumeReclaimPolicy"),
                spec.persistentVolumeReclaimPolicy(),
                RECLAIM_POLICIES);
        if (spec.hasHostPath()) {
            Check.present(
                    errors,
                    SPEC.child("hostPath").child("path"),
                    spec.hostPath().path());
        }
        Check.oneOf(errors, SPEC.child("volumeMode"), spec.volumeMode(), VOLUME_MODES);
    }

    public static void claim(PersistentVolumeClaimSpec spec, List<FieldError> errors) {
        accessModes(spec.accessModes(), errors);
        FieldPath storage = SPEC.child("resources").child("requests").key("storage");
        Quantity asked = spec.resources().requests().get("storage");
        if (asked == null) {
            errors.add(FieldError.required(SPEC.child("resources").key("storage"), ""));
        } else if (asked.signum() <= 0) {
            errors.add(FieldError.invalid(storage, asked.toString(), "must be greater than zero"));
        }
        Check.oneOf(errors, SPEC.child("volumeMode"), spec.volumeMode(), VOLUME_MODES);
    }

    private static void accessModes(List<String> modes, List<FieldError> errors) {
        FieldPath path = SPEC.child("accessModes");
        if (modes.isEmpty()) {
            errors.add(FieldError.required(path, "at least 1 access mode is required"));
        }
        modes.forEach(mode -> Check.oneOf(errors, path, mode, ACCESS_MODES));
        if (modes.contains("ReadWriteOncePod") && modes.size() > 1) {
            errors.add(FieldError.forbidden(path, "may not use ReadWriteOncePod with other access modes"));
        }
    }

    /** A bound claim may only grow, a new one be bound. */
    public static void claimUpdate(
            PersistentVolumeClaimSpec spec, PersistentVolumeClaimSpec old, List<FieldError> errors) {
        PersistentVolumeClaimSpec munged = spec.withResources(old.resources());
        if (old.volumeName().isEmpty() && !spec.volumeName().isEmpty()) {
            munged = munged.withoutVolumeName();
        }
        if (!old.hasStorageClassName() && spec.hasStorageClassName()) {
            munged = munged.withoutStorageClassName();
        }
        if (old.hasVolumeAttributesClassName()) {
            munged = munged.withVolumeAttributesClassName(old.volumeAttributesClassName());
        } else {
            munged = munged.withoutVolumeAttributesClassName();
        }
        if (!munged.equals(old)) {
            errors.add(FieldError.forbidden(
                    SPEC,
                    "spec is immutable after creation except resources.requests and volumeAttributesClassName for"
                            + " bound claims\n"));
        }
        Quantity asked = spec.resources().requests().getOrDefault("storage", Quantity.ZERO);
        if (asked.compareTo(old.resources().requests().getOrDefault("storage", Quantity.ZERO)) < 0) {
            errors.add(FieldError.forbidden(
                    SPEC.child("resources").child("requests").child("storage"),
                    "field can not be less than status.capacity"));
        }
    }

    public static void storageClass(StorageClass storageClass, List<FieldError> errors) {
        Check.present(errors, FieldPath.of("provisioner"), storageClass.provisioner());
        Check.oneOf(errors, FieldPath.of("reclaimPolicy"), storageClass.reclaimPolicy(), List.of("Delete", "Retain"));
        Check.requiredOneOf(
                errors,
                FieldPath.of("volumeBindingMode"),
                storageClass.volumeBindingMode(),
                List.of("Immediate", "WaitForFirstConsumer"));
    }

    public static void storageClassUpdate(StorageClass storageClass, StorageClass old, List<FieldError> errors) {
        if (!storageClass.provisioner().equals(old.provisioner())) {
            errors.add(FieldError.forbidden(FieldPath.of("provisioner"), "updates to provisioner are forbidden."));
        }
        if (!Struct.of(storageClass.parameters()).equals(Struct.of(old.parameters()))) {
            errors.add(FieldError.forbidden(FieldPath.of("parameters"), "updates to parameters are forbidden."));
        }
        if (!storageClass.reclaimPolicy().equals(old.reclaimPolicy())) {
            errors.add(FieldError.forbidden(FieldPath.of("reclaimPolicy"), "updates to reclaimPolicy are forbidden."));
        }
        Check.immutable(
                errors, FieldPath.of("volumeBindingMode"), storageClass.volumeBindingMode(), old.volumeBindingMode());
    }

    public static void autoscaler(HorizontalPodAutoscalerSpec spec, List<FieldError> errors) {
        if (spec.hasMinReplicas() && spec.minReplicas() < 1) {
            errors.add(FieldError.invalid(
                    SPEC.child("minReplicas"), (long) spec.minReplicas(), "must be greater than or equal to 1"));
        }
        if (spec.maxReplicas() < 1) {
            errors.add(
                    FieldError.invalid(SPEC.child("maxReplicas"), (long) spec.maxReplicas(), "must be greater than 0"));
        }
        if (spec.hasMinReplicas() && spec.maxReplicas() < spec.minReplicas()) {
            errors.add(FieldError.invalid(
                    SPEC.child("maxReplicas"),
                    (long) spec.maxReplicas(),
                    "must be greater than or equal to `minReplicas`"));
        }
        FieldPath target = SPEC.child("scaleTargetRef");
        Check.present(errors, target.child("kind"), spec.scaleTargetRef().kind());
        Check.present(errors, target.child("name"), spec.scaleTargetRef().name());
    }
}
