package dev.carafe.kubernetes.controllermanager.deployment;

import dev.carafe.kubernetes.api.apps.v1.AppsV1;
import dev.carafe.kubernetes.api.apps.v1.Deployment;
import dev.carafe.kubernetes.api.apps.v1.DeploymentStatus;
import dev.carafe.kubernetes.api.apps.v1.ReplicaSet;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.ResourceClient;
import dev.carafe.kubernetes.client.record.EventRecorder;
import dev.carafe.kubernetes.client.record.EventType;
import dev.carafe.kubernetes.controllermanager.controller.Owners;
import dev.carafe.kubernetes.controllermanager.controller.Pods;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One look at one Deployment: compares it with its ReplicaSets and takes the next step. Used by one thread, once. */
final class Rollout {
    private final ResourceClient<Deployment> deployments;
    private final ResourceClient<ReplicaSet> replicaSets;
    private final EventRecorder recorder;
    private final Instant now;
    private final NewReplicaSet newReplicaSet;

    /** As last written. */
    private Deployment deployment;

    /** All sets of the Deployment, as last read or written. */
    private final List<ReplicaSet> sets;

    private Optional<Duration> recheck = Optional.empty();

    Rollout(Client client, EventRecorder recorder, Instant now, Deployment deployment, Collection<ReplicaSet> sets) {
        this.deployments = client.of(AppsV1.DEPLOYMENTS);
        this.replicaSets = client.of(AppsV1.REPLICASETS);
        this.recorder = recorder;
        this.now = now;
        this.deployment = deployment;
        this.sets = new ArrayList<>(sets);
        this.newReplicaSet = new NewReplicaSet(replicaSets, recorder);
    }

    /** When to look again although nothing may have changed. */
    Optional<Duration> recheck() {
        return recheck;
    }

    /** Takes the next step. */
    void step(Collection<Pod> pods) {
        if (deployment.metadata().hasDeletionTimestamp()) {
            sync(false);
            return;
        }
        notePause();
        if (deployment.spec().paused() || Scaling.isScaling(deployment, sets)) {
            sync(true);
        } else if (RollingUpdate.isRolling(deployment)) {
            roll();
        } else {
            recreate(pods);
        }
    }

    /** Says in the conditions that progress stops or goes on, so that a pause does not count against the deadline. */
    private void notePause() {
        if (!DeploymentConditions.hasDeadline(deployment)) {
            return;
        }
        String reason = DeploymentConditions.find(deployment.status(), DeploymentConditions.PROGRESSING)
                .map(condition -> condition.reason())
                .orElse("");
        boolean noted = reason.equals(DeploymentConditions.PAUSED);
        if (reason.equals(DeploymentConditions.TIMED_OUT)
                || noted == deployment.spec().paused()) {
            return;
        }
        var condition = noted
                ? DeploymentConditions.condition(
                        DeploymentConditions.PROGRESSING, "Unknown", "DeploymentResumed", "Deployment is resumed", now)
                : DeploymentConditions.condition(
                        DeploymentConditions.PROGRESSING,
                        "Unknown",
                        DeploymentConditions.PAUSED,
                        "Deployment is paused",
                        now);
        writeStatus(DeploymentConditions.with(deployment.status(), condition));
    }

    /** Scales what is there, without beginning a new rollout. */
    private void sync(boolean scale) {
        if (scale) {
            renumberNewSet();
            Scaling.sizes(deployment, newSet(), oldSets()).forEach(this::scale);
            if (deployment.spec().paused()) {
                cleanUp();
            }
        }
        DeploymentStatus status = DeploymentConditions.status(deployment, sets, newSet(), now);
        if (!status.equals(deployment.status())) {
            writeStatus(status);
        }
    }

    private void roll() {
        ReplicaSet current = requireNewSet();
        int wanted = RollingUpdate.replicas(deployment);
        int size = RollingUpdate.replicas(current);
        int next = size > wanted ? wanted : RollingUpdate.newReplicas(deployment, sets, size);
        if (scale(current, next)) {
            syncRolloutStatus();
            return;
        }
        Map<ReplicaSet, Integer> smaller =
                RollingUpdate.scaleDown(deployment, sets, RollingUpdate.active(oldSets()), newSet().orElse(current));
        if (!smaller.isEmpty()) {
            smaller.forEach(this::scale);
            syncRolloutStatus();
            return;
        }
        finish();
    }

    private void recreate(Collection<Pod> pods) {
        renumberNewSet();
        List<ReplicaSet> active = RollingUpdate.active(oldSets());
        if (!active.isEmpty()) {
            active.forEach(set -> scale(set, 0));
            syncRolloutStatus();
            return;
        }
        if (oldPodsRun(pods)) {
            syncRolloutStatus();
            return;
        }
        scale(requireNewSet(), RollingUpdate.replicas(deployment));
        finish();
    }

    private boolean oldPodsRun(Collection<Pod> pods) {
        String newUid = newSet().map(set -> set.metadata().uid()).orElse("");
        return RollingUpdate.sumActual(oldSets()) > 0
                || pods.stream()
                        .filter(pod -> !Pods.isTerminal(pod))
                        .anyMatch(pod -> Owners.controllerOf(pod)
                                .map(owner -> !owner.uid().equals(newUid))
                                .orElse(false));
    }

    private void finish() {
        if (DeploymentConditions.complete(deployment, deployment.status())) {
            cleanUp();
        }
        syncRolloutStatus();
    }

    /** The set of the current template. */
    private Optional<ReplicaSet> newSet() {
        return NewReplicaSet.find(deployment, sets);
    }

    private List<ReplicaSet> oldSets() {
        Optional<ReplicaSet> current = newSet();
        return sets.stream()
                .filter(set -> current.isEmpty()
                        || !set.metadata().uid().equals(current.get().metadata().uid()))
                .toList();
    }

    private void renumberNewSet() {
        newSet().ifPresent(this::renumber);
    }

    private ReplicaSet requireNewSet() {
        Optional<ReplicaSet> found = newSet();
        if (found.isPresent()) {
            return renumber(found.get());
        }
        NewReplicaSet.Creation creation = newReplicaSet.create(deployment, sets);
        return switch (creation) {
            case NewReplicaSet.Creation.Created(ReplicaSet set, boolean adopted) -> {
                sets.add(set);
                annotateRevision(Revisions.of(set));
                if (!adopted && DeploymentConditions.hasDeadline(deployment)) {
                    noteProgress("NewReplicaSetCreated", "Created new replica set \"" + set.name() + "\"", "True");
                }
                yield set;
            }
            case NewReplicaSet.Creation.Collision(RuntimeException failure) -> {
                writeStatus(deployment
                        .status()
                        .withCollisionCount(deployment.status().collisionCount() + 1));
                throw failure;
            }
            case NewReplicaSet.Creation.Failed(RuntimeException failure, String message) -> {
                if (DeploymentConditions.hasDeadline(deployment)) {
                    noteProgress("ReplicaSetCreateError", message, "False");
                }
                throw failure;
            }
        };
    }

    private ReplicaSet renumber(ReplicaSet found) {
        ReplicaSet wanted = Revisions.numbered(deployment, found, Revisions.max(oldSets()) + 1);
        if (wanted.spec().minReadySeconds() != deployment.spec().minReadySeconds()) {
            wanted = wanted.withSpec(
                    wanted.spec().withMinReadySeconds(deployment.spec().minReadySeconds()));
        }
        ReplicaSet current = wanted.equals(found) ? found : replace(replicaSets.update(wanted));
        annotateRevision(Revisions.of(current));
        if (DeploymentConditions.hasDeadline(deployment)
                && DeploymentConditions.find(deployment.status(), DeploymentConditions.PROGRESSING)
                        .isEmpty()) {
            noteProgress("FoundNewReplicaSet", "Found new replica set \"" + current.name() + "\"", "True");
        }
        return current;
    }

    private void noteProgress(String reason, String message, String status) {
        writeStatus(DeploymentConditions.with(
                deployment.status(),
                DeploymentConditions.condition(DeploymentConditions.PROGRESSING, status, reason, message, now)));
    }

    private void annotateRevision(long revision) {
        if (Revisions.of(deployment) != revision) {
            deployment = NewReplicaSet.annotate(deployments, deployment, revision);
        }
    }

    /** Gives a set a size; true when that changed it. */
    private boolean scale(ReplicaSet set, int size) {
        int before = RollingUpdate.replicas(set);
        ReplicaSet wanted = Revisions.sized(deployment, set);
        if (before != size) {
            wanted = wanted.withSpec(wanted.spec().withReplicas(size));
        }
        if (wanted.equals(set)) {
            return false;
        }
        replace(replicaSets.update(wanted));
        if (before != size) {
            recorder.event(
                    deployment,
                    EventType.NORMAL,
                    "ScalingReplicaSet",
                    "Scaled " + (size > before ? "up" : "down") + " replica set " + set.name() + " from " + before
                            + " to " + size);
        }
        return before != size;
    }

    private ReplicaSet replace(ReplicaSet written) {
        sets.replaceAll(set -> set.metadata().uid().equals(written.metadata().uid()) ? written : set);
        return written;
    }

    private void syncRolloutStatus() {
        DeploymentStatus numbers = DeploymentConditions.status(deployment, sets, newSet(), now);
        DeploymentStatus status = DeploymentConditions.withProgress(deployment, numbers, sets, newSet(), now);
        if (status.equals(deployment.status())) {
            recheck = DeploymentConditions.recheck(deployment, status, now);
        } else {
            writeStatus(status);
        }
    }

    private void writeStatus(DeploymentStatus status) {
        deployment = deployments.updateStatus(deployment.withStatus(status));
    }

    /** Deletes old sets beyond the history's limit, the oldest first. */
    private void cleanUp() {
        int limit = deployment.spec().revisionHistoryLimit();
        if (!deployment.spec().hasRevisionHistoryLimit() || limit == Integer.MAX_VALUE) {
            return;
        }
        List<ReplicaSet> old = new ArrayList<>(oldSets().stream()
                .filter(set -> !set.metadata().hasDeletionTimestamp())
                .toList());
        old.sort(Comparator.comparingLong(Revisions::of));
        for (ReplicaSet set : old.subList(0, Math.max(0, old.size() - limit))) {
            boolean idle = set.status().replicas() == 0
                    && RollingUpdate.replicas(set) == 0
                    && set.metadata().generation() <= set.status().observedGeneration();
            if (idle) {
                replicaSets.delete(set.namespace(), set.name());
                sets.remove(set);
            }
        }
    }
}
