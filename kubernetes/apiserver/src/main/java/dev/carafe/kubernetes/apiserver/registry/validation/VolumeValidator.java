package dev.carafe.kubernetes.apiserver.registry.validation;

import dev.carafe.kubernetes.api.core.v1.DownwardAPIVolumeFile;
import dev.carafe.kubernetes.api.core.v1.KeyToPath;
import dev.carafe.kubernetes.api.core.v1.ProjectedVolumeSource;
import dev.carafe.kubernetes.api.core.v1.Volume;
import dev.carafe.kubernetes.api.core.v1.VolumeMount;
import dev.carafe.kubernetes.api.core.v1.VolumeProjection;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.validation.Values;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A pod's volumes, and the mounts of them in its containers. */
final class VolumeValidator {
    private static final List<String> HOST_PATH_TYPES = List.of(
            "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket");
    private static final List<String> PROPAGATIONS = List.of("Bidirectional", "HostToContainer", "None");
    private static final long TOKEN_SECONDS_MIN = 600;

    private VolumeValidator() {}

    /** Checks all volumes; their names, for the mounts to be checked against. */
    static Set<String> volumes(List<Volume> volumes, FieldPath path, List<FieldError> errors) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < volumes.size(); i++) {
            Volume volume = volumes.get(i);
            FieldPath at = path.index(i);
            if (Check.present(errors, at.child("name"), volume.name())) {
                Check.rule(errors, at.child("name"), volume.name(), Names.dns1123Label(volume.name()));
                if (!names.add(volume.name())) {
                    errors.add(FieldError.duplicate(at.child("name"), volume.name()));
                }
            }
            sources(volume.struct().without("name"), at, errors);
            source(volume, at, errors);
        }
        return names;
    }

    private static void sources(Struct sources, FieldPath path, List<FieldError> errors) {
        if (sources.isEmpty()) {
            errors.add(FieldError.required(path, "must specify a volume type"));
        }
        for (int i = 1; i < sources.size(); i++) {
            errors.add(FieldError.forbidden(path.child(sources.nameAt(i)), "may not specify more than 1 volume type"));
        }
    }

    private static void source(Volume volume, FieldPath path, List<FieldError> errors) {
        if (volume.hasHostPath()) {
            FieldPath at = path.child("hostPath");
            if (Check.present(errors, at.child("path"), volume.hostPath().path())) {
                Check.noBacksteps(errors, at.child("path"), volume.hostPath().path());
            }
            Check.oneOf(errors, at.child("type"), volume.hostPath().type(), HOST_PATH_TYPES);
        }
        if (volume.hasSecret()) {
            FieldPath at = path.child("secret");
            Check.present(errors, at.child("secretName"), volume.secret().secretName());
            Check.fileMode(errors, at.child("defaultMode"), volume.secret().defaultMode());
            items(volume.secret().items(), at.child("items"), errors);
        }
        if (volume.hasConfigMap()) {
            FieldPath at = path.child("configMap");
            Check.present(errors, at.child("name"), volume.configMap().name());
            Check.fileMode(errors, at.child("defaultMode"), volume.configMap().defaultMode());
            items(volume.configMap().items(), at.child("items"), errors);
        }
        if (volume.hasPersistentVolumeClaim()) {
            Check.present(
                    errors,
                    path.child("persistentVolumeClaim").child("claimName"),
                    volume.persistentVolumeClaim().claimName());
        }
        if (volume.hasDownwardAPI()) {
            FieldPath at = path.child("downwardAPI");
            Check.fileMode(errors, at.child("defaultMode"), volume.downwardAPI().defaultMode());
            files(volume.downwardAPI().items(), at, errors);
        }
        if (volume.hasEmptyDir() && volume.emptyDir().sizeLimit().signum() < 0) {
            errors.add(FieldError.forbidden(
                    path.child("emptyDir").child("sizeLimit"), "SizeLimit field must be a valid resource quantity"));
        }
        if (volume.hasNfs()) {
            FieldPath at = path.child("nfs");
            Check.present(errors, at.child("server"), volume.nfs().server());
            Check.present(errors, at.child("path"), volume.nfs().path());
        }
        if (volume.hasCsi()) {
            Check.present(
                    errors, path.child("csi").child("driver"), volume.csi().driver());
        }
        if (volume.hasProjected()) {
            projected(volume.projected(), path.child("projected"), errors);
        }
    }

    private static void items(List<KeyToPath> items, FieldPath path, List<FieldError> errors) {
        for (int i = 0; i < items.size(); i++) {
            KeyToPath item = items.get(i);
            FieldPath at = path.index(i);
            Check.present(errors, at.child("key"), item.key());
            if (Check.present(errors, at.child("path"), item.path())) {
                Check.localPath(errors, at.child("path"), item.path());
            }
            if (item.hasMode()) {
                Check.fileMode(errors, at.child("mode"), item.mode());
            }
        }
    }

    private static void files(List<DownwardAPIVolumeFile> files, FieldPath path, List<FieldError> errors) {
        for (DownwardAPIVolumeFile file : files) {
            if (Check.present(errors, path.child("path"), file.path())) {
                Check.localPath(errors, path.child("path"), file.path());
            }
            if (file.hasFieldRef()) {
                EnvValidator.fileField(file.fieldRef(), path.child("fieldRef"), errors);
                if (file.hasResourceFieldRef()) {
                    errors.add(FieldError.invalid(
                            path, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously"));
                }
            } else if (file.hasResourceFieldRef()) {
                Check.present(
                        errors,
                        path.child("resourceFieldRef").child("containerName"),
                        file.resourceFieldRef().containerName());
                EnvValidator.resource(file.resourceFieldRef().resource(), path.child("resourceFieldRef"), errors);
            } else {
                errors.add(FieldError.required(path, "one of fieldRef and resourceFieldRef is required"));
            }
        }
    }

    private static void projected(ProjectedVolumeSource source, FieldPath path, List<FieldError> errors) {
        Check.fileMode(errors, path.child("defaultMode"), source.defaultMode());
        for (int i = 0; i < source.sources().size(); i++) {
            VolumeProjection projection = source.sources().get(i);
            FieldPath at = path.child("sources").index(i);
            for (int extra = 1; extra < projection.struct().size(); extra++) {
                errors.add(FieldError.forbidden(
                        at.child(projection.struct().nameAt(extra)), "may not specify more than 1 volume type"));
            }
            if (projection.hasSecret()) {
                Check.present(
                        errors,
                        at.child("secret").child("name"),
                        projection.secret().name());
                items(projection.secret().items(), at.child("secret").child("items"), errors);
            }
            if (projection.hasConfigMap()) {
                Check.present(
                        errors,
                        at.child("configMap").child("name"),
                        projection.configMap().name());
                items(projection.configMap().items(), at.child("configMap").child("items"), errors);
            }
            if (projection.hasDownwardAPI()) {
                files(projection.downwardAPI().items(), at.child("downwardAPI"), errors);
            }
            if (projection.hasServiceAccountToken()) {
                token(projection, at.child("serviceAccountToken"), errors);
            }
        }
    }

    private static void token(VolumeProjection projection, FieldPath path, List<FieldError> errors) {
        var token = projection.serviceAccountToken();
        if (token.expirationSeconds() < TOKEN_SECONDS_MIN) {
            errors.add(FieldError.invalid(
                    path.child("expirationSeconds"),
                    token.expirationSeconds(),
                    "may not specify a duration less than 10 minutes"));
        } else if (token.expirationSeconds() > 1L << 32) {
            errors.add(FieldError.invalid(
                    path.child("expirationSeconds"),
                    token.expirationSeconds(),
                    "may not specify a duration larger than 2^32 seconds"));
        }
        if (Check.present(errors, path.child("path"), token.path())) {
            Check.localPath(errors, path.child("path"), token.path());
        }
    }

    static void mounts(List<VolumeMount> mounts, Set<String> volumes, FieldPath path, List<FieldError> errors) {
        Set<String> points = new HashSet<>();
        for (int i = 0; i < mounts.size(); i++) {
            VolumeMount mount = mounts.get(i);
            FieldPath at = path.index(i);
            if (Check.present(errors, at.child("name"), mount.name()) && !volumes.contains(mount.name())) {
                errors.add(FieldError.notFound(at.child("name"), mount.name()));
            }
            Check.present(errors, at.child("mountPath"), mount.mountPath());
            if (!points.add(mount.mountPath())) {
                errors.add(FieldError.invalid(at.child("mountPath"), mount.mountPath(), "must be unique"));
            }
            if (!mount.subPath().isEmpty()) {
                Check.localPath(errors, at.child("subPath"), mount.subPath());
            }
            if (!mount.subPathExpr().isEmpty()) {
                if (!mount.subPath().isEmpty()) {
                    errors.add(FieldError.invalid(
                            at.child("subPathExpr"),
                            mount.subPathExpr(),
                            "subPathExpr and subPath are mutually exclusive"));
                }
                Check.localPath(errors, at.child("subPathExpr"), mount.subPathExpr());
            }
            if (mount.hasMountPropagation()) {
                Check.oneOf(errors, at.child("mountPropagation"), mount.mountPropagation(), PROPAGATIONS);
            }
        }
    }

    /** Keys of a ConfigMap or Secret. */
    static void keys(Map<String, ?> data, FieldPath path, List<FieldError> errors) {
        data.keySet().forEach(key -> Check.rule(errors, path.key(key), key, Values.configMapKey(key)));
    }
}
