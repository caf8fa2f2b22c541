package dev.carafe.kubernetes.apiserver.registry.defaults;

import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodIP;
import dev.carafe.kubernetes.api.core.v1.PodSecurityContext;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.api.core.v1.PodStatus;
import dev.carafe.kubernetes.api.core.v1.PodTemplateSpec;
import java.util.List;

/** Defaults of pods and of the templates that workloads make them from. */
public final class PodDefaults {
    /** How long a pod may take to stop, in seconds, unless it says otherwise. */
    public static final long TERMINATION_GRACE_PERIOD_SECONDS = 30;

    private PodDefaults() {}

    /** The defaults of a pod, among them those that a template leaves open. */
    public static Pod pod(Pod pod) {
        Pod filled = Changes.one(pod, pod.spec(), PodDefaults::podSpec, Pod::withSpec);
        return filled.hasStatus()
                ? Changes.one(filled, filled.status(), PodDefaults::addresses, Pod::withStatus)
                : filled;
    }

    /** Who tells one address alone says nothing of others; where both are told and differ, the one counts. */
    private static PodStatus addresses(PodStatus status) {
        String first =
                status.podIPs().isEmpty() ? "" : status.podIPs().getFirst().ip();
        if (status.podIP().equals(first)) {
            return status;
        }
        return status.podIP().isEmpty()
                ? status.withPodIP(first)
                : status.withPodIPs(List.of(new PodIP().withIp(status.podIP())));
    }

    private static PodSpec podSpec(PodSpec given) {
        PodSpec spec = spec(given);
        spec = Changes.each(spec, spec.containers(), ContainerDefaults::requestsFromLimits, PodSpec::withContainers);
        spec = Changes.each(
                spec, spec.initContainers(), ContainerDefaults::requestsFromLimits, PodSpec::withInitContainers);
        if (spec.hostNetwork()) {
            spec = Changes.each(spec, spec.containers(), ContainerDefaults::hostPorts, PodSpec::withContainers);
            spec = Changes.each(spec, spec.initContainers(), ContainerDefaults::hostPorts, PodSpec::withInitContainers);
        }
        if (spec.terminationGracePeriodSeconds() < 0) { // once meant to stop at once
            spec = spec.withTerminationGracePeriodSeconds(1);
        }
        if (!spec.hasEnableServiceLinks()) {
            spec = spec.withEnableServiceLinks(true);
        }
        return spec;
    }

    /** The defaults of a template. */
    public static PodTemplateSpec template(PodTemplateSpec template) {
        return Changes.one(template, template.spec(), PodDefaults::spec, PodTemplateSpec::withSpec);
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
        return spec.serviceAccount().equals(spec.serviceAccountName())
                ? spec
                : spec.withServiceAccount(spec.serviceAccountName());
    }

    private static PodSpec containers(PodSpec given) {
        PodSpec spec = Changes.each(given, given.containers(), ContainerDefaults::container, PodSpec::withContainers);
        spec = Changes.each(spec, spec.initContainers(), ContainerDefaults::container, PodSpec::withInitContainers);
        spec = Changes.each(
                spec, spec.ephemeralContainers(), ContainerDefaults::ephemeral, PodSpec::withEphemeralContainers);
        return spec;
    }

    private static PodSpec volumes(PodSpec spec) {
        return Changes.each(spec, spec.volumes(), VolumeDefaults::volume, PodSpec::withVolumes);
    }
}
