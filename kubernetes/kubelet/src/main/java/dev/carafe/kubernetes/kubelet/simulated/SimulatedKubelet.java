package dev.carafe.kubernetes.kubelet.simulated;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.kubelet.node.Machine;
import dev.carafe.kubernetes.kubelet.node.NodeConfig;
import dev.carafe.kubernetes.kubelet.node.NodeHealth;
import dev.carafe.kubernetes.kubelet.node.NodeLease;
import dev.carafe.kubernetes.kubelet.node.NodeRegistration;
import dev.carafe.kubernetes.kubelet.source.ApiPods;
import dev.carafe.kubernetes.kubelet.source.MirrorPods;
import dev.carafe.kubernetes.kubelet.source.PodSink;
import dev.carafe.kubernetes.kubelet.status.PodObservation;
import dev.carafe.kubernetes.kubelet.status.PodStatusMaker;
import dev.carafe.kubernetes.kubelet.status.StatusWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A kubelet without a container runtime: its node is real to the API server and Ready, the pods bound to
 * it are reported Running and Ready as soon as they come, and nothing is run. The node carries the label
 * {@value #LABEL}, and its runtime calls itself {@code simulated}.
 *
 * <p>Its state is guarded by one lock, held by the informer's and the registration's thread in turn.
 */
public final class SimulatedKubelet implements AutoCloseable {
    /** The label of simulated nodes; its value is {@code true}. */
    public static final String LABEL = "carafe.dev/simulated";

    private static final String RUNTIME = "simulated";
    private static final PodObservation.Probes ALL_WELL = new PodObservation.Probes() {
        @Override
        public boolean started(Container container, String containerId) {
            return true;
        }

        @Override
        public boolean ready(Container container, String containerId) {
            return true;
        }
    };

    private final List<String> hostIps;
    private final Clock clock;
    private final ApiPods source;
    private final StatusWriter statuses;
    private final NodeRegistration registration;
    private final NodeLease lease;

    private final ReentrantLock lock = new ReentrantLock();
    /** Guarded by {@link #lock}, as are the next two. */
    private final PodAddresses addresses = new PodAddresses();

    private final Map<String, Pod> pods = new HashMap<>();
    private final Map<String, Instant> since = new HashMap<>();

    private SimulatedKubelet(NodeConfig config, Path directory, Client client, Clock clock) throws IOException {
        this.hostIps = NodeRegistration.ips(config);
        this.clock = clock;
        Map<String, String> labels = new HashMap<>(config.labels());
        labels.put(LABEL, "true");
        NodeConfig labelled = new NodeConfig(
                config.name(),
                config.ips(),
                labels,
                config.taints(),
                config.port(),
                config.maxPods(),
                config.kubeletVersion());
        this.source = ApiPods.start(client, config.name(), clock, new Sink(), _ -> {});
        this.statuses = StatusWriter.start(client, source.pods(), new MirrorPods(client, config.name(), this::nodeUid));
        NodeHealth well = new NodeHealth("", RUNTIME + "://" + config.kubeletVersion(), List.of(), false, false, false);
        this.registration =
                NodeRegistration.start(client, Machine.read(directory), labelled, () -> well, clock, this::nodeSeen);
        this.lease = NodeLease.start(client, config.name(), this::nodeUid, clock);
    }

    /**
     * Starts one.
     *
     * @param directory whose disk's size the node claims
     */
    public static SimulatedKubelet start(NodeConfig config, Path directory, Client client) throws IOException {
        return new SimulatedKubelet(config, directory, client, Clock.system());
    }

    /** The Node as the API server had it last. */
    public Optional<Node> node() {
        return Optional.ofNullable(registration).flatMap(NodeRegistration::node);
    }

    @Override
    public void close() {
        lease.close();
        registration.close();
        source.close();
        statuses.close();
    }

    private Optional<String> nodeUid() {
        return node().map(node -> node.metadata().uid());
    }

    /** With the node's range, pods that came before it can be given addresses. */
    private void nodeSeen(Node node) {
        lock.lock();
        try {
            addresses.range(node.spec().podCIDR());
            pods.values().forEach(this::report);
        } finally {
            lock.unlock();
        }
    }

    private void report(Pod pod) {
        String uid = pod.metadata().uid();
        if (pod.metadata().hasDeletionTimestamp()) {
            statuses.setTerminated(pod, pod.status());
            return;
        }
        Optional<String> ip = pod.spec().hostNetwork() ? Optional.of(hostIps.getFirst()) : addresses.of(uid);
        if (ip.isEmpty() || PodStatusMaker.isTerminal(pod.status())) {
            return;
        }
        Instant now = clock.instant();
        statuses.set(
                pod,
                PodStatusMaker.make(new PodObservation(
                        pod,
                        SimulatedPod.running(pod, ip.get(), since.computeIfAbsent(uid, _ -> now)),
                        Map.of(),
                        ALL_WELL,
                        hostIps,
                        RUNTIME,
                        false,
                        now)));
    }

    private final class Sink implements PodSink {
        @Override
        public void declared(Pod pod) {
            lock.lock();
            try {
                pods.put(pod.metadata().uid(), pod);
                report(pod);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void undeclared(String uid) {
            lock.lock();
            try {
                Pod gone = pods.remove(uid);
                since.remove(uid);
                addresses.release(uid);
                if (gone != null) {
                    statuses.forget(gone);
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void ready(String source) {}
    }
}
