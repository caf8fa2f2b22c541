package dev.carafe.kubernetes.controllermanager.deployment;

import dev.carafe.kubernetes.api.apps.v1.AppsV1;
import dev.carafe.kubernetes.api.apps.v1.Deployment;
import dev.carafe.kubernetes.api.apps.v1.ReplicaSet;
import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.controller.Controller;
import dev.carafe.kubernetes.client.controller.ControllerContext;
import dev.carafe.kubernetes.client.informer.Lister;
import dev.carafe.kubernetes.client.informer.ObjectKey;
import dev.carafe.kubernetes.client.informer.ResourceHandler;
import dev.carafe.kubernetes.client.record.EventRecorder;
import dev.carafe.kubernetes.client.record.EventType;
import dev.carafe.kubernetes.client.workqueue.RateLimitingQueue;
import dev.carafe.kubernetes.client.workqueue.Workers;
import dev.carafe.kubernetes.controllermanager.controller.Claims;
import dev.carafe.kubernetes.controllermanager.controller.Owners;
import dev.carafe.kubernetes.controllermanager.controller.Pods;
import dev.carafe.kubernetes.controllermanager.controller.Selectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks at each Deployment when it, one of its ReplicaSets, or the last of its pods changes. */
public final class DeploymentController implements Controller {
    private final Client client;
    private final Clock clock;
    private final EventRecorder recorder;
    private final Lister<Deployment> deployments;
    private final Lister<ReplicaSet> replicaSets;
    private final Lister<Pod> pods;
    private final Claims<Deployment, ReplicaSet> claims;
    private final RateLimitingQueue<ObjectKey> queue;
    private final int workerCount;
    private @Nullable Workers<ObjectKey> workers;

    public DeploymentController(ControllerContext context, int workerCount) {
        this.client = context.client();
        this.clock = context.clock();
        this.workerCount = workerCount;
        this.recorder = context.recorder("deployment-controller");
        this.claims = new Claims<>(client, AppsV1.DEPLOYMENTS, AppsV1.REPLICASETS);
        this.queue = new RateLimitingQueue<>(clock);
        var deploymentInformer = context.informers().informer(AppsV1.DEPLOYMENTS);
        var replicaSetInformer = context.informers().informer(AppsV1.REPLICASETS);
        var podInformer = context.informers().informer(CoreV1.PODS);
        Pods.indexByController(podInformer);
        this.deployments = deploymentInformer.lister();
        this.replicaSets = replicaSetInformer.lister();
        this.pods = podInformer.lister();
        deploymentInformer.addHandler(ResourceHandler.ofAny(deployment -> queue.add(ObjectKey.of(deployment))));
        replicaSetInformer.addHandler(new ReplicaSetEvents());
        podInformer.addHandler(new PodEvents());
    }

    @Override
    public void start() {
        workers = Workers.start("deployment-controller", workerCount, queue, this::reconcile);
    }

    @Override
    public void close() {
        Workers<ObjectKey> running = workers;
        if (running != null) {
            running.close();
        }
    }

    void reconcile(ObjectKey key) {
        Deployment deployment = deployments.get(key);
        if (deployment == null) {
            return;
        }
        var selector = Selectors.of(deployment.spec().selector());
        if (selector.isEverything()) {
            recorder.event(
                    deployment,
                    EventType.WARNING,
                    "SelectingAll",
                    "This deployment is selecting all pods. A non-empty selector is required.");
            return;
        }
        List<ReplicaSet> sets = claims.claim(deployment, selector, replicaSets.list(key.namespace()), _ -> true);
        Rollout rollout = new Rollout(client, recorder, clock.instant(), deployment, sets);
        rollout.step(podsOf(sets));
        rollout.recheck().ifPresent(delay -> queue.addAfter(key, delay));
    }

    private List<Pod> podsOf(List<ReplicaSet> sets) {
        List<Pod> found = new ArrayList<>();
        sets.forEach(set ->
                found.addAll(pods.byIndex(Pods.BY_CONTROLLER, set.metadata().uid())));
        return found;
    }

    private Optional<Deployment> ownerOf(ReplicaSet set) {
        return Owners.controllerOf(set)
                .filter(reference -> reference.kind().equals(AppsV1.DEPLOYMENTS.kind()))
                .flatMap(reference -> deployments
                        .find(set.namespace(), reference.name())
                        .filter(owner -> owner.metadata().uid().equals(reference.uid())));
    }

    private void enqueue(Deployment deployment) {
        queue.add(ObjectKey.of(deployment));
    }

    private void enqueueWhoMayAdopt(ReplicaSet set) {
        for (Deployment deployment : deployments.list(set.namespace())) {
            if (Selectors.of(deployment.spec().selector())
                    .matches(set.metadata().labels())) {
                enqueue(deployment);
            }
        }
    }

    private final class ReplicaSetEvents implements ResourceHandler<ReplicaSet> {
        @Override
        public void onAdd(ReplicaSet set, boolean initial) {
            if (Owners.controllerOf(set).isPresent()) {
                ownerOf(set).ifPresent(DeploymentController.this::enqueue);
            } else if (!set.metadata().hasDeletionTimestamp()) {
                enqueueWhoMayAdopt(set);
            }
        }

        @Override
        public void onUpdate(ReplicaSet before, ReplicaSet after) {
            if (!Owners.controllerOf(before).equals(Owners.controllerOf(after))) {
                ownerOf(before).ifPresent(DeploymentController.this::enqueue);
            }
            onAdd(after, false);
        }

        @Override
        public void onDelete(ReplicaSet last, boolean finalStateUnknown) {
            ownerOf(last).ifPresent(DeploymentController.this::enqueue);
        }
    }

    /** Only a Deployment that recreates waits for pods: for the last of the old ones to be gone. */
    private final class PodEvents implements ResourceHandler<Pod> {
        @Override
        public void onDelete(Pod last, boolean finalStateUnknown) {
            Owners.controllerOf(last)
                    .filter(reference -> reference.kind().equals(AppsV1.REPLICASETS.kind()))
                    .flatMap(reference -> replicaSets.find(last.namespace(), reference.name()))
                    .flatMap(DeploymentController.this::ownerOf)
                    .filter(deployment -> !RollingUpdate.isRolling(deployment))
                    .ifPresent(DeploymentController.this::enqueue);
        }
    }
}
