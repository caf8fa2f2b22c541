package dev.carafe.kubernetes.controllermanager.job;

import dev.carafe.kubernetes.api.core.v1.ContainerStatus;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.controllermanager.controller.Pods;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * When a pod ended: when the last of its containers did; else when it stopped being ready; else when it was deleted; else
 * when it was made (k8s.io/kubernetes pkg/controller/job/backoff_utils.go, 1.37). No I/O.
 */
final class FinishTime {
    private FinishTime() {}

    static Instant of(Pod pod) {
        return ofContainers(pod)
                .or(() -> Pods.condition(pod, "Ready")
                        .filter(condition -> condition.status().equals("False"))
                        .flatMap(condition -> condition.lastTransitionTime()))
                .or(() -> pod.metadata()
                        .deletionTimestamp()
                        .map(end -> end.minusSeconds(pod.metadata().deletionGracePeriodSeconds())))
                .or(() -> pod.metadata().creationTimestamp())
                .orElse(Instant.EPOCH);
    }

    /** Sidecars count, as they end last; other containers of the start do not. */
    private static Optional<Instant> ofContainers(Pod pod) {
        Set<String> sidecars = pod.spec().initContainers().stream()
                .filter(container -> container.restartPolicy().equals("Always"))
                .map(container -> container.name())
                .collect(Collectors.toSet());
        List<ContainerStatus> statuses = new ArrayList<>(pod.status().containerStatuses());
        pod.status().initContainerStatuses().stream()
                .filter(status -> sidecars.contains(status.name()))
                .forEach(statuses::add);
        Optional<Instant> latest = Optional.empty();
        for (ContainerStatus status : statuses) {
            Optional<Instant> end =
                    status.state().hasTerminated() ? status.state().terminated().finishedAt() : Optional.empty();
            if (end.isEmpty()) {
                return Optional.empty();
            }
            Optional<Instant> before = latest;
            latest = end.filter(time -> before.isEmpty() || time.isAfter(before.get()))
                    .or(() -> before);
        }
        return latest;
    }
}
