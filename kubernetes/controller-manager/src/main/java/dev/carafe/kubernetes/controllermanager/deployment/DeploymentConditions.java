package dev.carafe.kubernetes.controllermanager.deployment;

import dev.carafe.kubernetes.api.apps.v1.Deployment;
import dev.carafe.kubernetes.api.apps.v1.DeploymentCondition;
import dev.carafe.kubernetes.api.apps.v1.DeploymentStatus;
import dev.carafe.kubernetes.api.apps.v1.ReplicaSet;
import dev.carafe.kubernetes.api.apps.v1.ReplicaSetCondition;
import dev.carafe.kubernetes.controllermanager.controller.Zeros;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** A Deployment's status and conditions; no I/O. */
final class DeploymentConditions {
    static final String PROGRESSING = "Progressing";
    static final String AVAILABLE = "Available";
    static final String REPLICA_FAILURE = "ReplicaFailure";
    static final String NEW_AVAILABLE = "NewReplicaSetAvailable";
    static final String TIMED_OUT = "ProgressDeadlineExceeded";
    static final String PAUSED = "DeploymentPaused";

    private DeploymentConditions() {}

    static boolean hasDeadline(Deployment deployment) {
        return deployment.spec().hasProgressDeadlineSeconds()
                && deployment.spec().progressDeadlineSeconds() != Integer.MAX_VALUE;
    }

    static Optional<DeploymentCondition> find(DeploymentStatus status, String type) {
        for (DeploymentCondition condition : status.conditions()) {
            if (condition.type().equals(type)) {
                return Optional.of(condition);
            }
        }
        return Optional.empty();
    }

    static DeploymentCondition condition(String type, String status, String reason, String message, Instant now) {
        return new DeploymentCondition()
                .withType(type)
                .withStatus(status)
                .withLastUpdateTime(now)
                .withLastTransitionTime(now)
                .withReason(reason)
                .withMessage(message);
    }

    /** The status with a condition; one of the same status and reason stays as it is. */
    static DeploymentStatus with(DeploymentStatus status, DeploymentCondition condition) {
        Optional<DeploymentCondition> before = find(status, condition.type());
        if (before.isPresent()
                && before.get().status().equals(condition.status())
                && before.get().reason().equals(condition.reason())) {
            return status;
        }
        DeploymentCondition added = before.filter(known -> known.status().equals(condition.status()))
                .flatMap(DeploymentCondition::lastTransitionTime)
                .map(condition::withLastTransitionTime)
                .orElse(condition);
        DeploymentStatus rest = without(status, condition.type());
        List<DeploymentCondition> conditions = new ArrayList<>(rest.conditions());
        conditions.add(added);
        return rest.withConditions(conditions);
    }

    static DeploymentStatus without(DeploymentStatus status, String type) {
        return find(status, type).isEmpty()
                ? status
                : status.withConditions(status.conditions().stream()
                        .filter(condition -> !condition.type().equals(type))
                        .toList());
    }

    /** The numbers and whether enough pods are available. */
    static DeploymentStatus status(
            Deployment deployment, Collection<ReplicaSet> all, Optional<ReplicaSet> newSet, Instant now) {
        int available = RollingUpdate.sumAvailable(all);
        DeploymentStatus numbers = deployment
                .status()
                .withObservedGeneration(deployment.metadata().generation())
                .withReplicas(RollingUpdate.sumActual(all))
                .withUpdatedReplicas(newSet.map(set -> set.status().replicas()).orElse(0))
                .withReadyReplicas(RollingUpdate.sumReady(all))
                .withAvailableReplicas(available)
                .withUnavailableReplicas(Math.max(0, RollingUpdate.sumReplicas(all) - available))
                .withTerminatingReplicas(RollingUpdate.sumTerminating(all));
        DeploymentStatus status = new DeploymentStatus(Zeros.dropped(
                numbers.struct(),
                "replicas",
                "updatedReplicas",
                "readyReplicas",
                "availableReplicas",
                "unavailableReplicas"));
        boolean enough = available
                >= RollingUpdate.replicas(deployment)
                        - RollingUpdate.bounds(deployment).maxUnavailable();
        return with(
                status,
                enough
                        ? condition(
                                AVAILABLE,
                                "True",
                                "MinimumReplicasAvailable",
                                "Deployment has minimum availability.",
                                now)
                        : condition(
                                AVAILABLE,
                                "False",
                                "MinimumReplicasUnavailable",
                                "Deployment does not have minimum availability.",
                                now));
    }

    /** The status with what it says of progress and of failures. */
    static DeploymentStatus withProgress(
            Deployment deployment,
            DeploymentStatus status,
            Collection<ReplicaSet> all,
            Optional<ReplicaSet> newSet,
            Instant now) {
        DeploymentStatus result =
                hasDeadline(deployment) ? progress(deployment, status, newSet, now) : without(status, PROGRESSING);
        Optional<ReplicaSetCondition> failure = failure(newSet, all);
        return failure.isPresent()
                ? with(
                        result,
                        new DeploymentCondition(failure.get().struct())
                                .withType(REPLICA_FAILURE)
                                .withLastUpdateTime(now))
                : without(result, REPLICA_FAILURE);
    }

    private static DeploymentStatus progress(
            Deployment deployment, DeploymentStatus status, Optional<ReplicaSet> newSet, Instant now) {
        Optional<DeploymentCondition> before = find(deployment.status(), PROGRESSING);
        boolean wasComplete = status.replicas() == status.updatedReplicas()
                && before.filter(known -> known.reason().equals(NEW_AVAILABLE)).isPresent();
        if (wasComplete) {
            return status;
        }
        String who = newSet.map(set -> "ReplicaSet \"" + set.name() + "\"")
                .orElse("Deployment \"" + deployment.name() + "\"");
        if (complete(deployment, status)) {
            return with(
                    status, condition(PROGRESSING, "True", NEW_AVAILABLE, who + " has successfully progressed.", now));
        }
        if (progressing(deployment, status)) {
            DeploymentCondition fresh =
                    condition(PROGRESSING, "True", "ReplicaSetUpdated", who + " is progressing.", now);
            DeploymentCondition kept = before.filter(known -> known.status().equals("True"))
                    .flatMap(DeploymentCondition::lastTransitionTime)
                    .map(fresh::withLastTransitionTime)
                    .orElse(fresh);
            return with(without(status, PROGRESSING), kept); // even if nothing else changed, its time does
        }
        if (timedOut(deployment, status, now)) {
            return with(status, condition(PROGRESSING, "False", TIMED_OUT, who + " has timed out progressing.", now));
        }
        return status;
    }

    /** Whether all pods are of the newest template and available. */
    static boolean complete(Deployment deployment, DeploymentStatus status) {
        int wanted = RollingUpdate.replicas(deployment);
        return status.updatedReplicas() == wanted
                && status.replicas() == wanted
                && status.availableReplicas() == wanted
                && status.observedGeneration() >= deployment.metadata().generation();
    }

    private static boolean progressing(Deployment deployment, DeploymentStatus status) {
        DeploymentStatus before = deployment.status();
        return status.updatedReplicas() > before.updatedReplicas()
                || status.replicas() - status.updatedReplicas() < before.replicas() - before.updatedReplicas()
                || status.readyReplicas() > before.readyReplicas()
                || status.availableReplicas() > before.availableReplicas();
    }

    private static boolean timedOut(Deployment deployment, DeploymentStatus status, Instant now) {
        Optional<DeploymentCondition> condition = find(status, PROGRESSING);
        if (condition.isEmpty() || condition.get().reason().equals(NEW_AVAILABLE)) {
            return false;
        }
        return condition.get().reason().equals(TIMED_OUT)
                || untilTimeout(deployment, condition.get(), now).isNegative();
    }

    /** When a rollout that makes no progress is to be looked at again. */
    static Optional<Duration> recheck(Deployment deployment, DeploymentStatus status, Instant now) {
        return find(status, PROGRESSING)
                .filter(_ -> hasDeadline(deployment) && !complete(deployment, status))
                .filter(condition -> !condition.reason().equals(TIMED_OUT))
                .map(condition -> untilTimeout(deployment, condition, now).plusSeconds(1));
    }

    private static Duration untilTimeout(Deployment deployment, DeploymentCondition condition, Instant now) {
        Instant since = condition.lastUpdateTime().orElse(now);
        return Duration.between(now, since.plusSeconds(deployment.spec().progressDeadlineSeconds()));
    }

    private static Optional<ReplicaSetCondition> failure(Optional<ReplicaSet> newSet, Collection<ReplicaSet> all) {
        return newSet.flatMap(DeploymentConditions::failure)
                .or(() -> all.stream()
                        .map(DeploymentConditions::failure)
                        .flatMap(Optional::stream)
                        .findFirst());
    }

    private static Optional<ReplicaSetCondition> failure(ReplicaSet set) {
        for (ReplicaSetCondition condition : set.status().conditions()) {
            if (condition.type().equals(REPLICA_FAILURE)) {
                return Optional.of(condition);
            }
        }
        return Optional.empty();
    }
}
