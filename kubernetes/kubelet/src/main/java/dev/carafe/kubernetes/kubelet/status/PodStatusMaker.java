package dev.carafe.kubernetes.kubelet.status;

import dev.carafe.kubernetes.api.core.v1.ContainerStatus;
import dev.carafe.kubernetes.api.core.v1.HostIP;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodIP;
import dev.carafe.kubernetes.api.core.v1.PodStatus;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.kubelet.runtime.PodResources;
import java.util.List;

/** Makes a pod's status from what was observed. Pure. */
public final class PodStatusMaker {
    private PodStatusMaker() {}

    /** The status to report. A pod that has ended never comes back to life in it. */
    public static PodStatus make(PodObservation seen) {
        Pod pod = seen.pod();
        ContainerStatuses containers = new ContainerStatuses(seen);
        List<ContainerStatus> init = containers.init();
        List<ContainerStatus> ordinary = containers.ordinary();
        String old = pod.status().phase();
        String phase = isTerminal(pod.status()) ? old : PodPhase.of(pod, init, ordinary, seen.terminal());
        PodStatus status = pod.status()
                .withConditions(new PodConditions(seen, phase).of(init, ordinary))
                .withContainerStatuses(ordinary)
                .withPhase(phase)
                .withQosClass(PodResources.qosClass(pod))
                .withStartTime(pod.status().startTime().orElse(seen.now()));
        if (!init.isEmpty()) {
            status = status.withInitContainerStatuses(init);
        }
        if (!pod.spec().ephemeralContainers().isEmpty()) {
            status = status.withEphemeralContainerStatuses(containers.ephemeral());
        }
        if (pod.metadata().hasGeneration()) {
            status = status.withObservedGeneration(pod.metadata().generation());
        }
        if (!seen.hostIps().isEmpty()) {
            status = status.withHostIP(seen.hostIps().getFirst())
                    .withHostIPs(seen.hostIps().stream()
                            .map(ip -> new HostIP(Struct.of("ip", ip)))
                            .toList());
        }
        List<String> ips = seen.podIps();
        if (!ips.isEmpty()) {
            status = status.withPodIP(ips.getFirst())
                    .withPodIPs(ips.stream()
                            .map(ip -> new PodIP(Struct.of("ip", ip)))
                            .toList());
        }
        return status;
    }

    /**
     * What may be told of a pod while containers of it can still run: all but its end. Whoever sees that a pod has
     * ended takes what it held, and sidecars and containers past a deadline are stopped after it was decided.
     *
     * @param told the status that was told before
     * @param status the status now
     */
    public static PodStatus whileContainersRun(PodStatus told, PodStatus status) {
        if (!isTerminal(status) || isTerminal(told)) {
            return status;
        }
        Struct held = status.withPhase(told.hasPhase() ? told.phase() : PodPhase.PENDING)
                .struct();
        for (String field : List.of("reason", "message")) {
            Object before = told.struct().get(field);
            held = before == null ? held.without(field) : held.with(field, before);
        }
        return new PodStatus(held);
    }

    /** Whether the pod has ended, by its own containers or by decision. */
    public static boolean isTerminal(PodStatus status) {
        return status.phase().equals(PodPhase.SUCCEEDED) || status.phase().equals(PodPhase.FAILED);
    }
}
