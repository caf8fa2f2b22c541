package dev.carafe.kubernetes.apiserver.registry.defaults;

import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodSecurityContext;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.api.core.v1.PodTemplateSpec;

/** Defaults of pods and of the templates that workloads make them from. */
public final class PodDefaults {
    /** How long a pod may take to stop, in seconds, unless it says otherwise. */
    public static final long TERMINATION_GRACE_PERIOD_SECONDS = 30;

    private PodDefaults() {}

    /** The defaults of a pod, among them those that a template leaves open. */
    public static Pod pod(Pod pod) {
        PodSpec spec = spec(pod.spec());
        if (!spec.containers().isEmpty()) {
            spec = spec.withContainers(spec.containers().stream()
                    .map(ContainerDefaults::requestsFromLimits)
                    .toList());
        }
        if (!spec.initContainers().isEmpty()) {
            spec = spec.withInitContainers(spec.initContainers().stream()
                    .map(ContainerDefaults::requestsFromLimits)
                    .toList());
        }
        if (!spec.hasEnableServiceLinks()) {
            spec = spec.withEnableServiceLinks(true);
        }
        return pod.withSpec(spec);
    }

    /** The defaults of a template. */
    public static PodTemplateSpec template(PodTemplateSpec template) {
        return template.withSpec(spec(template.spec()));
    }

    private static PodSpec spec(PodSpec given) {
        PodSpec spec = given;
        if (spec.dnsPolicy().isEmpty()) {
            spec = spec.withDnsPolicy("ClusterFirst");
        }
        if (spec.restartPolicy().isEmpty()) {
            spec = spec.withRestartPolicy("Always");
        }
        if (!spec.hasSecurityContext()) {
            spec = spec.withSecurityContext(new PodSecurityContext());
        }
        if (!spec.hasTerminationGracePeriodSeconds()) {
            spec = spec.withTerminationGracePeriodSeconds(TERMINATION_GRACE_PERIOD_SECONDS);
        }
        if (spec.schedulerName().isEmpty()) {
            spec = spec.withSchedulerName("default-scheduler");
        }
        return volumes(containers(serviceAccount(spec)));
    }

    /** The old and the new name of one field: upstream's conversion keeps both filled. */
    private static PodSpec serviceAccount(PodSpec spec) {
        if (spec.serviceAccountName().isEmpty()) {
            return spec.serviceAccount().isEmpty() ? spec : spec.withServiceAccountName(spec.serviceAccount());
        }
        return spec.withServiceAccount(spec.serviceAccountName());
    }

    private static PodSpec containers(PodSpec given) {
        PodSpec spec = given;
        if (!spec.containers().isEmpty()) {
            spec = spec.withContainers(
                    spec.containers().stream().map(ContainerDefaults::container).toList());
        }
        if (!spec.initContainers().isEmpty()) {
            spec = spec.withInitContainers(spec.initContainers().stream()
                    .map(ContainerDefaults::container)
                    .toList());
        }
        if (!spec.ephemeralContainers().isEmpty()) {
            spec = spec.withEphemeralContainers(spec.ephemeralContainers().stream()
                    .map(ContainerDefaults::ephemeral)
                    .toList());
        }
        if (spec.hostNetwork()) {
            spec = spec.withContainers(
                    spec.containers().stream().map(ContainerDefaults::hostPorts).toList());
            if (!spec.initContainers().isEmpty()) {
                spec = spec.withInitContainers(spec.initContainers().stream()
                        .map(ContainerDefaults::hostPorts)
                        .toList());
            }
        }
        return spec;
    }

    private static PodSpec volumes(PodSpec spec) {
        return spec.volumes().isEmpty()
                ? spec
                : spec.withVolumes(
                        spec.volumes().stream().map(VolumeDefaults::volume).toList());
    }
}
