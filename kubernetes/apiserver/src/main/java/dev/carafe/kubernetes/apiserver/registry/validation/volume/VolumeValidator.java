package dev.carafe.kubernetes.apiserver.registry.validation.volume;

import dev.carafe.kubernetes.api.core.v1.EmptyDirVolumeSource;
import dev.carafe.kubernetes.api.core.v1.HostPathVolumeSource;
import dev.carafe.kubernetes.api.core.v1.ImageVolumeSource;
import dev.carafe.kubernetes.api.core.v1.Volume;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.validation.Values;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A pod's volumes, each of exactly one type. */
public final class VolumeValidator {
    private static final List<String> HOST_PATH_TYPES = List.of(
            "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket");
    private static final List<String> PULL_POLICIES = List.of("Always", "IfNotPresent", "Never");
    /** Of several types the first in this order counts, and the others are too many. */
    private static final List<String> TYPES = List.of(
            "emptyDir",
            "hostPath",
            "gitRepo",
            "gcePersistentDisk",
            "awsElasticBlockStore",
            "secret",
            "nfs",
            "iscsi",
            "glusterfs",
            "flocker",
            "persistentVolumeClaim",
            "rbd",
            "cinder",
            "cephfs",
            "quobyte",
            "downwardAPI",
            "fc",
            "flexVolume",
            "configMap",
            "azureFile",
            "vsphereVolume",
            "photonPersistentDisk",
            "portworxVolume",
            "azureDisk",
            "storageos",
            "projected",
            "scaleIO",
            "csi",
            "ephemeral",
            "image");
    /** Names that upstream's errors have for some types. */
    private static final Map<String, String> MISSPELT = Map.of("cephfs", "cephFS", "downwardAPI", "downwarAPI");

    private VolumeValidator() {}

    /**
     * Checks all volumes; those without fault by their names, for the mounts to be checked against.
     *
     * @param podName empty where it is not known
     */
    public static Map<String, Volume> volumes(
            List<Volume> volumes, String podName, FieldPath path, List<FieldError> errors) {
        if (volumes.isEmpty()) {
            return Map.of();
        }
        Map<String, Volume> named = new HashMap<>();
        for (int i = 0; i < volumes.size(); i++) {
            Volume volume = volumes.get(i);
            FieldPath at = path.index(i);
            int before = errors.size();
            sources(volume, podName, at, errors);
            if (Check.present(errors, at.child("name"), volume.name())) {
                Check.rule(errors, at.child("name"), volume.name(), Names.dns1123Label(volume.name()));
            }
            if (named.containsKey(volume.name())) {
                errors.add(FieldError.duplicate(at.child("name"), volume.name()));
            }
            if (errors.size() == before) {
                named.put(volume.name(), volume);
            }
            if (volume.hasPersistentVolumeClaim() && !podName.isEmpty()) {
                ownClaim(volumes, volume.persistentVolumeClaim().claimName(), podName, at, errors);
            }
        }
        return named;
    }

    /** A claim that is made for an ephemeral volume of the same pod cannot be another volume too. */
    private static void ownClaim(
            List<Volume> volumes, String claim, String podName, FieldPath path, List<FieldError> errors) {
        boolean made = volumes.stream()
                .anyMatch(volume -> volume.hasEphemeral() && claim.equals(podName + "-" + volume.name()));
        if (made) {
            errors.add(FieldError.invalid(
                    path.child("persistentVolumeClaim").child("claimName"),
                    claim,
                    "must not reference a PVC that gets created for an ephemeral volume"));
        }
    }

    private static void sources(Volume volume, String podName, FieldPath path, List<FieldError> errors) {
        int found = 0;
        for (int i = 0; i < TYPES.size(); i++) {
            String type = TYPES.get(i);
            if (!volume.struct().has(type)) {
                continue;
            }
            found++;
            if (found > 1) {
                errors.add(FieldError.forbidden(
                        path.child(MISSPELT.getOrDefault(type, type)), "may not specify more than 1 volume type"));
            } else {
                source(type, volume, podName, path, errors);
            }
            if (found == volume.struct().size() - 1) {
                return; // all but the name
            }
        }
        if (found == 0) {
            errors.add(FieldError.required(path, "must specify a volume type"));
        }
    }

    /** Checks a source of one type. */
    static void source(String type, Volume volume, String podName, FieldPath path, List<FieldError> errors) {
        FieldPath at = path.child(type);
        switch (type) {
            case "emptyDir" -> emptyDir(volume.emptyDir(), at, errors);
            case "hostPath" -> hostPath(volume.hostPath(), at, errors);
            case "secret", "configMap", "downwardAPI" -> FileVolumeValidator.volume(volume, at, errors);
            case "projected" -> ProjectedVolumeValidator.projected(volume.projected(), at, errors);
            case "persistentVolumeClaim" ->
                Check.present(
                        errors,
                        at.child("claimName"),
                        volume.persistentVolumeClaim().claimName());
            case "ephemeral" -> {
                ClaimTemplateValidator.ephemeral(volume.ephemeral(), at, errors);
                if (!podName.isEmpty() && !volume.name().isEmpty()) {
                    String claim = podName + "-" + volume.name();
                    Names.dns1123Subdomain(claim)
                            .forEach(message -> errors.add(FieldError.invalid(
                                    path.child("name"), volume.name(), "PVC name \"" + claim + "\": " + message)));
                }
            }
            case "image" -> image(volume.image(), at, errors);
            case "csi" -> RemoteVolumeValidator.csi(volume.csi(), at, errors);
            case "nfs", "iscsi", "fc", "rbd", "cephfs", "glusterfs", "quobyte", "flocker", "storageos" ->
                RemoteVolumeValidator.volume(volume, path, errors);
            default -> CloudVolumeValidator.volume(volume, path, errors);
        }
    }

    private static void emptyDir(EmptyDirVolumeSource source, FieldPath path, List<FieldError> errors) {
        if (source.hasSizeLimit() && source.sizeLimit().signum() < 0) {
            errors.add(
                    FieldError.forbidden(path.child("sizeLimit"), "SizeLimit field must be a valid resource quantity"));
        }
    }

    private static void hostPath(HostPathVolumeSource source, FieldPath path, List<FieldError> errors) {
        if (Check.present(errors, path.child("path"), source.path())) {
            Check.noBacksteps(errors, path.child("path"), source.path());
            Check.oneOf(errors, path.child("type"), source.type(), HOST_PATH_TYPES);
        }
    }

    private static void image(ImageVolumeSource source, FieldPath path, List<FieldError> errors) {
        Check.present(errors, path.child("reference"), source.reference());
        Check.requiredOneOf(errors, path.child("pullPolicy"), source.pullPolicy(), PULL_POLICIES);
    }

    /** Keys of a ConfigMap or Secret. */
    public static void keys(Map<String, ?> data, FieldPath path, List<FieldError> errors) {
        data.keySet().forEach(key -> Check.rule(errors, path.key(key), key, Values.configMapKey(key)));
    }
}
