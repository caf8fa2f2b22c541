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
import dev.carafe.kubernetes.kubelet.runtime.RuntimePod;
import dev.carafe.kubernetes.kubelet.source.ApiPods;
import dev.carafe.kubernetes.kubelet.source.MirrorPods;
import dev.carafe.kubernetes.kubelet.source.PodSink;
import dev.carafe.kubernetes.kubelet.status.PodObservation;
import dev.carafe.kubernetes.kubelet.status.PodStatusMaker;
import dev.carafe.kubernetes.kubelet.status.StatusWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A kubelet without a container runtime: its node is real to the API server and Ready, the pods bound to it are reported
 * Running and Ready as soon as they come, those that are not meant to run for ever end well a second later, and nothing is
 * run. The node carries the label {@value #LABEL}, its version ends in {@code simulated}, and its runtime and system call
 * themselves that.
 *
 * <p>A restarted one goes on with what the API server knows: pods keep their addresses and the times they started at.
 *
 * <p>Its state is guarded by one lock, held by the informer's, the registration's and the timers' thread in turn.
 */
public final class SimulatedKubelet implements AutoCloseable {
    /** The label of simulated nodes; its value is {@code true}. */
    public static final String LABEL = "carafe.dev/simulated";

    private static final String SIMULATED = "simulated";

    /** How long a pod runs that is to end by itself. */
    private static final Duration WORK = Duration.ofSeconds(1);

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
    /** Guarded by {@link #lock}, as are the next four. */
    private final PodAddresses addresses = new PodAddresses();

    private final Map<String, Pod> pods = new HashMap<>();
    private final Map<String, Instant> since = new HashMap<>();
    private final Map<String, Clock.Timer> ends = new HashMap<>();

    /** Whether all pods of the first listing are known: before, an address could be given twice. */
    private boolean listed;

    private SimulatedKubelet(NodeConfig config, Client client, Clock clock) {
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
                config.kubeletVersion() + (config.kubeletVersion().contains("+") ? "." : "+") + SIMULATED,
                config.externalCloud());
        NodeHealth well =
                new NodeHealth("", SIMULATED + "://" + config.kubeletVersion(), List.of(), false, false, false);
        lock.lock(); // what is started here calls back, and finds all fields set
        try {
            this.source = ApiPods.start(client, config.name(), clock, new Sink(), _ -> {});
            this.statuses =
                    StatusWriter.start(client, source.pods(), new MirrorPods(client, config.name(), this::nodeUid));
            this.registration =
                    NodeRegistration.start(client, machine(config.name()), labelled, () -> well, clock, this::nodeSeen);
            this.lease = NodeLease.start(client, config.name(), this::nodeUid, clock);
        } finally {
            lock.unlock();
        }
    }

    /** Starts one; it goes on by itself until it is closed. */
    public static SimulatedKubelet start(NodeConfig config, Client client, Clock clock) {
        return new SimulatedKubelet(config, client, clock);
    }

    /** The machine that there is not: what runs nowhere needs room, but none of this machine's. */
    private static Machine machine(String hostname) {
        return new Machine(
                8,
                16L << 30,
                0,
                100L << 30,
                32_768,
                Machine.hostArchitecture(),
                SIMULATED,
                SIMULATED,
                "",
                "",
                "",
                hostname);
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
        lock.lock();
        try {
            ends.values().forEach(Clock.Timer::cancel);
            ends.clear();
        } finally {
            lock.unlock();
        }
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
            reportAll();
        } finally {
            lock.unlock();
        }
    }

    /** Those that have an address first, so that nobody else is given it. */
    private void reportAll() {
        if (listed) {
            pods.values().stream()
                    .filter(pod -> !PodStatusMaker.isTerminal(pod.status()))
                    .forEach(pod ->
                            addresses.keep(pod.metadata().uid(), pod.status().podIP()));
            pods.values().forEach(this::report);
        }
    }

    private void report(Pod pod) {
        String uid = pod.metadata().uid();
        if (pod.metadata().hasDeletionTimestamp()) {
            statuses.setTerminated(pod, pod.status());
            return;
        }
        if (PodStatusMaker.isTerminal(pod.status())) {
            addresses.release(uid);
            return;
        }
        Optional<String> ip = pod.spec().hostNetwork() ? Optional.of(hostIps.getFirst()) : addresses.of(uid);
        if (ip.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        Instant start =
                since.computeIfAbsent(uid, _ -> SimulatedPod.startedAt(pod).orElse(now));
        Duration left = WORK.minus(Duration.between(start, now));
        boolean ended = SimulatedPod.endsByItself(pod) && !left.isPositive();
        if (SimulatedPod.endsByItself(pod) && !ended) {
            ends.computeIfAbsent(uid, _ -> clock.schedule(left, () -> workDone(uid)));
        }
        RuntimePod runtime =
                ended ? SimulatedPod.ended(pod, ip.get(), start, now) : SimulatedPod.running(pod, ip.get(), start);
        statuses.set(
                pod,
                PodStatusMaker.make(
                        new PodObservation(pod, runtime, Map.of(), ALL_WELL, hostIps, SIMULATED, false, now)));
    }

    private void workDone(String uid) {
        lock.lock();
        try {
            ends.remove(uid);
            Optional.ofNullable(pods.get(uid)).ifPresent(this::report);
        } finally {
            lock.unlock();
        }
    }

    private final class Sink implements PodSink {
        @Override
        public void declared(Pod pod) {
            lock.lock();
            try {
                pods.put(pod.metadata().uid(), pod);
                if (listed) {
                    report(pod);
                }
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
                Optional.ofNullable(ends.remove(uid)).ifPresent(Clock.Timer::cancel);
                if (gone != null) {
                    statuses.forget(gone);
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void ready(String source) {
            lock.lock();
            try {
                listed = true;
                reportAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
