package dev.carafe.kubernetes.kubelet;

import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodStatus;
import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.informer.Informer;
import dev.carafe.kubernetes.client.informer.Scope;
import dev.carafe.kubernetes.client.record.EventRecorder;
import dev.carafe.kubernetes.kubelet.cgroup.PodCgroups;
import dev.carafe.kubernetes.kubelet.cri.CriClient;
import dev.carafe.kubernetes.kubelet.cri.v1.CgroupDriver;
import dev.carafe.kubernetes.kubelet.image.ImagePuller;
import dev.carafe.kubernetes.kubelet.lifecycle.PodAdmission;
import dev.carafe.kubernetes.kubelet.logs.LogRotation;
import dev.carafe.kubernetes.kubelet.logs.LogSweep;
import dev.carafe.kubernetes.kubelet.network.CniConfiguration;
import dev.carafe.kubernetes.kubelet.network.Resolver;
import dev.carafe.kubernetes.kubelet.node.HealthCheck;
import dev.carafe.kubernetes.kubelet.node.Machine;
import dev.carafe.kubernetes.kubelet.node.NodeLease;
import dev.carafe.kubernetes.kubelet.node.NodeRegistration;
import dev.carafe.kubernetes.kubelet.pod.PodContext;
import dev.carafe.kubernetes.kubelet.pod.PodReporter;
import dev.carafe.kubernetes.kubelet.pod.PodWorkers;
import dev.carafe.kubernetes.kubelet.probe.ProbeWorkers;
import dev.carafe.kubernetes.kubelet.runtime.CriConfigs;
import dev.carafe.kubernetes.kubelet.runtime.PodEvents;
import dev.carafe.kubernetes.kubelet.runtime.PodFiles;
import dev.carafe.kubernetes.kubelet.runtime.Pods;
import dev.carafe.kubernetes.kubelet.runtime.RuntimePods;
import dev.carafe.kubernetes.kubelet.server.ApiAuthorizer;
import dev.carafe.kubernetes.kubelet.server.KubeletServer;
import dev.carafe.kubernetes.kubelet.source.ApiPods;
import dev.carafe.kubernetes.kubelet.source.MirrorPods;
import dev.carafe.kubernetes.kubelet.source.PodSink;
import dev.carafe.kubernetes.kubelet.status.StatusWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A running kubelet. Starting it takes over the pods that run already; closing it ends its threads and
 * leaves every container running.
 *
 * <p>With an API server it registers this machine and runs what is bound to it; without one it runs
 * static pods alone.
 */
public final class Kubelet implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Kubelet.class.getName());

    private final KubeletConfig config;
    private final CriClient cri;
    private final RuntimePods runtime;
    private final HealthCheck health;
    private final Machine machine;
    private final PodNetwork network;
    private final OwnNode ownNode;
    private final PodWorkers workers;
    private volatile Optional<NodeRegistration> registration = Optional.empty();
    private volatile Optional<StatusWriter> statuses = Optional.empty();

    /** Closed in reverse order. */
    private final Deque<AutoCloseable> started = new ArrayDeque<>();

    private Kubelet(KubeletConfig config, KubeletParts parts) throws IOException {
        this.config = config;
        KubeletConfig.Paths paths = config.paths();
        Files.createDirectories(paths.podLogs());
        this.machine = Machine.read(paths.root());
        this.cri = CriClient.connect(paths.runtimeSocket());
        started.push(cri);
        this.runtime = new RuntimePods(cri, owner());
        this.health = new HealthCheck(cri, machine, paths.root(), parts.clock());
        this.network = new PodNetwork(Optional.ofNullable(config.network().cni())
                .map(directory -> new CniConfiguration(
                        directory,
                        config.network().bridge(),
                        paths.root().toAbsolutePath().resolve("cni"))));
        this.ownNode = new OwnNode(parts.client(), machine, config.node());
        PodEvents events = events(parts);
        ProbeWorkers probes = new ProbeWorkers(cri, new Unhealthy(events), parts.clock());
        started.push(probes);
        String runtimeName = cri.version().getRuntimeName();
        boolean systemd = cri.runtimeConfig()
                .map(found -> found.getLinux().getCgroupDriver() == CgroupDriver.SYSTEMD && found.hasLinux())
                .orElse(false);
        this.workers = PodWorkers.start(new PodContext(
                cri,
                runtime,
                configs(),
                new PodCgroups(Path.of("/sys/fs/cgroup"), config.cgroupRoot(), systemd),
                parts.volumes(),
                parts.environment(),
                new ImagePuller(cri, parts.credentials(), events, parts.clock()),
                probes,
                events,
                new Reporter(),
                new PodAdmission(ownNode),
                health::networkProblem,
                parts.clock(),
                runtimeName,
                () -> NodeRegistration.ips(config.node())));
        started.push(workers);
    }

    /**
     * Starts a kubelet.
     *
     * @throws IOException when the container runtime does not answer, or the directories cannot be made
     */
    public static Kubelet start(KubeletConfig config, @Nullable Client client) throws IOException {
        if (client == null) {
            return start(config, KubeletParts.real(config, null, () -> Optional.of(List.of()), Clock.system()));
        }
        Informer<Service> services = new Informer<>(client.of(CoreV1.SERVICES), Scope.ALL, true, Clock.system());
        Supplier<Optional<Collection<Service>>> known =
                () -> services.hasSynced() ? Optional.of(services.lister().list()) : Optional.empty();
        try {
            Kubelet kubelet = start(config, KubeletParts.real(config, client, known, Clock.system()));
            kubelet.started.push(services);
            services.start();
            return kubelet;
        } catch (IOException | RuntimeException e) {
            services.close();
            throw e;
        }
    }

    /** Starts a kubelet of the given parts. */
    public static Kubelet start(KubeletConfig config, KubeletParts parts) throws IOException {
        Kubelet kubelet = new Kubelet(config, parts);
        try {
            kubelet.begin(parts);
        } catch (IOException | RuntimeException e) {
            kubelet.close();
            throw e;
        }
        return kubelet;
    }

    private void begin(KubeletParts parts) throws IOException {
        if (!config.network().podCidr().isEmpty()) {
            network.use(config.network().podCidr());
        }
        Client client = parts.client();
        PodSources sources =
                new PodSources(workers, config.manifests(), config.node().name(), client != null);
        if (client != null) {
            connect(client, parts.clock(), sources, serve(client, parts.clock()));
        }
        sources.startManifests().forEach(started::push);
        started.push(LogSweep.start(
                new LogRotation(config.logs().maxBytes(), config.logs().maxFiles()),
                new RunningLogs(cri, owner(), files()),
                parts.clock()));
    }

    /** Starts the server; answers the port to tell the API server. */
    private int serve(Client client, Clock clock) throws IOException {
        if (config.server() == null) {
            return config.node().port();
        }
        KubeletServer server = KubeletServer.start(
                config.server(),
                cri,
                runtime,
                this::pods,
                new ApiAuthorizer(client, config.node().name(), clock));
        started.push(server);
        return server.port();
    }

    private void connect(Client client, Clock clock, PodSink sink, int port) {
        String node = config.node().name();
        MirrorPods mirrors = new MirrorPods(client, node, this::nodeUid);
        ApiPods api = ApiPods.start(client, node, clock, sink, this::mirrorChanged);
        started.push(api);
        StatusWriter writer = StatusWriter.start(client, api.pods(), mirrors);
        started.push(writer);
        statuses = Optional.of(writer);
        NodeRegistration registered = NodeRegistration.start(
                client, machine, config.node().withPort(port), health::look, clock, this::nodeSeen);
        started.push(registered);
        registration = Optional.of(registered);
        started.push(NodeLease.start(client, node, this::nodeUid, clock));
    }

    /** The pods that this kubelet runs or is ending. */
    public List<Pod> pods() {
        return workers.pods();
    }

    /** What the container runtime holds of them. */
    public RuntimePods runtime() {
        return runtime;
    }

    /** The container runtime. */
    public CriClient cri() {
        return cri;
    }

    /** The Node as the API server had it last. */
    public Optional<Node> node() {
        return registration.flatMap(NodeRegistration::node);
    }

    /** This machine. */
    public Machine machine() {
        return machine;
    }

    @Override
    public void close() {
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception e) {
                LOG.log(System.Logger.Level.WARNING, "closing", e);
            }
        }
    }

    private Optional<String> nodeUid() {
        return node().map(found -> found.metadata().uid());
    }

    private void nodeSeen(Node node) {
        ownNode.seen(node);
        network.use(node.spec().podCIDR());
    }

    private void mirrorChanged(Pod mirror) {
        // Its static pod's uid on this machine is the hash it carries.
        String hash = mirror.metadata().annotations().getOrDefault(Pods.CONFIG_MIRROR, "");
        statuses.ifPresent(writer -> writer.again(hash));
    }

    /** The mark of this kubelet's things. */
    private String owner() {
        return config.paths().root().toAbsolutePath().normalize().toString();
    }

    private PodFiles files() {
        return new PodFiles(
                config.paths().root().toAbsolutePath().normalize(),
                config.paths().podLogs().toAbsolutePath().normalize());
    }

    private PodEvents events(KubeletParts parts) {
        Client client = parts.client();
        if (client == null) {
            return new LoggedEvents();
        }
        EventRecorder recorder =
                EventRecorder.start(client, "kubelet", config.node().name(), parts.clock());
        started.push(recorder);
        return new RecordedEvents(recorder);
    }

    private CriConfigs configs() throws IOException {
        Path resolvConf = config.network().resolvConf();
        String resolver = Files.exists(resolvConf) ? Files.readString(resolvConf) : "";
        return new CriConfigs(
                owner(),
                files(),
                Resolver.parse(resolver),
                new Resolver.Cluster(
                        config.network().clusterDns(), config.network().clusterDomain()),
                machine.memoryBytes());
    }

    /** Passes on what becomes of pods. */
    private final class Reporter implements PodReporter {
        @Override
        public void status(Pod pod, PodStatus status) {
            statuses.ifPresent(writer -> writer.set(pod, status));
        }

        @Override
        public void terminated(Pod pod, PodStatus status) {
            statuses.ifPresent(writer -> writer.setTerminated(pod, status));
        }

        @Override
        public void gone(Pod pod) {
            statuses.ifPresent(writer -> writer.forget(pod));
            workers.gone(pod.metadata().uid());
        }
    }

    /** Passes on what probes find. */
    private final class Unhealthy implements ProbeWorkers.Listener {
        private final PodEvents events;

        Unhealthy(PodEvents events) {
            this.events = events;
        }

        @Override
        public void changed(String podUid) {
            workers.wake(podUid);
        }

        @Override
        public void unhealthy(Pod pod, String container, String message) {
            events.event(pod, container, PodEvents.WARNING, "Unhealthy", message);
        }
    }
}
