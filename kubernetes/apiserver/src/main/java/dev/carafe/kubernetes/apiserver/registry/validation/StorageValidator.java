package dev.carafe.kubernetes.apiserver.registry.validation;

import dev.carafe.kubernetes.api.core.v1.PersistentVolumeClaimSpec;
import dev.carafe.kubernetes.api.core.v1.PersistentVolumeSpec;
import dev.carafe.kubernetes.api.storage.v1.CSIStorageCapacity;
import dev.carafe.kubernetes.api.storage.v1.StorageClass;
import dev.carafe.kubernetes.api.storage.v1.VolumeAttachmentSource;
import dev.carafe.kubernetes.api.storage.v1.VolumeAttachmentSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;

/** Volumes and claims to them. */
public final class StorageValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final List<String> ACCESS_MODES =
            List.of("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod");
    private static final List<String> VOLUME_MODES = List.of("Block", "Filesystem");
    static final List<String> VOLUME_TYPES = List.of(
            "hostPath",
            "gcePersistentDisk",
            "awsElasticBlockStore",
            "glusterfs",
            "flocker",
            "nfs",
            "rbd",
            "quobyte",
            "cephfs",
            "iscsi",
            "cinder",
            "fc",
            "azureFile",
            "vsphereVolume",
            "photonPersistentDisk",
            "portworxVolume",
            "azureDisk",
            "scaleIO",
            "local",
            "storageos",
            "csi",
            "flexVolume");
    private static final List<String> RECLAIM_POLICIES = List.of("Delete", "Recycle", "Retain");

    private StorageValidator() {}

    public static void volume(PersistentVolumeSpec spec, List<FieldError> errors) {
        accessModes(spec.accessModes(), "", errors);
        FieldPath capacity = SPEC.child("capacity");
        if (spec.capacity().isEmpty()) {
            errors.add(FieldError.required(capacity, ""));
        }
        if (!spec.capacity().containsKey("storage") || spec.capacity().size() > 1) {
            Struct shown = spec.struct().struct("capacity");
            errors.add(FieldError.notSupported(
                    capacity, shown == null || shown.isEmpty() ? Null.NULL : shown, List.of("storage")));
        }
        ResourcesValidator.list(spec.struct(), "capacity", SPEC, errors);
        Quantity size = spec.capacity().get("storage");
        if (size != null && size.signum() <= 0) {
            errors.add(FieldError.invalid(capacity.key("storage"), size.toString(), "must be greater than zero"));
        }
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
        sources(spec, errors);
        Check.oneOf(errors, SPEC.child("volumeMode"), spec.volumeMode(), VOLUME_MODES);
    }

    /** A volume is of exactly one type. */
    private static void sources(PersistentVolumeSpec spec, List<FieldError> errors) {
        List<String> given = VOLUME_TYPES.stream().filter(spec.struct()::has).toList();
        if (given.isEmpty()) {
            errors.add(FieldError.required(SPEC, "must specify a volume type"));
        }
        given.stream()
                .skip(1)
                .forEach(type ->
                        errors.add(FieldError.forbidden(SPEC.child(type), "may not specify more than 1 volume type")));
        if (spec.hasLocal() && !spec.hasNodeAffinity()) {
            errors.add(FieldError.required(SPEC.child("nodeAffinity"), "Local volume requires node affinity"));
        }
        if (spec.hasCsi()) {
            Check.present(errors, SPEC.child("csi").child("driver"), spec.csi().driver());
            Check.present(
                    errors, SPEC.child("csi").child("volumeHandle"), spec.csi().volumeHandle());
        }
    }

    public static void attachment(VolumeAttachmentSpec spec, List<FieldError> errors) {
        VolumeAttachmentSource source = spec.source();
        FieldPath path = SPEC.child("source");
        String rule = "must specify exactly one of inlineVolumeSpec and persistentVolumeName";
        if (!source.hasInlineVolumeSpec() && !source.hasPersistentVolumeName()) {
            errors.add(FieldError.required(path, rule));
        } else if (source.hasInlineVolumeSpec() && source.hasPersistentVolumeName()) {
            errors.add(FieldError.forbidden(path, rule));
        } else if (source.hasPersistentVolumeName()) {
            Check.rule(
                    errors,
                    path.child("persistentVolumeName"),
                    source.persistentVolumeName(),
                    Names.dns1123Subdomain(source.persistentVolumeName()));
        }
        Check.rule(errors, SPEC.child("nodeName"), spec.nodeName(), Names.dns1123Subdomain(spec.nodeName()));
        Check.present(errors, SPEC.child("attacher"), spec.attacher());
    }

    /** What a new attachment is for never changes. */
    public static void attachmentUpdate(VolumeAttachmentSpec spec, VolumeAttachmentSpec old, List<FieldError> errors) {
        if (!spec.equals(old)) {
            errors.add(FieldError.invalid(SPEC, spec.struct(), Check.IMMUTABLE));
        }
    }

    public static void capacity(CSIStorageCapacity capacity, List<FieldError> errors) {
        Check.rule(
                errors,
                FieldPath.of("storageClassName"),
                capacity.storageClassName(),
                Names.dns1123Subdomain(capacity.storageClassName()));
        if (capacity.hasCapacity() && capacity.capacity().signum() < 0) {
            errors.add(FieldError.invalid(
                    FieldPath.of("capacity"), capacity.capacity().toString(), "must be greater than or equal to 0"));
        }
    }

    public static void claim(PersistentVolumeClaimSpec spec, List<FieldError> errors) {
        accessModes(spec.accessModes(), "at least 1 access mode is required", errors);
        FieldPath storage = SPEC.child("resources").child("requests").key("storage");
        Quantity asked = spec.resources().requests().get("storage");
        if (asked == null) {
            errors.add(FieldError.required(SPEC.child("resources").key("storage"), ""));
        } else if (asked.signum() <= 0) {
            errors.add(FieldError.invalid(storage, asked.toString(), "must be greater than zero"));
        }
        Check.oneOf(errors, SPEC.child("volumeMode"), spec.volumeMode(), VOLUME_MODES);
    }

    private static void accessModes(List<String> modes, String missing, List<FieldError> errors) {
        FieldPath path = SPEC.child("accessModes");
        if (modes.isEmpty()) {
            errors.add(FieldError.required(path, missing));
        }
        modes.forEach(mode -> Check.oneOf(errors, path, mode, ACCESS_MODES));
        if (modes.contains("ReadWriteOncePod") && modes.size() > 1) {
            errors.add(FieldError.forbidden(path, "may not use ReadWriteOncePod with other access modes"));
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
}
