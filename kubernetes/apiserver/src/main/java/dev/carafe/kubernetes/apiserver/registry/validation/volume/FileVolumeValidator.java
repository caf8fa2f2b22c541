package dev.carafe.kubernetes.apiserver.registry.validation.volume;

import dev.carafe.kubernetes.api.core.v1.DownwardAPIVolumeFile;
import dev.carafe.kubernetes.api.core.v1.KeyToPath;
import dev.carafe.kubernetes.api.core.v1.Volume;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import java.util.List;

/** Volumes of files that are written from objects: Secrets, ConfigMaps and the pod itself. */
final class FileVolumeValidator {
    private FileVolumeValidator() {}

    /** The one of the three at {@code path} that the volume has. */
    static void volume(Volume volume, FieldPath path, List<FieldError> errors) {
        if (volume.hasSecret()) {
            Check.present(errors, path.child("secretName"), volume.secret().secretName());
            Check.fileMode(errors, path.child("defaultMode"), volume.secret().defaultMode());
            items(volume.secret().items(), path.child("items"), errors);
        } else if (volume.hasConfigMap()) {
            Check.present(errors, path.child("name"), volume.configMap().name());
            Check.fileMode(errors, path.child("defaultMode"), volume.configMap().defaultMode());
            items(volume.configMap().items(), path.child("items"), errors);
        } else {
            Check.fileMode(
                    errors, path.child("defaultMode"), volume.downwardAPI().defaultMode());
            files(volume.downwardAPI().items(), path, errors);
        }
    }

    /** Which keys become which files. */
    static void items(List<KeyToPath> items, FieldPath path, List<FieldError> errors) {
        for (int i = 0; i < items.size(); i++) {
            KeyToPath item = items.get(i);
            FieldPath at = path.index(i);
            Check.present(errors, at.child("key"), item.key());
            Check.present(errors, at.child("path"), item.path());
            Check.localPath(errors, at.child("path"), item.path());
            if (item.hasMode()) {
                Check.fileMode(errors, at.child("mode"), item.mode());
            }
        }
    }

    /** Which fields of the pod become which files; the errors do not say which of them they are about. */
    static void files(List<DownwardAPIVolumeFile> files, FieldPath path, List<FieldError> errors) {
        for (DownwardAPIVolumeFile file : files) {
            Check.present(errors, path.child("path"), file.path());
            Check.localPath(errors, path.child("path"), file.path());
            if (file.hasFieldRef()) {
                DownwardFieldValidator.file(file.fieldRef(), path.child("fieldRef"), errors);
                if (file.hasResourceFieldRef()) {
                    errors.add(FieldError.invalid(
                            path, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously"));
                }
            } else if (file.hasResourceFieldRef()) {
                DownwardFieldValidator.resource(file.resourceFieldRef(), true, path.child("resourceFieldRef"), errors);
            } else {
                errors.add(FieldError.required(path, "one of fieldRef and resourceFieldRef is required"));
            }
            if (file.hasMode()) {
                Check.fileMode(errors, path.child("mode"), file.mode());
            }
        }
    }
}
