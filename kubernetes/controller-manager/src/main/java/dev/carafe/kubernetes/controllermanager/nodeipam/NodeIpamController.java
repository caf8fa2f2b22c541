package dev.carafe.kubernetes.controllermanager.nodeipam;

import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.client.PatchType;
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
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Assigns {@code podCIDR} to nodes that have none. */
public final class NodeIpamController implements Controller {
    private final CidrSet ranges;
    private final ResourceClient<Node> client;
    private final EventRecorder recorder;
    private final Lister<Node> nodes;
    private final RateLimitingQueue<String> queue;
    private @Nullable Workers<String> workers;

    /**
     * @param clusterCidr the range of all pods
     * @param nodeMaskSize the prefix length of a node's part
     */
    public NodeIpamController(ControllerContext context, String clusterCidr, int nodeMaskSize) {
        this.ranges = new CidrSet(clusterCidr, nodeMaskSize);
        this.client = context.client().of(CoreV1.NODES);
        this.recorder = context.recorder("cidrAllocator");
        this.queue = new RateLimitingQueue<>(context.clock());
        var informer = context.informers().informer(CoreV1.NODES);
        this.nodes = informer.lister();
        informer.addHandler(new ResourceHandler<>() {
            @Override
            public void onAdd(Node node, boolean initial) {
                queue.add(node.name());
            }

            @Override
            public void onUpdate(Node before, Node after) {
                if (after.spec().podCIDR().isEmpty()) {
                    queue.add(after.name());
                }
            }

            @Override
            public void onDelete(Node last, boolean finalStateUnknown) {
                last.spec().podCIDRs().forEach(ranges::release);
            }
        });
    }

    @Override
    public void start() {
        nodes.list().forEach(node -> node.spec().podCIDRs().forEach(ranges::occupy)); // before anything is given out
        workers = Workers.start("node-ipam-controller", 1, queue, this::reconcile);
    }

    @Override
    public void close() {
        Workers<String> running = workers;
        if (running != null) {
            running.close();
        }
    }

    void reconcile(String name) {
        Node node = nodes.get(new ObjectKey("", name));
        if (node == null || node.metadata().hasDeletionTimestamp()) {
            return;
        }
        if (!node.spec().podCIDR().isEmpty()) {
            node.spec().podCIDRs().forEach(ranges::occupy);
            return;
        }
        Optional<String> range = ranges.allocate();
        if (range.isEmpty()) {
            recorder.event(
                    node, EventType.NORMAL, "CIDRNotAvailable", "Node " + name + " status is now: CIDRNotAvailable");
            throw new IllegalStateException("CIDR allocation failed; there are no remaining CIDRs left to allocate");
        }
        Struct spec = Struct.of("podCIDR", range.get(), "podCIDRs", List.<Object>of(range.get()));
        Struct meta = Struct.of("resourceVersion", node.metadata().resourceVersion());
        try {
            client.patch("", name, PatchType.MERGE, Struct.of("metadata", meta, "spec", spec));
        } catch (StatusError e) { // the node changed, has a range by now, or is gone: nothing was assigned
            ranges.release(range.get());
            throw e;
        }
    }
}
