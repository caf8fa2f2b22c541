package dev.carafe.kubernetes.apiserver.registry.validation.volume;

import dev.carafe.kubernetes.api.core.v1.AzureFilePersistentVolumeSource;
import dev.carafe.kubernetes.api.core.v1.CSIPersistentVolumeSource;
import dev.carafe.kubernetes.api.core.v1.CinderPersistentVolumeSource;
import dev.carafe.kubernetes.api.core.v1.GlusterfsPersistentVolumeSource;
import dev.carafe.kubernetes.api.core.v1.ISCSIPersistentVolumeSource;
import dev.carafe.kubernetes.api.core.v1.PersistentVolumeSpec;
import dev.carafe.kubernetes.api.core.v1.SecretReference;
import dev.carafe.kubernetes.api.core.v1.StorageOSPersistentVolumeSource;
import dev.carafe.kubernetes.api.core.v1.Volume;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import java.util.List;
import java.util.Objects;

/** What a persistent volume is of: exactly one type. Many of them are as in pods; the others name secrets in any namespace. */
final class PersistentSourceValidator {
    /** Of several types the first in this order counts, and the others are too many. */
    private static final List<String> TYPES = List.of(
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
            "flexVolume",
            "azureFile",
            "vsphereVolume",
            "photonPersistentDisk",
            "portworxVolume",
            "azureDisk",
            "scaleIO",
            "local",
            "storageos",
            "csi");

    private PersistentSourceValidator() {}

    /**
     * Checks the type of a volume.
     *
     * @param volumeName empty where it has none of its own
     */
    static void source(PersistentVolumeSpec spec, String volumeName, FieldPath path, List<FieldError> errors) {
        boolean found = false;
        for (String type : TYPES) {
            if (!spec.struct().has(type)) {
                continue;
            }
            if (!found || type.equals("flexVolume")) { // upstream does not mind that one beside another
                found = true;
                source(type, spec, volumeName, path, errors);
            } else {
                FieldPath at = path.child(type.equals("cephfs") ? "cephFS" : type); // upstream's spelling
                errors.add(FieldError.forbidden(at, "may not specify more than 1 volume type"));
            }
        }
        if (!found) {
            errors.add(FieldError.required(path, "must specify a volume type"));
        }
    }

    private static void source(
            String type, PersistentVolumeSpec spec, String volumeName, FieldPath path, List<FieldError> errors) {
        FieldPath at = path.child(type);
        switch (type) {
            case "glusterfs" -> glusterfs(spec.glusterfs(), at, errors);
            case "iscsi" -> iscsi(spec.iscsi(), volumeName, at, errors);
            case "cinder" -> cinder(spec.cinder(), at, errors);
            case "azureFile" -> azureFile(spec.azureFile(), at, errors);
            case "local" -> {
                if (Check.present(errors, at.child("path"), spec.local().path())) {
                    Check.noBacksteps(errors, at.child("path"), spec.local().path());
                }
                if (!spec.hasNodeAffinity()) {
                    errors.add(FieldError.required(path.child("nodeAffinity"), "Local volume requires node affinity"));
                }
            }
            case "storageos" -> storageOs(spec.storageos(), at, errors);
            case "csi" -> csi(spec.csi(), at, errors);
            default -> {
                Object source = Objects.requireNonNull(spec.struct().get(type));
                VolumeValidator.source(type, new Volume(Struct.of(type, source)), "", path, errors);
            }
        }
    }

    private static void glusterfs(GlusterfsPersistentVolumeSource source, FieldPath path, List<FieldError> errors) {
        Check.present(errors, path.child("endpoints"), source.endpoints());
        Check.present(errors, path.child("path"), source.path());
        if (!source.hasEndpointsNamespace()) {
            return;
        }
        String namespace = source.endpointsNamespace();
        if (namespace.isEmpty()) {
            errors.add(FieldError.invalid(
                    path.child("endpointsNamespace"),
                    namespace,
                    "if the endpointnamespace is set, it must be a valid namespace name"));
        } else {
            Check.rule(errors, path.child("endpointsNamespace"), namespace, Names.dns1123Label(namespace));
        }
    }

    private static void iscsi(
            ISCSIPersistentVolumeSource source, String volumeName, FieldPath path, List<FieldError> errors) {
        Check.present(errors, path.child("targetPortal"), source.targetPortal());
        if (source.hasInitiatorName()
                && (volumeName + ":" + source.targetPortal()).length() > RemoteVolumeValidator.ISCSI_NAME_CHARS_MAX) {
            errors.add(FieldError.invalid(
                    path.child("targetportal"), source.targetPortal(), RemoteVolumeValidator.ISCSI_NAME_TOO_LONG));
        }
        String malformed = "must be valid format";
        if (Check.present(errors, path.child("iqn"), source.iqn())) {
            RemoteVolumeValidator.iscsiName(source.iqn(), malformed, path.child("iqn"), errors);
        }
        RemoteVolumeValidator.lun(source.lun(), path.child("lun"), errors);
        if ((source.chapAuthDiscovery() || source.chapAuthSession()) && !source.hasSecretRef()) {
            errors.add(FieldError.required(path.child("secretRef"), ""));
        }
        if (source.hasSecretRef()) {
            Check.present(
                    errors,
                    path.child("secretRef").child("name"),
                    source.secretRef().name());
        }
        if (source.hasInitiatorName()) {
            RemoteVolumeValidator.iscsiName(source.initiatorName(), malformed, path.child("initiatorname"), errors);
        }
    }

    private static void cinder(CinderPersistentVolumeSource source, FieldPath path, List<FieldError> errors) {
        Check.present(errors, path.child("volumeID"), source.volumeID());
        if (source.hasSecretRef()) {
            named(source.secretRef().name(), source.secretRef().namespace(), path.child("secretRef"), errors);
        }
    }

    private static void named(String name, String namespace, FieldPath path, List<FieldError> errors) {
        Check.present(errors, path.child("name"), name);
        Check.present(errors, path.child("namespace"), namespace);
    }

    private static void azureFile(AzureFilePersistentVolumeSource source, FieldPath path, List<FieldError> errors) {
        Check.present(errors, path.child("secretName"), source.secretName());
        Check.present(errors, path.child("shareName"), source.shareName());
        if (source.hasSecretNamespace()) {
            Check.present(errors, path.child("secretNamespace"), source.secretNamespace());
        }
    }

    private static void storageOs(StorageOSPersistentVolumeSource source, FieldPath path, List<FieldError> errors) {
        RemoteVolumeValidator.storageOsNames(source.volumeName(), source.volumeNamespace(), path, errors);
        if (source.hasSecretRef()) {
            named(source.secretRef().name(), source.secretRef().namespace(), path.child("secretRef"), errors);
        }
    }

    private static void csi(CSIPersistentVolumeSource source, FieldPath path, List<FieldError> errors) {
        RemoteVolumeValidator.driver(source.driver(), path.child("driver"), errors);
        Check.present(errors, path.child("volumeHandle"), source.volumeHandle());
        if (source.hasControllerPublishSecretRef()) {
            secret(source.controllerPublishSecretRef(), path.child("controllerPublishSecretRef"), errors);
        }
        if (source.hasControllerExpandSecretRef()) {
            secret(source.controllerExpandSecretRef(), path.child("controllerExpandSecretRef"), errors);
        }
        if (source.hasNodePublishSecretRef()) {
            secret(source.nodePublishSecretRef(), path.child("nodePublishSecretRef"), errors);
        }
        if (source.hasNodeExpandSecretRef()) {
            secret(source.nodeExpandSecretRef(), path.child("nodeExpandSecretRef"), errors);
        }
    }

    private static void secret(SecretReference secret, FieldPath path, List<FieldError> errors) {
        if (Check.present(errors, path.child("name"), secret.name())) {
            Check.rule(errors, path.child("name"), secret.name(), Names.dns1123Subdomain(secret.name()));
        }
        if (Check.present(errors, path.child("namespace"), secret.namespace())) {
            Check.rule(errors, path.child("namespace"), secret.namespace(), Names.dns1123Label(secret.namespace()));
        }
    }
}
