package dev.carafe.kubernetes.apiserver.registry.validation.volume;

import dev.carafe.kubernetes.api.core.v1.ObjectFieldSelector;
import dev.carafe.kubernetes.api.core.v1.ResourceFieldSelector;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** References by which fields and resources of a pod come into its containers, as variables or as files. */
public final class DownwardFieldValidator {
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
    /** All that a reference can name, in one place or the other or only in filters of lists. */
    private static final Set<String> FIELDS = Set.of(
            "metadata.annotations",
            "metadata.labels",
            "metadata.name",
            "metadata.namespace",
            "metadata.uid",
            "spec.host",
            "spec.nodeName",
            "spec.restartPolicy",
            "spec.schedulerName",
            "spec.serviceAccountName",
            "status.hostIP",
            "status.hostIPs",
            "status.phase",
            "status.podIP",
            "status.podIPs");

    private static final List<String> RESOURCES = List.of(
            "limits.cpu",
            "limits.ephemeral-storage",
            "limits.memory",
            "requests.cpu",
            "requests.ephemeral-storage",
            "requests.memory");
    private static final Set<String> BYTE_DIVISORS =
            Set.of("1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei");

    private DownwardFieldValidator() {}

    /** A field of the pod as a variable's value. */
    public static void variable(ObjectFieldSelector field, FieldPath path, List<FieldError> errors) {
        field(field, ENV_FIELDS, path, errors);
    }

    /** A field of the pod as a file's content. */
    static void file(ObjectFieldSelector field, FieldPath path, List<FieldError> errors) {
        field(field, FILE_FIELDS, path, errors);
    }

    private static void field(
            ObjectFieldSelector field, List<String> supported, FieldPath path, List<FieldError> errors) {
        if (!Check.present(errors, path.child("apiVersion"), field.apiVersion())
                || !Check.present(errors, path.child("fieldPath"), field.fieldPath())) {
            return;
        }
        String name = field.fieldPath();
        int bracket = name.indexOf("['");
        boolean subscript = bracket >= 0 && name.endsWith("']");
        String map = subscript ? name.substring(0, bracket) : "";
        boolean annotation = map.equals("metadata.annotations");
        String reason = null;
        if (!field.apiVersion().equals("v1")) {
            reason = "unsupported pod version: " + field.apiVersion();
        } else if (subscript && !annotation && !map.equals("metadata.labels")) {
            reason = "field label does not support subscript: " + name;
        } else if (!subscript && !FIELDS.contains(name)) {
            reason = "field label not supported: " + name;
        }
        if (reason != null) {
            errors.add(FieldError.invalid(path.child("fieldPath"), name, "error converting fieldPath: " + reason));
        } else if (subscript) {
            String key = name.substring(bracket + 2, name.length() - 2);
            String shown = annotation ? key.toLowerCase(Locale.ROOT) : key; // annotations' keys may have capitals
            Check.rule(errors, path, shown, Names.qualifiedName(shown));
        } else {
            Check.oneOf(errors, path.child("fieldPath"), name.equals("spec.host") ? "spec.nodeName" : name, supported);
        }
    }

    /**
     * An amount of some resource that a container asks for or may use.
     *
     * @param containerNamed whether the container must be named, since it is not the one that has the reference
     */
    public static void resource(
            ResourceFieldSelector selector, boolean containerNamed, FieldPath path, List<FieldError> errors) {
        String resource = selector.resource();
        boolean hugePages = resource.startsWith("requests.hugepages-") || resource.startsWith("limits.hugepages-");
        if (containerNamed && selector.containerName().isEmpty()) {
            errors.add(FieldError.required(path.child("containerName"), ""));
        } else if (Check.present(errors, path.child("resource"), resource) && !hugePages) {
            Check.oneOf(errors, path.child("resource"), resource, RESOURCES);
        }
        if (selector.divisor().isZero()) {
            return;
        }
        String kind = hugePages ? "hugepages" : resource.substring(resource.indexOf('.') + 1);
        String divisor = selector.divisor().toString();
        if (kind.equals("cpu")) {
            if (!divisor.equals("1") && !divisor.equals("1m")) {
                errors.add(FieldError.invalid(
                        path.child("divisor"),
                        resource,
                        "only divisor's values 1m and 1 are supported with the cpu resource"));
            }
        } else if ((hugePages || RESOURCES.contains(resource)) && !BYTE_DIVISORS.contains(divisor)) {
            errors.add(FieldError.invalid(
                    path.child("divisor"),
                    resource,
                    "only divisor's values 1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei are supported with"
                            + " the " + (kind.equals("ephemeral-storage") ? "local ephemeral storage" : kind)
                            + " resource"));
        }
    }
}
