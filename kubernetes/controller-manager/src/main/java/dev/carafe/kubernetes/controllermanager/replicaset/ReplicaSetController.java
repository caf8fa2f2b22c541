package dev.carafe.kubernetes.controllermanager.replicaset;

import dev.carafe.kubernetes.api.ApiObject;
import dev.carafe.kubernetes.api.apps.v1.ReplicaSet;
import dev.carafe.kubernetes.api.apps.v1.ReplicaSetStatus;
import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.ReplicationController;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.ResourceClient;
import dev.carafe.kubernetes.client.controller.Controller;
import dev.carafe.kubernetes.client.controller.ControllerContext;
import dev.carafe.kubernetes.client.informer.Lister;
import dev.carafe.kubernetes.client.informer.ObjectKey;
import dev.carafe.kubernetes.client.informer.ResourceHandler;
import dev.carafe.kubernetes.client.workqueue.RateLimitingQueue;
import dev.carafe.kubernetes.client.workqueue.Workers;
import dev.carafe.kubernetes.controllermanager.controller.Claims;
import dev.carafe.kubernetes.controllermanager.controller.Expectations;
import dev.carafe.kubernetes.controllermanager.controller.Owners;
import dev.carafe.kubernetes.controllermanager.controller.PodControl;
import dev.carafe.kubernetes.controllermanager.controller.PodRanking;
import dev.carafe.kubernetes.controllermanager.controller.Pods;
import dev.carafe.kubernetes.controllermanager.controller.SlowStart;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the number of pods of each ReplicaSet, or of each ReplicationController.
 *
 * @param <T> the kind
 */
public final class ReplicaSetController<T extends ApiObject<T>> implements Controller {
    private static final int BURST_MAX = 500;

    private final ReplicaKind<T> kind;
    private final Clock clock;
    private final ResourceClient<T> owners;
    private final Lister<T> ownerLister;
    private final Lister<Pod> podLister;
    private final PodControl podControl;
    private final Claims<T, Pod> claims;
    private final Expectations expectations;
    private final RateLimitingQueue<ObjectKey> queue;
    private final int workerCount;
    private @Nullable Workers<ObjectKey> workers;

    private ReplicaSetController(ReplicaKind<T> kind, ControllerContext context, int workerCount) {
        this.kind = kind;
        this.clock = context.clock();
        this.workerCount = workerCount;
        this.owners = context.client().of(kind.type());
        this.podControl = new PodControl(context.client(), context.recorder(kind.component()));
        this.claims = new Claims<>(context.client(), kind.type(), CoreV1.PODS);
        this.expectations = new Expectations(clock::nanoTime);
        this.queue = new RateLimitingQueue<>(clock);
        var podInformer = context.informers().informer(CoreV1.PODS);
        Pods.indexByController(podInformer);
        this.podLister = podInformer.lister();
        var ownerInformer = context.informers().informer(kind.type());
        this.ownerLister = ownerInformer.lister();
        ownerInformer.addHandler(new OwnerEvents());
        podInformer.addHandler(new PodEvents());
    }

    /** The controller of apps/v1 ReplicaSets. */
    public static ReplicaSetController<ReplicaSet> replicaSets(ControllerContext context, int workers) {
        return new ReplicaSetController<>(ReplicaKind.REPLICA_SET, context, workers);
    }

    /** The controller of core/v1 ReplicationControllers. */
    public static ReplicaSetController<ReplicationController> replicationControllers(
            ControllerContext context, int workers) {
        return new ReplicaSetController<>(ReplicaKind.REPLICATION_CONTROLLER, context, workers);
    }

    @Override
    public void start() {
        workers = Workers.start(kind.component(), workerCount, queue, this::reconcile);
    }

    @Override
    public void close() {
        Workers<ObjectKey> running = workers;
        if (running != null) {
            running.close();
        }
    }

    /** Brings the pods of one owner to the number asked for, then its status up to date. */
    void reconcile(ObjectKey key) throws InterruptedException {
        T owner = ownerLister.get(key);
        if (owner == null) {
            expectations.forget(key);
            return;
        }
        boolean mayAct = expectations.satisfied(key); // asked before the pods are read, as upstream does
        List<Pod> candidates = new ArrayList<>(
                podLister.byIndex(Pods.BY_CONTROLLER, owner.metadata().uid()));
        candidates.addAll(podLister.byIndex(Pods.BY_CONTROLLER, Pods.orphans(owner.namespace())));
        List<Pod> claimed = claims.claim(
                owner,
                kind.selector(owner),
                candidates.stream().filter(pod -> !Pods.isTerminal(pod)).toList(),
                Pods::isActive);
        List<Pod> active = claimed.stream().filter(Pods::isActive).toList();
        int surplus = active.size() - kind.replicas(owner);
        Optional<RuntimeException> failure = Optional.empty();
        if (mayAct && !owner.metadata().hasDeletionTimestamp()) {
            failure = surplus < 0 ? create(key, owner, -surplus) : delete(key, owner, active, surplus);
        }
        updateStatus(key, owner, active, claimed.size() - active.size(), surplus, failure);
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    private Optional<RuntimeException> create(ObjectKey key, T owner, int missing) throws InterruptedException {
        int count = Math.min(missing, BURST_MAX);
        expectations.expectCreations(key, count);
        Pod pod = PodControl.ofTemplate(
                kind.template(owner),
                owner,
                Owners.controllerReference(
                        owner, kind.type().apiVersion(), kind.type().kind()));
        SlowStart.Outcome outcome = SlowStart.run(count, () -> createOne(pod, owner));
        for (int i = outcome.successes(); i < count; i++) {
            expectations.creationObserved(key); // was not made, so will not be seen
        }
        return outcome.failure();
    }

    private void createOne(Pod pod, T owner) {
        try {
            podControl.create(pod, owner);
        } catch (StatusError e) {
            if (!PodControl.namespaceTerminating(e)) {
                throw e;
            }
        }
    }

    private Optional<RuntimeException> delete(ObjectKey key, T owner, List<Pod> active, int surplus)
            throws InterruptedException {
        int count = Math.min(surplus, BURST_MAX);
        if (count == 0) {
            return Optional.empty();
        }
        List<Pod> chosen = count == active.size()
                ? active
                : PodRanking.sorted(active, active, clock.instant()).subList(0, count);
        expectations.expectDeletions(key, chosen.stream().map(ObjectKey::of).toList());
        List<Runnable> deletions = new ArrayList<>();
        for (Pod pod : chosen) {
            deletions.add(() -> deleteOne(key, pod, owner));
        }
        return SlowStart.parallel(deletions).failure();
    }

    private void deleteOne(ObjectKey key, Pod pod, T owner) {
        try {
            podControl.delete(pod, owner);
        } catch (RuntimeException e) {
            expectations.deletionObserved(key, ObjectKey.of(pod));
            throw e;
        }
    }

    private void updateStatus(
            ObjectKey key,
            T owner,
            List<Pod> active,
            int terminating,
            int surplus,
            Optional<RuntimeException> failure) {
        Instant now = clock.instant();
        int minReadySeconds = kind.minReadySeconds(owner);
        ReplicaSetStatus status = ReplicaStatus.of(
                kind.status(owner),
                owner.metadata().generation(),
                kind.template(owner).metadata().labels(),
                minReadySeconds,
                active,
                terminating,
                surplus,
                failure,
                now);
        T wanted = kind.withStatus(owner, status);
        if (!wanted.equals(owner)) {
            owners.updateStatus(wanted);
        }
        if (minReadySeconds > 0 && status.readyReplicas() != status.availableReplicas()) {
            queue.addAfter(key, untilNextAvailable(active, minReadySeconds, now));
        }
    }

    private static Duration untilNextAvailable(List<Pod> active, int minReadySeconds, Instant now) {
        return active.stream()
                .map(Pods::readySince)
                .flatMap(Optional::stream)
                .map(since -> Duration.between(now, since.plusSeconds(minReadySeconds)))
                .filter(Duration::isPositive)
                .min(Duration::compareTo)
                .orElse(Duration.ofSeconds(minReadySeconds));
    }

    /** The owner that a pod says it has, if that is one of ours and still the same. */
    private Optional<T> ownerOf(Pod pod) {
        return Owners.controllerOf(pod)
                .filter(reference -> reference.kind().equals(kind.type().kind()))
                .flatMap(reference -> ownerLister
                        .find(pod.namespace(), reference.name())
                        .filter(owner -> owner.metadata().uid().equals(reference.uid())));
    }

    private void enqueueWhoMayAdopt(Pod pod) {
        for (T owner : ownerLister.list(pod.namespace())) {
            if (kind.selector(owner).matches(pod.metadata().labels())) {
                queue.add(ObjectKey.of(owner));
            }
        }
    }

    private final class OwnerEvents implements ResourceHandler<T> {
        @Override
        public void onAdd(T owner, boolean initial) {
            queue.add(ObjectKey.of(owner));
        }

        @Override
        public void onUpdate(T before, T after) {
            queue.add(ObjectKey.of(after));
        }

        @Override
        public void onDelete(T last, boolean finalStateUnknown) {
            expectations.forget(ObjectKey.of(last));
            queue.add(ObjectKey.of(last));
        }
    }

    private final class PodEvents implements ResourceHandler<Pod> {
        @Override
        public void onAdd(Pod pod, boolean initial) {
            if (Pods.isTerminating(pod)) {
                onDelete(pod, false);
                return;
            }
            if (Owners.controllerOf(pod).isEmpty()) {
                enqueueWhoMayAdopt(pod);
                return;
            }
            ownerOf(pod).map(ObjectKey::of).ifPresent(key -> {
                expectations.creationObserved(key);
                queue.add(key);
            });
        }

        @Override
        public void onUpdate(Pod before, Pod after) {
            boolean relabeled =
                    !before.metadata().labels().equals(after.metadata().labels());
            if (Pods.isTerminating(after)) {
                onDelete(after, false);
                if (relabeled) {
                    onDelete(before, false);
                }
                return;
            }
            boolean moved = !Owners.controllerOf(before).equals(Owners.controllerOf(after));
            if (moved) {
                ownerOf(before).map(ObjectKey::of).ifPresent(queue::add);
            }
            if (Owners.controllerOf(after).isEmpty()) {
                if (relabeled || moved) {
                    enqueueWhoMayAdopt(after);
                }
                return;
            }
            ownerOf(after).ifPresent(owner -> {
                queue.add(ObjectKey.of(owner));
                if (!Pods.isReady(before) && Pods.isReady(after) && kind.minReadySeconds(owner) > 0) {
                    queue.addAfter(ObjectKey.of(owner), Duration.ofSeconds(kind.minReadySeconds(owner) + 1L));
                }
            });
        }

        @Override
        public void onDelete(Pod last, boolean finalStateUnknown) {
            ownerOf(last).map(ObjectKey::of).ifPresent(key -> {
                expectations.deletionObserved(key, ObjectKey.of(last));
                queue.add(key);
            });
        }
    }
}
