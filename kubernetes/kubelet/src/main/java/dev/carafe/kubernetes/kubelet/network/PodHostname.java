package dev.carafe.kubernetes.kubelet.network;

import dev.carafe.kubernetes.api.core.v1.Pod;

/**
 * A pod's name for itself.
 *
 * @param hostname what {@code hostname} answers
 * @param domain its domain in the cluster, empty without a subdomain
 */
public record PodHostname(String hostname, String domain) {
    private static final int HOSTNAME_MAX = 63;

    /** The name that the pod's spec gives, or the pod's own. */
    public static PodHostname of(Pod pod, String clusterDomain) {
        String hostname = pod.spec().hasHostnameOverride()
                ? pod.spec().hostnameOverride()
                : pod.spec().hasHostname()
                        ? pod.spec().hostname()
                        : truncated(pod.metadata().name());
        String domain = pod.spec().subdomain().isEmpty() || pod.spec().hasHostnameOverride()
                ? ""
                : pod.spec().subdomain() + "." + pod.metadata().namespace() + ".svc." + clusterDomain;
        if (pod.spec().setHostnameAsFQDN() && !domain.isEmpty()) {
            return new PodHostname(hostname + "." + domain, domain);
        }
        return new PodHostname(hostname, domain);
    }

    private static String truncated(String name) {
        if (name.length() <= HOSTNAME_MAX) {
            return name;
        }
        String cut = name.substring(0, HOSTNAME_MAX);
        int end = cut.length();
        while (end > 0 && (cut.charAt(end - 1) == '-' || cut.charAt(end - 1) == '.')) {
            end--;
        }
        return cut.substring(0, end);
    }
}
