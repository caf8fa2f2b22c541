package dev.carafe.kubernetes.apiserver.registry.validation;

import dev.carafe.kubernetes.api.core.v1.EnvFromSource;
import dev.carafe.kubernetes.api.core.v1.EnvVar;
import dev.carafe.kubernetes.api.core.v1.EnvVarSource;
import dev.carafe.kubernetes.api.core.v1.ObjectFieldSelector;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.validation.Values;
import java.util.List;
import java.util.Set;

/** A container's environment, and the references by which fields of the pod come into it. */
final class EnvValidator {
    private static final List<String> ENV_FIELDS = List.of(
            "metadata.name",
            "metadata.namespace",
            "metadata.uid",
            "spec.nodeName",
            "spec.serviceAccountName",
            "status.hostIP",
            "status.hostIPs",
            "status.podIP",
            "status.podIPs");
    private static final List<String> FILE_FIELDS =
            List.of("metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid");
    private static final Set<String> RESOURCES = Set.of(
            "limits.cpu",
            "limits.ephemeral-storage",
            "limits.memory",
            "requests.cpu",
            "requests.ephemeral-storage",
            "requests.memory");

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
            fieldRef(source.fieldRef(), ENV_FIELDS, path.child("fieldRef"), errors);
        }
        if (source.hasResourceFieldRef()) {
            sources++;
            resource(source.resourceFieldRef().resource(), path.child("resourceFieldRef"), errors);
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
        Check.present(errors, path.child("name"), name);
        if (Check.present(errors, path.child("key"), key)) {
            Check.rule(errors, path.child("key"), key, Values.configMapKey(key));
        }
    }

    /** A field of the pod as a file's content. */
    static void fileField(ObjectFieldSelector field, FieldPath path, List<FieldError> errors) {
        fieldRef(field, FILE_FIELDS, path, errors);
    }

    private static void fieldRef(
            ObjectFieldSelector field, List<String> supported, FieldPath path, List<FieldError> errors) {
        if (!Check.present(errors, path.child("apiVersion"), field.apiVersion())
                || !Check.present(errors, path.child("fieldPath"), field.fieldPath())) {
            return;
        }
        String name = field.fieldPath();
        int bracket = name.indexOf("['");
        if (bracket >= 0 && name.endsWith("']")) {
            String map = name.substring(0, bracket);
            String key = name.substring(bracket + 2, name.length() - 2);
            if (map.equals("metadata.annotations") || map.equals("metadata.labels")) {
                Check.rule(errors, path, key, Names.qualifiedName(key));
                return;
            }
            errors.add(FieldError.invalid(path, map, "does not support subscript"));
            return;
        }
        Check.oneOf(errors, path.child("fieldPath"), name, supported);
    }

    static void resource(String resource, FieldPath path, List<FieldError> errors) {
        if (!Check.present(errors, path.child("resource"), resource)) {
            return;
        }
        if (!RESOURCES.contains(resource)
                && !resource.startsWith("requests.hugepages-")
                && !resource.startsWith("limits.hugepages-")) {
            Check.oneOf(
                    errors,
                    path.child("resource"),
                    resource,
                    RESOURCES.stream().sorted().toList());
        }
    }

    static void from(List<EnvFromSource> sources, FieldPath path, List<FieldError> errors) {
        for (int i = 0; i < sources.size(); i++) {
            EnvFromSource source = sources.get(i);
            FieldPath at = path.index(i);
            if (!source.prefix().isEmpty()) {
                Check.rule(errors, at.child("prefix"), source.prefix(), Values.envVarName(source.prefix()));
            }
            if (source.hasConfigMapRef()) {
                Check.present(
                        errors,
                        at.child("configMapRef").child("name"),
                        source.configMapRef().name());
            }
            if (source.hasSecretRef()) {
                Check.present(
                        errors,
                        at.child("secretRef").child("name"),
                        source.secretRef().name());
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
