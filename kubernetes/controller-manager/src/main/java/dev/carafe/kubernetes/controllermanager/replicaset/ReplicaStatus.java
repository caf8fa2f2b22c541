package dev.carafe.kubernetes.controllermanager.replicaset;

import dev.carafe.kubernetes.api.apps.v1.ReplicaSetCondition;
import dev.carafe.kubernetes.api.apps.v1.ReplicaSetStatus;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.apimachinery.labels.LabelSelector;
import dev.carafe.kubernetes.controllermanager.controller.Pods;
import dev.carafe.kubernetes.controllermanager.controller.Zeros;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The status that a set of pods amounts to; no I/O. */
final class ReplicaStatus {
    private static final String REPLICA_FAILURE = "ReplicaFailure";

    private ReplicaStatus() {}

    /**
     * The status to report.
     *
     * @param active the owner's pods that count
     * @param terminating how many of its pods are being deleted
     * @param surplus how many pods there are too many; negative for too few
     * @param failure why pods could not be made or deleted just now
     */
    static ReplicaSetStatus of(
            ReplicaSetStatus before,
            long generation,
            Map<String, String> templateLabels,
            int minReadySeconds,
            List<Pod> active,
            int terminating,
            int surplus,
            Optional<RuntimeException> failure,
            Instant now) {
        LabelSelector template = LabelSelector.ofSet(templateLabels);
        int labeled = 0;
        int ready = 0;
        int available = 0;
        for (Pod pod : active) {
            labeled += template.matches(pod.metadata().labels()) ? 1 : 0;
            ready += Pods.isReady(pod) ? 1 : 0;
            available += Pods.isAvailable(pod, minReadySeconds, now) ? 1 : 0;
        }
        ReplicaSetStatus numbers = before.withReplicas(active.size())
                .withFullyLabeledReplicas(labeled)
                .withReadyReplicas(ready)
                .withAvailableReplicas(available)
                .withTerminatingReplicas(terminating)
                .withObservedGeneration(Math.max(generation, before.observedGeneration()));
        ReplicaSetStatus status = new ReplicaSetStatus(
                Zeros.dropped(numbers.struct(), "fullyLabeledReplicas", "readyReplicas", "availableReplicas"));
        boolean known =
                before.conditions().stream().anyMatch(item -> item.type().equals(REPLICA_FAILURE));
        if (failure.isPresent() && !known) {
            List<ReplicaSetCondition> conditions = new ArrayList<>(before.conditions());
            conditions.add(new ReplicaSetCondition()
                    .withType(REPLICA_FAILURE)
                    .withStatus("True")
                    .withLastTransitionTime(now)
                    .withReason(surplus < 0 ? "FailedCreate" : "FailedDelete")
                    .withMessage(String.valueOf(failure.get().getMessage())));
            return status.withConditions(conditions);
        }
        if (failure.isEmpty() && known) {
            return status.withConditions(before.conditions().stream()
                    .filter(item -> !item.type().equals(REPLICA_FAILURE))
                    .toList());
        }
        return status;
    }
}
