package dev.carafe.kubernetes.apiserver.registry.validation.pod;

import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import java.util.List;
import java.util.Objects;

/** The system that a pod is for, and fields which that one does not have. */
final class PodOsValidator {
    private static final List<String> SYSTEMS = List.of("linux", "windows");
    private static final List<String> LINUX_POD_SECURITY = List.of(
            "appArmorProfile",
            "seLinuxOptions",
            "seccompProfile",
            "fsGroup",
            "fsGroupChangePolicy",
            "sysctls",
            "runAsUser",
            "runAsGroup",
            "supplementalGroups",
            "supplementalGroupsPolicy",
            "seLinuxChangePolicy");
    private static final List<String> LINUX_POD = List.of("hostUsers", "hostPID", "hostIPC", "shareProcessNamespace");
    private static final List<String> LINUX_CONTAINER_SECURITY = List.of(
            "appArmorProfile",
            "seLinuxOptions",
            "seccompProfile",
            "capabilities",
            "readOnlyRootFilesystem",
            "privileged",
            "allowPrivilegeEscalation",
            "procMount",
            "runAsUser",
            "runAsGroup");

    private PodOsValidator() {}

    /** Checks a specification at {@code path}. */
    static void os(PodSpec spec, FieldPath path, List<FieldError> errors) {
        String name = spec.os().name();
        if (name.isEmpty()) {
            errors.add(FieldError.required(path.child("os").child("name"), ""));
        } else if (name.equals("linux")) {
            refuse(
                    security(spec.struct()),
                    List.of("windowsOptions"),
                    "windows options cannot be set for a linux pod",
                    path.child("securityContext"),
                    errors);
            AllContainers.visit(
                    spec,
                    path,
                    (container, at) -> refuse(
                            security(container.struct()),
                            List.of("windowsOptions"),
                            "windows options cannot be set for a linux pod",
                            at.child("securityContext"),
                            errors));
        } else if (name.equals("windows")) {
            windows(spec, path, errors);
        } else {
            Check.oneOf(errors, path.child("os"), name, SYSTEMS);
        }
    }

    private static void windows(PodSpec spec, FieldPath path, List<FieldError> errors) {
        String detail = "cannot be set for a windows pod";
        refuse(security(spec.struct()), LINUX_POD_SECURITY, detail, path.child("securityContext"), errors);
        refuse(spec.struct(), LINUX_POD, detail, path, errors);
        AllContainers.visit(
                spec,
                path,
                (container, at) -> refuse(
                        security(container.struct()),
                        LINUX_CONTAINER_SECURITY,
                        detail,
                        at.child("securityContext"),
                        errors));
    }

    private static Struct security(Struct struct) {
        return Objects.requireNonNullElse(struct.struct("securityContext"), Struct.EMPTY);
    }

    private static void refuse(
            Struct struct, List<String> fields, String detail, FieldPath path, List<FieldError> errors) {
        for (String field : fields) {
            Object value = struct.get(field);
            boolean flag = field.equals("hostPID") || field.equals("hostIPC");
            boolean unset = value == null || value.equals(List.of()) || (flag && value.equals(false));
            if (!unset) {
                errors.add(FieldError.forbidden(path.child(field), detail));
            }
        }
    }
}
