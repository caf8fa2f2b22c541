package dev.carafe.kubernetes.controllermanager.nodelifecycle;

import dev.carafe.kubernetes.api.coordination.v1.CoordinationV1;
import dev.carafe.kubernetes.api.coordination.v1.Lease;
import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.Taint;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.ConnectionException;
import dev.carafe.kubernetes.client.PatchType;
import dev.carafe.kubernetes.client.ResourceClient;
import dev.carafe.kubernetes.client.controller.Controller;
import dev.carafe.kubernetes.client.controller.ControllerContext;
import dev.carafe.kubernetes.client.informer.Lister;
import dev.carafe.kubernetes.client.informer.ObjectKey;
import dev.carafe.kubernetes.client.informer.ResourceHandler;
import dev.carafe.kubernetes.client.informer.Scope;
import dev.carafe.kubernetes.client.record.EventRecorder;
import dev.carafe.kubernetes.client.record.EventType;
import dev.carafe.kubernetes.client.workqueue.RateLimitingQueue;
import dev.carafe.kubernetes.client.workqueue.Workers;
import dev.carafe.kubernetes.controllermanager.controller.Disruptions;
import dev.carafe.kubernetes.controllermanager.controller.NodeTaints;
import dev.carafe.kubernetes.controllermanager.controller.Pods;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Watches over the nodes' signs of life, and taints nodes by their conditions. */
public final class NodeLifecycleController implements Controller {
    private static final Logger LOG = System.getLogger(NodeLifecycleController.class.getName());
    private static final String LEASES = "kube-node-lease";

    private final Clock clock;
    private final Duration period;
    private final Duration grace;
    private final ResourceClient<Node> nodeClient;
    private final ResourceClient<Pod> podClient;
    private final EventRecorder recorder;
    private final Lister<Node> nodes;
    private final Lister<Lease> leases;
    private final Lister<Pod> pods;
    private final Disruption disruption;
    private final Map<String, NodeHealth> health = new HashMap<>(); // the monitor thread's alone
    private final RateLimitingQueue<String> queue;
    private final int workerCount;
    private @Nullable Workers<String> workers;
    private @Nullable Thread monitor;

    /**
     * @param period how often all nodes are looked at
     * @param grace how long a node may be silent
     */
    public NodeLifecycleController(ControllerContext context, Duration period, Duration grace, int workerCount) {
        this.clock = context.clock();
        this.period = period;
        this.grace = grace;
        this.workerCount = workerCount;
        this.nodeClient = context.client().of(CoreV1.NODES);
        this.podClient = context.client().of(CoreV1.PODS);
        this.recorder = context.recorder("node-controller");
        this.disruption = new Disruption(clock::nanoTime);
        this.queue = new RateLimitingQueue<>(clock);
        var nodeInformer = context.informers().informer(CoreV1.NODES);
        var podInformer = context.informers().informer(CoreV1.PODS);
        NodeTaints.indexByNode(podInformer);
        this.nodes = nodeInformer.lister();
        this.pods = podInformer.lister();
        this.leases = context.informers()
                .informer(CoordinationV1.LEASES, Scope.namespaced(LEASES))
                .lister();
        nodeInformer.addHandler(ResourceHandler.ofAny(node -> queue.add(node.name())));
    }

    @Override
    public void start() {
        workers = Workers.start("node-controller", workerCount, queue, this::taintByConditions);
        monitor = Thread.ofVirtual().name("node-monitor").start(this::watchOver);
    }

    @Override
    public void close() {
        Thread thread = monitor;
        if (thread != null) {
            thread.interrupt();
            try {
                thread.join();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
        Workers<String> running = workers;
        if (running != null) {
            running.close();
        }
    }

    private void watchOver() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                lookAtAll();
                clock.sleep(period);
            }
        } catch (InterruptedException _) {
            // closed
        }
    }

    /** One look at all nodes. */
    void lookAtAll() {
        List<Node> seen = new ArrayList<>();
        List<Node> all = nodes.list();
        health.keySet().retainAll(all.stream().map(Node::name).toList());
        for (Node node : all) {
            try {
                seen.add(look(node));
            } catch (StatusError | ConnectionException e) {
                LOG.log(Level.WARNING, "node {0}: {1}", node.name(), e.getMessage());
                seen.add(node);
            }
        }
        disruption.look(seen);
        for (Node node : seen) {
            try {
                taintForEviction(node);
            } catch (StatusError | ConnectionException e) {
                LOG.log(Level.WARNING, "tainting node {0}: {1}", node.name(), e.getMessage());
            }
        }
    }

    /** Notes the node's signs of life, and if it is silent says so in its conditions. */
    private Node look(Node node) {
        Instant now = clock.instant();
        NodeHealth known = NodeHealth.look(
                Optional.ofNullable(health.get(node.name())), node, leases.find(LEASES, node.name()), now);
        health.put(node.name(), known);
        Node current = node;
        if (known.isSilent(grace, now)) {
            Node silent = node.withStatus(node.status().withConditions(NodeHealth.unknown(node, now)));
            if (!silent.equals(node)) {
                current = nodeClient.updateStatus(silent);
            }
        }
        boolean wasReady = NodeTaints.status(node, "Ready").equals("True");
        boolean isReady = NodeTaints.status(current, "Ready").equals("True");
        if (wasReady && !isReady) {
            recorder.event(
                    current, EventType.NORMAL, "NodeNotReady", "Node " + node.name() + " status is now: NodeNotReady");
        }
        if (!isReady) {
            markPodsNotReady(current, now);
        }
        return current;
    }

    private void markPodsNotReady(Node node, Instant now) {
        for (Pod pod : pods.byIndex(NodeTaints.PODS_BY_NODE, node.name())) {
            Pods.condition(pod, "Ready")
                    .filter(condition -> condition.status().equals("True"))
                    .ifPresent(condition -> {
                        recorder.event(pod, EventType.WARNING, "NodeNotReady", "Node is not ready");
                        try {
                            podClient.updateStatus(Disruptions.with(
                                    pod, condition.withStatus("False").withLastTransitionTime(now)));
                        } catch (StatusError e) {
                            LOG.log(Level.DEBUG, "pod {0}: {1}", ObjectKey.of(pod), e.getMessage());
                        }
                    });
        }
    }

    private void taintForEviction(Node node) {
        boolean ready = NodeTaints.status(node, "Ready").equals("True");
        boolean tainted = node.spec().taints().stream()
                .anyMatch(taint -> taint.effect().equals(NodeTaints.NO_EXECUTE)
                        && (taint.key().equals(NodeTaints.NOT_READY)
                                || taint.key().equals(NodeTaints.UNREACHABLE)));
        boolean mayEvict = !disruption.isEverythingDown() && (ready || tainted || disruption.mayEvict(node));
        patchTaints(node, ConditionTaints.noExecute(node, mayEvict, clock.instant()));
    }

    private void taintByConditions(String name) {
        Node node = nodes.get(new ObjectKey("", name));
        if (node != null) {
            patchTaints(node, ConditionTaints.noSchedule(node, clock.instant()));
        }
    }

    private void patchTaints(Node node, List<Taint> taints) {
        if (List.copyOf(node.spec().taints()).equals(taints)) {
            return;
        }
        List<Object> trees = new ArrayList<>();
        taints.forEach(taint -> trees.add(taint.struct()));
        Struct patch = Struct.of(
                "metadata",
                Struct.of("resourceVersion", node.metadata().resourceVersion()),
                "spec",
                Struct.of("taints", List.copyOf(trees)));
        nodeClient.patch("", node.name(), PatchType.MERGE, patch);
    }
}
