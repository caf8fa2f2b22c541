package dev.carafe.kubernetes.apiserver.registry.validation.pod;

import dev.carafe.kubernetes.api.core.v1.PodSecurityContext;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.api.core.v1.Sysctl;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What all containers of a pod have in common: users, groups, and settings of the kernel. */
final class PodSecurityValidator {
    private static final int SYSCTL_CHARS_MAX = 253;
    private static final String SYSCTL_RULE = "^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$";
    private static final Pattern SYSCTL = Pattern.compile("[a-z0-9]([-_a-z0-9]*[a-z0-9])?");
    private static final Set<String> IPC_SYSCTLS = Set.of(
            "kernel.sem",
            "kernel.shmall",
            "kernel.shmmax",
            "kernel.shmmni",
            "kernel.shm_rmid_forced",
            "kernel.shm",
            "kernel.msgmax",
            "kernel.msgmnb",
            "kernel.msgmni",
            "kernel.msg");

    private PodSecurityValidator() {}

    static void context(PodSpec spec, FieldPath path, Capabilities capabilities, List<FieldError> errors) {
        PodSecurityContext context = spec.securityContext();
        if (context.struct().isEmpty()) {
            return;
        }
        if (context.hasFsGroup()) {
            SecurityContextValidator.id(context.fsGroup(), path.child("fsGroup"), errors);
        }
        if (context.hasRunAsUser()) {
            SecurityContextValidator.id(context.runAsUser(), path.child("runAsUser"), errors);
        }
        if (context.hasRunAsGroup()) {
            SecurityContextValidator.id(context.runAsGroup(), path.child("runAsGroup"), errors);
        }
        List<Long> groups = context.supplementalGroups();
        for (int i = 0; i < groups.size(); i++) {
            SecurityContextValidator.id(
                    groups.get(i), path.child("supplementalGroups").index(i), errors);
        }
        if (context.hasSysctls()) {
            sysctls(spec, context.sysctls(), path.child("sysctls"), errors);
        }
        if (context.hasFsGroupChangePolicy()) {
            Check.oneOf(
                    errors,
                    path.child("fsGroupChangePolicy"),
                    context.fsGroupChangePolicy(),
                    List.of("Always", "OnRootMismatch"));
        }
        if (context.hasSeccompProfile()) {
            SecurityProfiles.seccomp(context.seccompProfile(), path.child("seccompProfile"), errors);
        }
        if (context.hasWindowsOptions()) {
            WindowsOptionsValidator.options(context.windowsOptions(), path.child("windowsOptions"), errors);
        }
        if (context.hasAppArmorProfile()) {
            SecurityProfiles.appArmor(context.appArmorProfile(), path.child("appArmorProfile"), errors);
        }
        if (context.hasSupplementalGroupsPolicy()) {
            Check.oneOf(
                    errors,
                    path.child("supplementalGroupsPolicy"),
                    context.supplementalGroupsPolicy(),
                    List.of("Merge", "Strict"));
        }
        if (context.hasSeLinuxChangePolicy()) {
            Check.oneOf(
                    errors,
                    path.child("seLinuxChangePolicy"),
                    context.seLinuxChangePolicy(),
                    capabilities.isEnabled("SELinuxMount")
                            ? List.of("MountOption", "Recursive")
                            : List.of("Recursive"));
        }
    }

    private static void sysctls(PodSpec spec, List<Sysctl> sysctls, FieldPath path, List<FieldError> errors) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < sysctls.size(); i++) {
            String name = sysctls.get(i).name();
            FieldPath at = path.index(i).child("name");
            if (name.isEmpty()) {
                errors.add(FieldError.required(at, ""));
            } else if (!isSysctl(name)) {
                errors.add(FieldError.invalid(
                        at,
                        name,
                        "must have at most " + SYSCTL_CHARS_MAX + " characters and match regex " + SYSCTL_RULE));
            } else if (names.contains(name)) {
                errors.add(FieldError.duplicate(at, name));
            }
            names.add(name);
            String dotted = dotted(name);
            if (spec.hostNetwork() && dotted.startsWith("net.")) {
                errors.add(FieldError.invalid(at, name, "may not be specified when 'hostNetwork' is true"));
            } else if (spec.hostIPC() && (IPC_SYSCTLS.contains(dotted) || dotted.startsWith("fs.mqueue."))) {
                errors.add(FieldError.invalid(at, name, "may not be specified when 'hostIPC' is true"));
            }
        }
    }

    /** Looked at part by part: over all at once the expression could take very long. */
    private static boolean isSysctl(String name) {
        return name.length() <= SYSCTL_CHARS_MAX
                && List.of(name.split("[./]", -1)).stream()
                        .allMatch(part -> SYSCTL.matcher(part).matches());
    }

    /** A name whose first separator is a slash has dots within its parts, as interfaces' names do. */
    private static String dotted(String name) {
        int separator = 0;
        while (separator < name.length() && name.charAt(separator) != '.' && name.charAt(separator) != '/') {
            separator++;
        }
        if (separator == name.length() || name.charAt(separator) == '.') {
            return name;
        }
        return name.replace('.', '\0').replace('/', '.').replace('\0', '/');
    }

    /** Namespaces of the host that cannot go together with others, or with users of the pod's own. */
    static void namespaces(PodSpec spec, FieldPath path, List<FieldError> errors) {
        if (spec.hostPID() && spec.shareProcessNamespace()) {
            errors.add(FieldError.invalid(
                    path.child("shareProcessNamespace"),
                    true,
                    "ShareProcessNamespace and HostPID cannot both be enabled"));
        }
    }

    /** Users of the pod's own, which need namespaces of its own too. */
    static void hostUsers(PodSpec spec, FieldPath path, Capabilities capabilities, List<FieldError> errors) {
        if (!spec.hasHostUsers() || spec.hostUsers()) {
            return;
        }
        String detail = "when `hostUsers` is false";
        if (spec.hostNetwork() && !capabilities.isEnabled("UserNamespacesHostNetworkSupport")) {
            errors.add(FieldError.forbidden(path.child("hostNetwork"), detail));
        }
        if (spec.hostPID()) {
            errors.add(FieldError.forbidden(path.child("HostPID"), detail));
        }
        if (spec.hostIPC()) {
            errors.add(FieldError.forbidden(path.child("HostIPC"), detail));
        }
        AllContainers.visit(spec, path, (container, at) -> {
            if (!container.volumeDevices().isEmpty()) {
                errors.add(FieldError.forbidden(at.child("volumeDevices"), detail));
            }
        });
    }
}
