package dev.carafe.kubernetes.kubelet.node;

import dev.carafe.kubernetes.api.coordination.v1.CoordinationV1;
import dev.carafe.kubernetes.api.coordination.v1.Lease;
import dev.carafe.kubernetes.api.coordination.v1.LeaseSpec;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.api.meta.v1.OwnerReference;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.ConnectionException;
import dev.carafe.kubernetes.client.ResourceClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** This machine's heartbeat: a lease of 40 s in {@code kube-node-lease}, renewed every 10 s. One thread. */
public final class NodeLease implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(NodeLease.class.getName());
    private static final String NAMESPACE = "kube-node-lease";
    private static final int DURATION_S = 40;
    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final ResourceClient<Lease> leases;
    private final String nodeName;
    private final Supplier<Optional<String>> nodeUid;
    private final Clock clock;
    private final Thread thread;
    private Optional<Lease> last = Optional.empty();

    private NodeLease(Client client, String nodeName, Supplier<Optional<String>> nodeUid, Clock clock) {
        this.leases = client.of(CoordinationV1.LEASES);
        this.nodeName = nodeName;
        this.nodeUid = nodeUid;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("node-lease").unstarted(this::run);
    }

    /**
     * Starts to beat.
     *
     * @param nodeUid the Node's uid once it is registered; it owns the lease
     */
    public static NodeLease start(Client client, String nodeName, Supplier<Optional<String>> nodeUid, Clock clock) {
        NodeLease started = new NodeLease(client, nodeName, nodeUid, clock);
        started.thread.start();
        return started;
    }

    private void run() {
        try {
            while (true) {
                boolean renewed = false;
                try {
                    renewed = renew();
                } catch (StatusError | ConnectionException e) {
                    last = Optional.empty(); // read anew: somebody else wrote it, or it is gone
                    LOG.log(System.Logger.Level.DEBUG, () -> "lease " + nodeName + ": " + e.getMessage());
                }
                clock.sleep(renewed ? EVERY : RETRY);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    private boolean renew() {
        Optional<String> uid = nodeUid.get();
        if (uid.isEmpty()) {
            return false;
        }
        LeaseSpec spec = new LeaseSpec(Struct.EMPTY)
                .withHolderIdentity(nodeName)
                .withLeaseDurationSeconds(DURATION_S)
                .withRenewTime(clock.instant());
        Optional<Lease> current = last.isPresent() ? last : leases.find(NAMESPACE, nodeName);
        last = Optional.of(
                current.isPresent()
                        ? leases.update(current.get().withSpec(spec))
                        : leases.create(new Lease()
                                .withMetadata(new ObjectMeta(Struct.EMPTY)
                                        .withName(nodeName)
                                        .withNamespace(NAMESPACE)
                                        .withOwnerReferences(List.of(new OwnerReference(Struct.EMPTY)
                                                .withApiVersion("v1")
                                                .withKind("Node")
                                                .withName(nodeName)
                                                .withUid(uid.get()))))
                                .withSpec(spec)));
        return true;
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
