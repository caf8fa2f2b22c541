package dev.carafe.kubernetes.kubelet.runtime;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodSecurityContext;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.api.core.v1.SeccompProfile;
import dev.carafe.kubernetes.api.core.v1.SecurityContext;
import dev.carafe.kubernetes.kubelet.cri.v1.Capability;
import dev.carafe.kubernetes.kubelet.cri.v1.Image;
import dev.carafe.kubernetes.kubelet.cri.v1.Int64Value;
import dev.carafe.kubernetes.kubelet.cri.v1.LinuxContainerSecurityContext;
import dev.carafe.kubernetes.kubelet.cri.v1.LinuxSandboxSecurityContext;
import dev.carafe.kubernetes.kubelet.cri.v1.NamespaceMode;
import dev.carafe.kubernetes.kubelet.cri.v1.NamespaceOption;
import dev.carafe.kubernetes.kubelet.cri.v1.SecurityProfile;
import dev.carafe.kubernetes.kubelet.cri.v1.SecurityProfile.ProfileType;
import dev.carafe.kubernetes.kubelet.cri.v1.SupplementalGroupsPolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Security contexts as the runtime takes them: the container's own words win over the pod's. Pure.
 *
 * @param seccompRoot where profiles of type Localhost lie
 */
record SecurityContexts(Path seccompRoot) {
    /** What the kernel's process tables hide from unprivileged containers; upstream {@code pkg/securitycontext}. */
    private static final List<String> MASKED_PATHS = List.of(
            "/proc/asound",
            "/proc/acpi",
            "/proc/interrupts",
            "/proc/kcore",
            "/proc/keys",
            "/proc/latency_stats",
            "/proc/timer_list",
            "/proc/timer_stats",
            "/proc/sched_debug",
            "/proc/scsi",
            "/sys/firmware",
            "/sys/devices/virtual/powercap");

    private static final List<String> READ_ONLY_PATHS =
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    LinuxSandboxSecurityContext sandbox(Pod pod) {
        PodSecurityContext context = pod.spec().securityContext();
        LinuxSandboxSecurityContext.Builder sandbox = LinuxSandboxSecurityContext.newBuilder()
                .setNamespaceOptions(namespaces(pod.spec()))
                .setPrivileged(pod.spec().containers().stream()
                        .anyMatch(container -> container.securityContext().privileged()))
                .setSeccomp(SecurityProfile.newBuilder().setProfileType(ProfileType.RuntimeDefault))
                .addAllSupplementalGroups(groups(context))
                .setSupplementalGroupsPolicy(policy(context));
        if (context.hasRunAsUser()) {
            sandbox.setRunAsUser(value(context.runAsUser()));
        }
        if (context.hasRunAsGroup() && context.hasRunAsUser()) {
            sandbox.setRunAsGroup(value(context.runAsGroup()));
        }
        return sandbox.build();
    }

    /**
     * @param image says as whom the container runs when nobody else does
     * @throws ContainerConfigException when it must not run as root and would
     */
    LinuxContainerSecurityContext container(Pod pod, Container container, Image image) throws ContainerConfigException {
        PodSecurityContext ofPod = pod.spec().securityContext();
        SecurityContext own = container.securityContext();
        OptionalLong user = own.hasRunAsUser()
                ? OptionalLong.of(own.runAsUser())
                : ofPod.hasRunAsUser() ? OptionalLong.of(ofPod.runAsUser()) : OptionalLong.empty();
        verifyNonRoot(pod, container, user, image);
        LinuxContainerSecurityContext.Builder context = LinuxContainerSecurityContext.newBuilder()
                .setNamespaceOptions(namespaces(pod.spec()))
                .setPrivileged(own.privileged())
                .setReadonlyRootfs(own.readOnlyRootFilesystem())
                .setNoNewPrivs(noNewPrivileges(own))
                .setCapabilities(Capability.newBuilder()
                        .addAllAddCapabilities(own.capabilities().add())
                        .addAllDropCapabilities(own.capabilities().drop()))
                .addAllSupplementalGroups(groups(ofPod))
                .setSupplementalGroupsPolicy(policy(ofPod))
                .setSeccomp(seccomp(
                        own.hasSeccompProfile() ? own.seccompProfile() : ofPod.seccompProfile(), own.privileged()));
        if (user.isPresent()) {
            context.setRunAsUser(value(user.getAsLong()));
        } else if (image.hasUid()) {
            context.setRunAsUser(value(image.getUid().getValue()));
        } else if (!image.getUsername().isEmpty()) {
            context.setRunAsUsername(image.getUsername());
        }
        if (own.hasRunAsGroup()) {
            context.setRunAsGroup(value(own.runAsGroup()));
        } else if (ofPod.hasRunAsGroup()) {
            context.setRunAsGroup(value(ofPod.runAsGroup()));
        }
        if (!own.privileged() && !own.procMount().equals("Unmasked")) {
            context.addAllMaskedPaths(MASKED_PATHS).addAllReadonlyPaths(READ_ONLY_PATHS);
        }
        return context.build();
    }

    static NamespaceOption namespaces(PodSpec spec) {
        return NamespaceOption.newBuilder()
                .setNetwork(spec.hostNetwork() ? NamespaceMode.NODE : NamespaceMode.POD)
                .setIpc(spec.hostIPC() ? NamespaceMode.NODE : NamespaceMode.POD)
                .setPid(
                        spec.hostPID()
                                ? NamespaceMode.NODE
                                : spec.shareProcessNamespace() ? NamespaceMode.POD : NamespaceMode.CONTAINER)
                .build();
    }

    private static void verifyNonRoot(Pod pod, Container container, OptionalLong user, Image image)
            throws ContainerConfigException {
        SecurityContext own = container.securityContext();
        boolean required = own.hasRunAsNonRoot()
                ? own.runAsNonRoot()
                : pod.spec().securityContext().runAsNonRoot();
        if (!required) {
            return;
        }
        Optional<String> refusal = Optional.empty();
        if (user.isPresent()) {
            refusal = user.getAsLong() == 0
                    ? Optional.of("container's runAsUser breaks non-root policy")
                    : Optional.empty();
        } else if (!image.getUsername().isEmpty()) {
            refusal = Optional.of("container has runAsNonRoot and image has non-numeric user (" + image.getUsername()
                    + "), cannot verify user is non-root");
        } else if (!image.hasUid() || image.getUid().getValue() == 0) {
            refusal = Optional.of("container has runAsNonRoot and image will run as root");
        }
        if (refusal.isPresent()) {
            throw new ContainerConfigException(refusal.get() + " (pod: \""
                    + pod.metadata().name() + "_"
                    + pod.metadata().namespace() + "(" + pod.metadata().uid() + ")\", container: " + container.name()
                    + ")");
        }
    }

    /** Without a word on it privileges may grow, as the process's own set-user-id programs need. */
    private static boolean noNewPrivileges(SecurityContext own) {
        boolean mayNeedThem =
                own.privileged() || own.capabilities().add().stream().anyMatch(SecurityContexts::isSysAdmin);
        return own.hasAllowPrivilegeEscalation() && !own.allowPrivilegeEscalation() && !mayNeedThem;
    }

    private static boolean isSysAdmin(String capability) {
        return capability.equals("SYS_ADMIN") || capability.equals("CAP_SYS_ADMIN");
    }

    private SecurityProfile seccomp(SeccompProfile profile, boolean privileged) {
        SecurityProfile.Builder built = SecurityProfile.newBuilder();
        if (privileged) {
            return built.setProfileType(ProfileType.Unconfined).build();
        }
        return switch (profile.type()) {
            case "RuntimeDefault" ->
                built.setProfileType(ProfileType.RuntimeDefault).build();
            case "Localhost" ->
                built.setProfileType(ProfileType.Localhost)
                        .setLocalhostRef(
                                seccompRoot.resolve(profile.localhostProfile()).toString())
                        .build();
            default -> built.setProfileType(ProfileType.Unconfined).build();
        };
    }

    private static List<Long> groups(PodSecurityContext context) {
        List<Long> groups = new ArrayList<>(context.supplementalGroups());
        if (context.hasFsGroup()) {
            groups.add(context.fsGroup());
        }
        return groups;
    }

    private static SupplementalGroupsPolicy policy(PodSecurityContext context) {
        return context.supplementalGroupsPolicy().equals("Strict")
                ? SupplementalGroupsPolicy.Strict
                : SupplementalGroupsPolicy.Merge;
    }

    private static Int64Value value(long value) {
        return Int64Value.newBuilder().setValue(value).build();
    }
}
