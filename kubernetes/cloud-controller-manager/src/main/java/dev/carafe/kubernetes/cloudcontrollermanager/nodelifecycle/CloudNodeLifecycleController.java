package dev.carafe.kubernetes.cloudcontrollermanager.nodelifecycle;

import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.Node;
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
import dev.carafe.kubernetes.client.record.EventRecorder;
import dev.carafe.kubernetes.client.record.EventType;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.CloudProvider;
import dev.carafe.kubernetes.cloudcontrollermanager.controller.Periodic;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The cloud node lifecycle controller. */
public final class CloudNodeLifecycleController implements Controller {
    private static final Logger LOG = System.getLogger(CloudNodeLifecycleController.class.getName());
    private static final String NAME = "cloud-node-lifecycle-controller";
    private static final int CONFLICT_TRIES = 5;

    private final Clock clock;
    private final InstanceState instances;
    private final Duration period;
    private final ResourceClient<Node> client;
    private final EventRecorder recorder;
    private final Lister<Node> nodes;
    private @Nullable Periodic monitor;

    /** @param period how often nodes are looked at */
    public CloudNodeLifecycleController(ControllerContext context, CloudProvider cloud, Duration period) {
        this.clock = context.clock();
        this.instances = new InstanceState(cloud);
        this.period = period;
        this.client = context.client().of(CoreV1.NODES);
        this.recorder = context.recorder(NAME);
        this.nodes = context.informers().informer(CoreV1.NODES).lister();
    }

    @Override
    public void start() {
        monitor = Periodic.start(NAME, clock, period, this::monitorNodes);
    }

    @Override
    public void close() {
        Periodic running = monitor;
        if (running != null) {
            running.close();
        }
    }

    /** One look at all nodes; what fails for one of them does not hinder the others. */
    void monitorNodes() {
        for (Node node : nodes.list()) {
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
            try {
                monitor(node);
            } catch (IOException | StatusError | ConnectionException e) {
                LOG.log(Level.WARNING, "node {0}: {1}", node.name(), e.getMessage());
            }
        }
    }

    private void monitor(Node node) throws IOException {
        if (ShutdownTaint.isReady(node)) {
            if (ShutdownTaint.isIn(node)) {
                changeTaints(node, ShutdownTaint::removed);
            }
            return;
        }
        if (!instances.exists(node)) {
            delete(node);
        } else if (instances.isShutdown(node) && !ShutdownTaint.isIn(node)) {
            changeTaints(node, ShutdownTaint::added);
        }
    }

    private void delete(Node node) {
        recorder.event(
                node,
                EventType.NORMAL,
                "DeletingNode",
                "Deleting node " + node.name() + " because it does not exist in the cloud provider");
        try {
            client.delete("", node.name());
        } catch (StatusError | ConnectionException e) {
            LOG.log(Level.WARNING, "unable to delete node {0}: {1}", node.name(), e.getMessage());
            recorder.event(
                    node,
                    EventType.WARNING,
                    "DeletingNodeFailed",
                    "Failed deleting node " + node.name() + ": " + e.getMessage());
        }
    }

    /** Writes taints only over the version of the node that they were made from. */
    private void changeTaints(Node seen, Function<Node, List<Taint>> change) {
        Node current = seen;
        for (int tries = 1; ; tries++) {
            List<Object> taints =
                    change.apply(current).stream().<Object>map(Taint::struct).toList();
            Struct version = Struct.of("resourceVersion", current.metadata().resourceVersion());
            try {
                client.patch(
                        "",
                        seen.name(),
                        PatchType.MERGE,
                        Struct.of("metadata", version, "spec", Struct.of("taints", taints)));
                return;
            } catch (StatusError e) {
                if (e.code() != 409 || tries == CONFLICT_TRIES) {
                    throw e;
                }
                current = client.get("", seen.name());
            }
        }
    }
}
