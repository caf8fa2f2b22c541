package dev.carafe.kubernetes.apiserver.registry.validation.volume;

import dev.carafe.kubernetes.api.core.v1.PersistentVolume;
import dev.carafe.kubernetes.api.core.v1.PersistentVolumeSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.NodeSelectorValidator;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Volumes (pkg/apis/core/validation), also those that stand within an attachment and live no longer than it. */
public final class PersistentVolumeValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final List<String> RECLAIM_POLICIES = List.of("Delete", "Recycle", "Retain");
    private static final List<String> VOLUME_MODES = List.of("Block", "Filesystem");
    private static final String MOUNT_OPTIONS = "volume.beta.kubernetes.io/mount-options";
    /** Types whose mount options an annotation could say in former times. */
    private static final Set<String> MOUNTED = Set.of(
            "gcePersistentDisk",
            "awsElasticBlockStore",
            "glusterfs",
            "nfs",
            "rbd",
            "quobyte",
            "iscsi",
            "cinder",
            "cephfs",
            "azureFile",
            "vsphereVolume",
            "azureDisk",
            "photonPersistentDisk");

    private PersistentVolumeValidator() {}

    /** Checks a volume as it is created, or as it would be after a change. */
    public static void volume(PersistentVolume volume, List<FieldError> errors) {
        PersistentVolumeSpec spec = volume.spec();
        common(spec, SPEC, errors);
        capacity(spec, errors);
        if (!spec.persistentVolumeReclaimPolicy().isEmpty()) {
            Check.oneOf(
                    errors,
                    SPEC.child("persistentVolumeReclaimPolicy"),
                    spec.persistentVolumeReclaimPolicy(),
                    RECLAIM_POLICIES);
        }
        affinity(spec, errors);
        PersistentSourceValidator.source(spec, volume.name(), SPEC, errors);
        recycledRoot(spec, SPEC, errors);
        ClaimSpecValidator.className(spec.storageClassName(), SPEC.child("storageClassName"), errors);
        if (spec.hasVolumeMode()) {
            Check.oneOf(errors, SPEC.child("volumeMode"), spec.volumeMode(), VOLUME_MODES);
        }
        attributes(spec, errors);
        if (volume.metadata().annotations().containsKey(MOUNT_OPTIONS)
                && MOUNTED.stream().noneMatch(spec.struct()::has)) {
            errors.add(FieldError.forbidden(
                    FieldPath.of("metadata", "annotations").child(MOUNT_OPTIONS),
                    "may not specify mount options for this volume type"));
        }
    }

    /** Checks a volume that stands within another object, at {@code path}: only drivers have such. */
    static void inline(PersistentVolumeSpec spec, FieldPath path, List<FieldError> errors) {
        String detail = "may not be specified in the context of inline volumes";
        if (spec.hasClaimRef()) {
            errors.add(FieldError.forbidden(path.child("claimRef"), detail));
        }
        if (!spec.capacity().isEmpty()) {
            errors.add(FieldError.forbidden(path.child("capacity"), detail));
        }
        if (!spec.hasCsi()) {
            errors.add(FieldError.required(path.child("csi"), "has to be specified in the context of inline volumes"));
        }
        common(spec, path, errors);
        String policy = spec.persistentVolumeReclaimPolicy();
        if (!policy.isEmpty() && !policy.equals("Retain")) {
            errors.add(FieldError.forbidden(
                    path.child("persistentVolumeReclaimPolicy"),
                    "may only be Retain in the context of inline volumes"));
        }
        if (spec.hasNodeAffinity()) {
            errors.add(FieldError.forbidden(path.child("nodeAffinity"), detail));
        }
        PersistentSourceValidator.source(spec, "", path, errors);
        recycledRoot(spec, path, errors);
        if (!spec.storageClassName().isEmpty()) {
            errors.add(FieldError.forbidden(path.child("storageClassName"), detail));
        }
        if (spec.hasVolumeMode() && !spec.volumeMode().equals("Filesystem")) {
            errors.add(FieldError.forbidden(
                    path.child("volumeMode"),
                    "may not specify volumeMode other than Filesystem in the context of inline volumes"));
        }
    }

    private static void common(PersistentVolumeSpec spec, FieldPath path, List<FieldError> errors) {
        if (spec.accessModes().isEmpty()) {
            errors.add(FieldError.required(path.child("accessModes"), ""));
        }
        ClaimSpecValidator.accessModes(spec.accessModes(), path.child("accessModes"), errors);
    }

    private static void capacity(PersistentVolumeSpec spec, List<FieldError> errors) {
        FieldPath path = SPEC.child("capacity");
        Struct given = Objects.requireNonNullElse(spec.struct().struct("capacity"), Struct.EMPTY);
        if (given.isEmpty()) {
            errors.add(FieldError.required(path, ""));
        }
        if (!given.has("storage") || given.size() > 1) {
            Object shown = spec.struct().has("capacity") ? ClaimForm.sorted(given) : Null.NULL;
            errors.add(FieldError.notSupported(path, shown, List.of("storage")));
        }
        for (int i = 0; i < given.size(); i++) {
            Quantity size = Quantity.ofValue(given.valueAt(i));
            FieldPath at = path.key(given.nameAt(i));
            if (size.value() < 0) {
                errors.add(FieldError.invalid(at, size.value(), "must be a valid resource quantity"));
            }
            if (size.signum() <= 0) {
                errors.add(FieldError.invalid(at, size.toString(), "must be greater than zero"));
            }
        }
    }

    private static void affinity(PersistentVolumeSpec spec, List<FieldError> errors) {
        if (!spec.hasNodeAffinity()) {
            return;
        }
        FieldPath required = SPEC.child("nodeAffinity").child("required");
        if (spec.nodeAffinity().hasRequired()) {
            NodeSelectorValidator.required(spec.nodeAffinity().required(), required, errors);
        } else {
            errors.add(FieldError.required(required, "must specify required node constraints"));
        }
    }

    /** To recycle a volume is to remove all that is in it. */
    private static void recycledRoot(PersistentVolumeSpec spec, FieldPath path, List<FieldError> errors) {
        if (spec.hasHostPath()
                && spec.persistentVolumeReclaimPolicy().equals("Recycle")
                && isRoot(spec.hostPath().path())) {
            errors.add(FieldError.forbidden(
                    path.child("persistentVolumeReclaimPolicy"), "may not be 'recycle' for a hostPath mount of '/'"));
        }
    }

    private static boolean isRoot(String path) {
        int depth = 0;
        for (String part : path.split("/", -1)) {
            if (part.equals("..")) {
                depth = Math.max(0, depth - 1);
            } else if (!part.isEmpty() && !part.equals(".")) {
                depth++;
            }
        }
        return path.startsWith("/") && depth == 0;
    }

    private static void attributes(PersistentVolumeSpec spec, List<FieldError> errors) {
        if (!spec.hasVolumeAttributesClassName()) {
            return;
        }
        FieldPath path = SPEC.child("volumeAttributesClassName");
        if (spec.volumeAttributesClassName().isEmpty()) {
            errors.add(FieldError.required(path, "an empty string is disallowed"));
        }
        ClaimSpecValidator.className(spec.volumeAttributesClassName(), path, errors);
        if (!spec.hasCsi()) {
            errors.add(
                    FieldError.required(SPEC.child("csi"), "has to be specified when using volumeAttributesClassName"));
        }
    }
}
