package dev.carafe.kubernetes.apiserver.registry.validation.pod;

import dev.carafe.kubernetes.api.core.v1.SecurityContext;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Values;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.InternalForm;
import java.util.List;
import java.util.Objects;

/** As whom a container runs, and what it may do. */
final class SecurityContextValidator {
    private static final List<String> PROC_MOUNTS = List.of("Default", "Unmasked");

    private SecurityContextValidator() {}

    /**
     * Checks the context of one container.
     *
     * @param hostUsers whether the container's users are the host's
     */
    static void container(
            SecurityContext context,
            boolean hostUsers,
            Capabilities capabilities,
            FieldPath path,
            List<FieldError> errors) {
        if (context.privileged() && !capabilities.allowPrivileged()) {
            errors.add(FieldError.forbidden(path.child("privileged"), "disallowed by cluster policy"));
        }
        if (context.hasRunAsUser()) {
            id(context.runAsUser(), path.child("runAsUser"), errors);
        }
        if (context.hasRunAsGroup()) {
            id(context.runAsGroup(), path.child("runAsGroup"), errors);
        }
        if (context.hasProcMount()) {
            Check.oneOf(errors, path.child("procMount"), context.procMount(), PROC_MOUNTS);
            if (hostUsers && context.procMount().equals("Unmasked")) {
                errors.add(FieldError.invalid(
                        path.child("procMount"), context.procMount(), "`hostUsers` must be false to use `Unmasked`"));
            }
        }
        if (context.hasSeccompProfile()) {
            SecurityProfiles.seccomp(context.seccompProfile(), path.child("seccompProfile"), errors);
        }
        if (context.hasAllowPrivilegeEscalation() && !context.allowPrivilegeEscalation()) {
            escalation(context, path, errors);
        }
        if (context.hasWindowsOptions()) {
            WindowsOptionsValidator.options(context.windowsOptions(), path.child("windowsOptions"), errors);
        }
        if (context.hasAppArmorProfile()) {
            SecurityProfiles.appArmor(context.appArmorProfile(), path.child("appArmorProfile"), errors);
        }
    }

    /** Who has all rights cannot be kept from gaining more. */
    private static void escalation(SecurityContext context, FieldPath path, List<FieldError> errors) {
        if (context.privileged()) {
            errors.add(FieldError.invalid(
                    path,
                    internal(context),
                    "cannot set `allowPrivilegeEscalation` to false and `privileged` to true"));
        }
        if (context.capabilities().add().contains("CAP_SYS_ADMIN")) {
            errors.add(FieldError.invalid(
                    path,
                    internal(context),
                    "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN"));
        }
    }

    private static Struct internal(SecurityContext context) {
        Struct struct = context.struct();
        if (context.hasCapabilities()) {
            struct = struct.with(
                    "capabilities", InternalForm.of(context.capabilities().struct(), "add", "drop"));
        }
        if (context.hasSeLinuxOptions()) {
            Struct options = Objects.requireNonNullElse(struct.struct("seLinuxOptions"), Struct.EMPTY);
            struct = struct.with("seLinuxOptions", InternalForm.of(options, "user", "role", "type", "level"));
        }
        if (context.hasSeccompProfile()) {
            struct = struct.with(
                    "seccompProfile", InternalForm.of(context.seccompProfile().struct(), "type", "localhostProfile"));
        }
        if (context.hasAppArmorProfile()) {
            struct = struct.with(
                    "appArmorProfile", InternalForm.of(context.appArmorProfile().struct(), "type", "localhostProfile"));
        }
        return InternalForm.of(
                struct,
                "capabilities",
                "privileged",
                "seLinuxOptions",
                "windowsOptions",
                "runAsUser",
                "runAsGroup",
                "runAsNonRoot",
                "readOnlyRootFilesystem",
                "allowPrivilegeEscalation",
                "procMount",
                "seccompProfile",
                "appArmorProfile");
    }

    /** The number of a user or of a group. */
    static void id(long id, FieldPath path, List<FieldError> errors) {
        if (id < 0 || id > Integer.MAX_VALUE) {
            Values.inRange(id, 0, Integer.MAX_VALUE)
                    .forEach(message -> errors.add(FieldError.invalid(path, id, message)));
        }
    }
}
