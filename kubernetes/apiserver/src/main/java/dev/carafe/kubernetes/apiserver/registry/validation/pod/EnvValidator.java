package dev.carafe.kubernetes.apiserver.registry.validation.pod;

import dev.carafe.kubernetes.api.core.v1.EnvFromSource;
import dev.carafe.kubernetes.api.core.v1.EnvVar;
import dev.carafe.kubernetes.api.core.v1.EnvVarSource;
import dev.carafe.kubernetes.api.core.v1.FileKeySelector;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.api.core.v1.Volume;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.validation.Values;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.volume.DownwardFieldValidator;
import java.util.List;
import java.util.Optional;

/** A container's environment, and where its values come from. */
final class EnvValidator {
    private EnvValidator() {}

    static void variables(List<EnvVar> variables, FieldPath path, List<FieldError> errors) {
        for (int i = 0; i < variables.size(); i++) {
            EnvVar variable = variables.get(i);
            FieldPath at = path.index(i);
            if (Check.present(errors, at.child("name"), variable.name())) {
                Check.rule(errors, at.child("name"), variable.name(), Values.envVarName(variable.name()));
            }
            if (variable.hasValueFrom()) {
                source(variable, at.child("valueFrom"), errors);
            }
        }
    }

    private static void source(EnvVar variable, FieldPath path, List<FieldError> errors) {
        EnvVarSource source = variable.valueFrom();
        int sources = 0;
        if (source.hasFieldRef()) {
            sources++;
            DownwardFieldValidator.variable(source.fieldRef(), path.child("fieldRef"), errors);
        }
        if (source.hasResourceFieldRef()) {
            sources++;
            DownwardFieldValidator.resource(source.resourceFieldRef(), false, path.child("resourceFieldRef"), errors);
        }
        if (source.hasConfigMapKeyRef()) {
            sources++;
            key(source.configMapKeyRef().name(), source.configMapKeyRef().key(), path.child("configMapKeyRef"), errors);
        }
        if (source.hasSecretKeyRef()) {
            sources++;
            key(source.secretKeyRef().name(), source.secretKeyRef().key(), path.child("secretKeyRef"), errors);
        }
        if (source.hasFileKeyRef()) {
            sources++;
            fileKey(source.fileKeyRef(), path.child("fileKeyRef"), errors);
        }
        if (sources == 0) {
            errors.add(FieldError.invalid(
                    path,
                    "",
                    "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or"
                            + " `fileKeyRef`"));
        } else if (!variable.value().isEmpty()) {
            errors.add(FieldError.invalid(path, "", "may not be specified when `value` is not empty"));
        } else if (sources > 1) {
            errors.add(FieldError.invalid(path, "", "may not have more than one field specified at a time"));
        }
    }

    private static void key(String name, String key, FieldPath path, List<FieldError> errors) {
        name(name, path.child("name"), errors);
        if (Check.present(errors, path.child("key"), key)) {
            Check.rule(errors, path.child("key"), key, Values.configMapKey(key));
        }
    }

    private static void name(String name, FieldPath path, List<FieldError> errors) {
        if (Check.present(errors, path, name)) {
            Check.rule(errors, path, name, Names.dns1123Subdomain(name));
        }
    }

    private static void fileKey(FileKeySelector selector, FieldPath path, List<FieldError> errors) {
        if (Check.present(errors, path.child("key"), selector.key())) {
            Check.rule(errors, path.child("key"), selector.key(), Values.envVarName(selector.key()));
        }
        FieldPath volume = path.child("volumeName");
        if (Check.present(errors, volume, selector.volumeName())) {
            Check.rule(errors, volume, selector.volumeName(), Names.dns1123Label(selector.volumeName()));
        }
        if (Check.present(errors, path.child("path"), selector.path())) {
            Check.noBacksteps(errors, path.child("path"), selector.path());
        }
    }

    /** Files that variables are read from lie in volumes of the pod that are empty at its start. */
    static void fileVolumes(PodSpec spec, FieldPath path, List<FieldError> errors) {
        AllContainers.visit(spec, path, (container, at) -> {
            List<EnvVar> variables = container.env();
            for (int i = 0; i < variables.size(); i++) {
                if (!variables.get(i).valueFrom().hasFileKeyRef()) {
                    continue;
                }
                String name = variables.get(i).valueFrom().fileKeyRef().volumeName();
                FieldPath volumeName = at.child("env")
                        .index(i)
                        .child("valueFrom")
                        .child("fileKeyRef")
                        .child("volumeName");
                Optional<Volume> volume = spec.volumes().stream()
                        .filter(candidate -> candidate.name().equals(name))
                        .findFirst();
                if (volume.isEmpty()) {
                    errors.add(FieldError.notFound(volumeName, name));
                } else if (!volume.get().hasEmptyDir()) {
                    errors.add(FieldError.invalid(volumeName, name, "referenced volume must be of type emptyDir"));
                }
            }
        });
    }

    static void from(List<EnvFromSource> sources, FieldPath path, List<FieldError> errors) {
        for (int i = 0; i < sources.size(); i++) {
            EnvFromSource source = sources.get(i);
            FieldPath at = path.index(i);
            if (!source.prefix().isEmpty()) {
                Check.rule(errors, at.child("prefix"), source.prefix(), Values.envVarName(source.prefix()));
            }
            if (source.hasConfigMapRef()) {
                name(source.configMapRef().name(), at.child("configMapRef").child("name"), errors);
            }
            if (source.hasSecretRef()) {
                name(source.secretRef().name(), at.child("secretRef").child("name"), errors);
            }
            if (source.hasConfigMapRef() == source.hasSecretRef()) {
                errors.add(FieldError.invalid(
                        path,
                        "",
                        source.hasSecretRef()
                                ? "may not have more than one field specified at a time"
                                : "must specify one of: `configMapRef` or `secretRef`"));
            }
        }
    }
}
