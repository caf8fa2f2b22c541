package dev.carafe.kubernetes.cloudcontrollermanager.node;

import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.NodeAddress;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.ConnectionException;
import dev.carafe.kubernetes.client.PatchType;
import dev.carafe.kubernetes.client.ResourceClient;
import dev.carafe.kubernetes.client.WriteOptions;
import dev.carafe.kubernetes.client.controller.Controller;
import dev.carafe.kubernetes.client.controller.ControllerContext;
import dev.carafe.kubernetes.client.informer.Lister;
import dev.carafe.kubernetes.client.informer.ObjectKey;
import dev.carafe.kubernetes.client.informer.ResourceHandler;
import dev.carafe.kubernetes.client.record.EventRecorder;
import dev.carafe.kubernetes.client.record.EventType;
import dev.carafe.kubernetes.client.workqueue.RateLimitingQueue;
import dev.carafe.kubernetes.client.workqueue.Workers;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.CloudProvider;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.InstanceMetadata;
import dev.carafe.kubernetes.cloudcontrollermanager.controller.Nodes;
import dev.carafe.kubernetes.cloudcontrollermanager.controller.Parallel;
import dev.carafe.kubernetes.cloudcontrollermanager.controller.Periodic;
import dev.carafe.kubernetes.cloudcontrollermanager.controller.SyncFailure;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The cloud node controller. */
public final class CloudNodeController implements Controller {
    private static final Logger LOG = System.getLogger(CloudNodeController.class.getName());
    private static final String NAME = "cloud-node-controller";
    private static final int CONFLICT_TRIES = 20;

    private final Clock clock;
    private final InstanceLookup lookup;
    private final Duration statusUpdateFrequency;
    private final int workerCount;
    private final int statusUpdateWorkerCount;
    private final ResourceClient<Node> client;
    private final EventRecorder recorder;
    private final Lister<Node> nodes;
    private final RateLimitingQueue<String> queue;
    private @Nullable Workers<String> workers;
    private @Nullable Periodic statusUpdates;

    /**
     * @param statusUpdateFrequency how often all nodes' addresses are compared with the cloud's
     * @param workerCount how many nodes are initialised at a time
     * @param statusUpdateWorkerCount how many nodes' addresses are compared at a time
     */
    public CloudNodeController(
            ControllerContext context,
            CloudProvider cloud,
            Duration statusUpdateFrequency,
            int workerCount,
            int statusUpdateWorkerCount) {
        this.clock = context.clock();
        this.lookup = new InstanceLookup(cloud);
        this.statusUpdateFrequency = statusUpdateFrequency;
        this.workerCount = workerCount;
        this.statusUpdateWorkerCount = statusUpdateWorkerCount;
        this.client = context.client().of(CoreV1.NODES);
        this.recorder = context.recorder(NAME);
        this.queue = new RateLimitingQueue<>(clock);
        var informer = context.informers().informer(CoreV1.NODES);
        this.nodes = informer.lister();
        informer.addHandler(new ResourceHandler<>() {
            @Override
            public void onAdd(Node node, boolean initial) {
                queue.add(node.name());
            }

            @Override
            public void onUpdate(Node before, Node after) {
                queue.add(after.name());
            }
        });
    }

    @Override
    public void start() {
        workers = Workers.start(NAME, workerCount, queue, this::sync);
        statusUpdates = Periodic.start(NAME + " status", clock, statusUpdateFrequency, this::updateNodeStatus);
    }

    @Override
    public void close() {
        Periodic rounds = statusUpdates;
        if (rounds != null) {
            rounds.close();
        }
        Workers<String> running = workers;
        if (running != null) {
            running.close();
        }
    }

    /** Initialises a node that waits for it; of others the labels are looked after. */
    void sync(String name) {
        Node node = nodes.get(new ObjectKey("", name));
        if (node == null) {
            return;
        }
        if (!Nodes.isUninitialized(node)) {
            reconcileLabels(node);
            return;
        }
        Optional<InstanceMetadata> found;
        try {
            found = lookup.metadata(node);
        } catch (IOException e) {
            throw new SyncFailure("failed to get instance metadata for node " + name + ": " + e.getMessage());
        }
        if (found.isEmpty()) {
            LOG.log(Level.INFO, "Skip sync node {0} because cloud provided nil metadata", name);
            return;
        }
        InstanceMetadata metadata = found.get();
        NodeInitialization.check(node, metadata);
        metadata.additionalLabels().keySet().stream()
                .filter(label -> !NodeInitialization.isAllowed(label))
                .forEach(label -> LOG.log(Level.WARNING, "Discarding node label {0} with kubernetes namespace", label));
        Node written = initialize(node, metadata);
        updateAddresses(written, metadata.nodeAddresses());
        LOG.log(Level.INFO, "Successfully initialized node {0} with cloud provider", name);
        recorder.event(node, EventType.NORMAL, "Synced", "Node synced successfully");
    }

    /** Writes the node; when others wrote it meanwhile, over what they wrote. */
    private Node initialize(Node seen, InstanceMetadata metadata) {
        Node current = seen;
        for (int tries = 1; ; tries++) {
            try {
                return client.update(NodeInitialization.initialized(current, metadata));
            } catch (StatusError e) {
                if (e.code() != 409 || tries == CONFLICT_TRIES) {
                    throw e;
                }
                current = client.get("", seen.name());
                if (!current.metadata().uid().equals(seen.metadata().uid())) {
                    throw e; // another node under the same name; its own news will lead back here
                }
            }
        }
    }

    private void reconcileLabels(Node node) {
        Map<String, String> missing = NodeLabels.missing(node.metadata().labels());
        if (!missing.isEmpty()) {
            Struct metadata = Struct.of("labels", Struct.of(missing));
            client.patch("", node.name(), PatchType.MERGE, Struct.of("metadata", metadata));
        }
    }

    /** One look at the addresses of all nodes that are initialised. */
    void updateNodeStatus() throws InterruptedException {
        Parallel.forEach(NAME + " status", nodes.list(), statusUpdateWorkerCount, node -> {
            if (Nodes.isUninitialized(node)) {
                return;
            }
            try {
                lookup.addresses(node).ifPresent(addresses -> updateAddresses(node, addresses));
            } catch (IOException e) {
                LOG.log(
                        Level.WARNING,
                        "Error getting instance metadata for node addresses of {0}: {1}",
                        node.name(),
                        e.getMessage());
            }
        });
    }

    /** Writes the node's addresses where they differ; what fails is left to the next round. */
    private void updateAddresses(Node node, List<NodeAddress> cloud) {
        if (cloud.isEmpty() || Nodes.isUninitialized(node)) {
            return;
        }
        try {
            List<NodeAddress> wanted = NodeAddresses.of(node, cloud);
            if (NodeAddresses.differ(node.status().addresses(), wanted)) {
                List<Object> trees =
                        wanted.stream().<Object>map(NodeAddress::struct).toList();
                Struct patch = Struct.of("status", Struct.of("addresses", trees));
                client.patch("", node.name(), PatchType.MERGE, patch, "status", WriteOptions.DEFAULT);
            }
        } catch (SyncFailure | StatusError | ConnectionException e) {
            LOG.log(Level.WARNING, "Failed to update node addresses for node {0}: {1}", node.name(), e.getMessage());
        }
    }
}
