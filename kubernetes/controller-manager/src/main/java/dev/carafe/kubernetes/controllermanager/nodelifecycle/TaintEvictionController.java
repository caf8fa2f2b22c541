package dev.carafe.kubernetes.controllermanager.nodelifecycle;

import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.ResourceClient;
import dev.carafe.kubernetes.client.controller.Controller;
import dev.carafe.kubernetes.client.controller.ControllerContext;
import dev.carafe.kubernetes.client.informer.Lister;
import dev.carafe.kubernetes.client.informer.ObjectKey;
import dev.carafe.kubernetes.client.informer.ResourceHandler;
import dev.carafe.kubernetes.client.record.EventRecorder;
import dev.carafe.kubernetes.client.record.EventType;
import dev.carafe.kubernetes.client.workqueue.RateLimitingQueue;
import dev.carafe.kubernetes.client.workqueue.Workers;
import dev.carafe.kubernetes.controllermanager.controller.Disruptions;
import dev.carafe.kubernetes.controllermanager.controller.NodeTaints;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Deletes pods from nodes with taints of effect NoExecute that they do not tolerate, or no longer. */
public final class TaintEvictionController implements Controller {
    private final Clock clock;
    private final ResourceClient<Pod> client;
    private final EventRecorder recorder;
    private final Lister<Pod> pods;
    private final Lister<Node> nodes;
    private final RateLimitingQueue<ObjectKey> queue;
    private final int workerCount;

    /** When pods that bear a taint for a time were first seen to; no more than there are such pods. */
    private final Map<ObjectKey, Instant> bearingSince = new ConcurrentHashMap<>();

    private @Nullable Workers<ObjectKey> workers;

    public TaintEvictionController(ControllerContext context, int workerCount) {
        this.clock = context.clock();
        this.workerCount = workerCount;
        this.client = context.client().of(CoreV1.PODS);
        this.recorder = context.recorder("taint-eviction-controller");
        this.queue = new RateLimitingQueue<>(clock);
        var podInformer = context.informers().informer(CoreV1.PODS);
        var nodeInformer = context.informers().informer(CoreV1.NODES);
        NodeTaints.indexByNode(podInformer);
        this.pods = podInformer.lister();
        this.nodes = nodeInformer.lister();
        podInformer.addHandler(new ResourceHandler<>() {
            @Override
            public void onAdd(Pod pod, boolean initial) {
                queue.add(ObjectKey.of(pod));
            }

            @Override
            public void onUpdate(Pod before, Pod after) {
                boolean relevant = !before.spec().nodeName().equals(after.spec().nodeName())
                        || !before.spec().tolerations().equals(after.spec().tolerations());
                if (relevant) {
                    queue.add(ObjectKey.of(after));
                }
            }

            @Override
            public void onDelete(Pod last, boolean finalStateUnknown) {
                bearingSince.remove(ObjectKey.of(last));
            }
        });
        nodeInformer.addHandler(new ResourceHandler<>() {
            @Override
            public void onAdd(Node node, boolean initial) {
                enqueuePodsOf(node);
            }

            @Override
            public void onUpdate(Node before, Node after) {
                if (!before.spec().taints().equals(after.spec().taints())) {
                    enqueuePodsOf(after);
                }
            }
        });
    }

    private void enqueuePodsOf(Node node) {
        pods.byIndex(NodeTaints.PODS_BY_NODE, node.name()).forEach(pod -> queue.add(ObjectKey.of(pod)));
    }

    @Override
    public void start() {
        workers = Workers.start("taint-eviction-controller", workerCount, queue, this::reconcile);
    }

    @Override
    public void close() {
        Workers<ObjectKey> running = workers;
        if (running != null) {
            running.close();
        }
    }

    void reconcile(ObjectKey key) {
        Pod pod = pods.get(key);
        if (pod == null || pod.metadata().hasDeletionTimestamp()) {
            bearingSince.remove(key);
            return;
        }
        Optional<Node> node = nodes.find("", pod.spec().nodeName());
        if (node.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        Instant since = bearingSince.getOrDefault(key, now);
        Optional<Instant> at = Eviction.at(pod, node.get().spec().taints(), since);
        if (at.isEmpty()) {
            bearingSince.remove(key);
            return;
        }
        if (at.get().isAfter(now)) {
            bearingSince.putIfAbsent(key, now);
            queue.addAfter(key, Duration.between(now, at.get()));
            return;
        }
        recorder.event(pod, EventType.NORMAL, "TaintManagerEviction", "Marking for deletion Pod " + key);
        try {
            client.updateStatus(Disruptions.mark(
                    pod, "DeletionByTaintManager", "Taint manager: deleting due to NoExecute taint", now));
            client.delete(key.namespace(), key.name());
        } catch (StatusError e) {
            if (e.code() != 404) {
                throw e;
            }
        }
    }
}
