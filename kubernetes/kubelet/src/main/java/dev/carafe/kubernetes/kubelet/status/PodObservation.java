package dev.carafe.kubernetes.kubelet.status;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.kubelet.runtime.RuntimePod;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * All that a pod's status is made from.
 *
 * @param pod as declared, with the status that was reported last
 * @param runtime what the runtime reports
 * @param waiting why containers that do not run wait, by name; absent for those who have not been tried
 * @param probes what probes say
 * @param hostIps the machine's addresses
 * @param runtimeName what stands before container ids, such as {@code containerd}
 * @param terminal whether the pod's containers will never be started again
 */
public record PodObservation(
        Pod pod,
        RuntimePod runtime,
        Map<String, Waiting> waiting,
        Probes probes,
        List<String> hostIps,
        String runtimeName,
        boolean terminal,
        Instant now) {
    /** Why a container waits. */
    public record Waiting(String reason, String message) {}

    /** What probes say of running containers. */
    public interface Probes {
        boolean started(Container container, String containerId);

        boolean ready(Container container, String containerId);
    }

    /** The pod's addresses. */
    List<String> podIps() {
        return pod.spec().hostNetwork() ? hostIps : runtime.ips();
    }
}
