package dev.carafe.cli.simulated;

import dev.carafe.cli.data.Versions;
import dev.carafe.kubernetes.api.coordination.v1.CoordinationV1;
import dev.carafe.kubernetes.api.coordination.v1.Lease;
import dev.carafe.kubernetes.api.coordination.v1.LeaseSpec;
import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.NodeAddress;
import dev.carafe.kubernetes.api.core.v1.NodeCondition;
import dev.carafe.kubernetes.api.core.v1.NodeStatus;
import dev.carafe.kubernetes.api.core.v1.NodeSystemInfo;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.meta.v1.DeleteOptions;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.ConnectionException;
import dev.carafe.kubernetes.client.informer.Informer;
import dev.carafe.kubernetes.client.informer.InformerFactory;
import dev.carafe.kubernetes.client.informer.ObjectKey;
import dev.carafe.kubernetes.client.informer.ResourceHandler;
import dev.carafe.kubernetes.client.informer.Scope;
import dev.carafe.kubernetes.client.workqueue.RateLimitingQueue;
import dev.carafe.kubernetes.client.workqueue.Workers;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A node without containers: registers itself, keeps its lease, and reports every pod bound to it as running.
 *
 * <p>It does what the API server can see of a kubelet, and no more: no logs, no exec, no network.
 */
public final class SimulatedNode implements AutoCloseable {

    private static final Logger LOG = System.getLogger(SimulatedNode.class.getName());

    private static final String LEASE_NAMESPACE = "kube-node-lease";
    private static final int LEASE_SECONDS = 40;
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofMillis(200);
    private static final Duration WORK = Duration.ofSeconds(1);
    private static final int WORKERS = 2;

    private final String name;
    private final Client client;
    private final Clock clock;
    private final InformerFactory informers;
    private final Informer<Pod> pods;
    private final RateLimitingQueue<ObjectKey> queue;
    private final Workers<ObjectKey> workers;
    private final Thread heartbeat;
    private final AtomicInteger addresses = new AtomicInteger();

    private SimulatedNode(String name, Client client, Clock clock) {
        this.name = name;
        this.client = client;
        this.clock = clock;
        informers = new InformerFactory(client, clock);
        pods = informers.informer(CoreV1.PODS, Scope.fields("spec.nodeName=" + name));
        queue = new RateLimitingQueue<>(clock);
        pods.addHandler(ResourceHandler.ofAny(pod -> queue.add(ObjectKey.of(pod))));
        workers = Workers.start("simulated-node", WORKERS, queue, this::reconcile);
        heartbeat = Thread.ofVirtual().name("simulated-node heartbeat").unstarted(this::beat);
    }

    /** Starts a node called {@code name}; it goes on by itself until it is closed. */
    public static SimulatedNode start(String name, Client client, Clock clock) {
        SimulatedNode node = new SimulatedNode(name, client, clock);
        node.informers.start();
        node.heartbeat.start();
        return node;
    }

    private void beat() {
        try {
            while (true) {
                Duration pause = HEARTBEAT;
                try {
                    register();
                    renewLease();
                } catch (StatusError | ConnectionException e) {
                    LOG.log(Level.DEBUG, "heartbeat: {0}", e.getMessage());
                    pause = RETRY;
                }
                clock.sleep(pause);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    private void register() {
        Optional<Node> present = client.of(CoreV1.NODES).find("", name);
        if (present.isPresent() && isReady(present.get())) {
            return;
        }
        Node node = present.orElseGet(() -> client.of(CoreV1.NODES)
                .create(new Node()
                        .withMetadata(new ObjectMeta()
                                .withName(name)
                                .withLabels(Map.of(
                                        "kubernetes.io/hostname", name,
                                        "kubernetes.io/os", "linux",
                                        "kubernetes.io/arch", "amd64",
                                        "carafe.dev/simulated", "true")))));
        client.of(CoreV1.NODES).updateStatus(node.withStatus(status(clock.instant())));
    }

    private static boolean isReady(Node node) {
        return node.status().conditions().stream()
                .anyMatch(each -> each.type().equals("Ready") && each.status().equals("True"));
    }

    private NodeStatus status(Instant now) {
        Map<String, Quantity> resources = Map.of(
                "cpu", Quantity.of(8),
                "memory", Quantity.ofBytes(16L << 30),
                "ephemeral-storage", Quantity.ofBytes(100L << 30),
                "pods", Quantity.of(110));
        return new NodeStatus()
                .withCapacity(resources)
                .withAllocatable(resources)
                .withAddresses(List.of(
                        new NodeAddress().withType("InternalIP").withAddress("127.0.0.1"),
                        new NodeAddress().withType("Hostname").withAddress(name)))
                .withNodeInfo(new NodeSystemInfo()
                        .withArchitecture("amd64")
                        .withOperatingSystem("linux")
                        .withOsImage("simulated")
                        .withKernelVersion("simulated")
                        .withContainerRuntimeVersion("simulated://1")
                        .withKubeletVersion(Versions.KUBERNETES_GIT))
                .withConditions(List.of(
                        condition("MemoryPressure", "False", "KubeletHasSufficientMemory", now),
                        condition("DiskPressure", "False", "KubeletHasNoDiskPressure", now),
                        condition("PIDPressure", "False", "KubeletHasSufficientPID", now),
                        condition("Ready", "True", "KubeletReady", now)));
    }

    private static NodeCondition condition(String type, String status, String reason, Instant now) {
        return new NodeCondition()
                .withType(type)
                .withStatus(status)
                .withReason(reason)
                .withMessage("this node is simulated: nothing runs on it")
                .withLastHeartbeatTime(now)
                .withLastTransitionTime(now);
    }

    private void renewLease() {
        LeaseSpec spec = new LeaseSpec()
                .withHolderIdentity(name)
                .withLeaseDurationSeconds(LEASE_SECONDS)
                .withRenewTime(clock.instant());
        Optional<Lease> lease = client.of(CoordinationV1.LEASES).find(LEASE_NAMESPACE, name);
        if (lease.isPresent()) {
            client.of(CoordinationV1.LEASES).update(lease.get().withSpec(spec));
        } else {
            client.of(CoordinationV1.LEASES)
                    .create(new Lease()
                            .withMetadata(new ObjectMeta()
                                    .withNamespace(LEASE_NAMESPACE)
                                    .withName(name))
                            .withSpec(spec));
        }
    }

    private void reconcile(ObjectKey key) {
        Optional<Pod> found = pods.lister().find(key.namespace(), key.name());
        if (found.isEmpty()) {
            return;
        }
        Pod pod = found.get();
        String phase = pod.status().phase();
        if (pod.metadata().hasDeletionTimestamp()) {
            client.of(CoreV1.PODS).delete(key.namespace(), key.name(), new DeleteOptions().withGracePeriodSeconds(0));
        } else if (phase.isEmpty() || phase.equals("Pending")) {
            client.of(CoreV1.PODS).updateStatus(pod.withStatus(SimulatedPods.running(pod, address(), clock.instant())));
        } else if (phase.equals("Running") && SimulatedPods.ends(pod)) {
            finish(pod, key);
        }
    }

    private void finish(Pod pod, ObjectKey key) {
        Duration ran = Duration.between(pod.status().startTime().orElse(Instant.EPOCH), clock.instant());
        if (ran.compareTo(WORK) < 0) {
            queue.addAfter(key, WORK);
        } else {
            client.of(CoreV1.PODS).updateStatus(pod.withStatus(SimulatedPods.succeeded(pod, clock.instant())));
        }
    }

    /** An address of the range for benchmarks (RFC 2544); nothing answers there. */
    private String address() {
        int number = addresses.getAndIncrement() % (254 * 256);
        return "198.18." + number / 254 + "." + (number % 254 + 1);
    }

    @Override
    public void close() {
        informers.close();
        workers.close();
        heartbeat.interrupt();
        try {
            heartbeat.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
