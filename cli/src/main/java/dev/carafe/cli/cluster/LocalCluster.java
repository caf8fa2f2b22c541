package dev.carafe.cli.cluster;

import dev.carafe.cli.data.DataDirectory;
import dev.carafe.cli.data.Settings;
import dev.carafe.cli.host.Containerd;
import dev.carafe.cli.host.LoopbackAddress;
import dev.carafe.cli.pki.ClusterCertificates;
import dev.carafe.cli.vsphere.VSphereConfigs;
import dev.carafe.etcd.Store;
import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.etcd.embed.StoreConfig;
import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.NodeCondition;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apiserver.ApiServer;
import dev.carafe.kubernetes.apiserver.ApiServerConfig;
import dev.carafe.kubernetes.apiserver.authentication.UserInfo;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.ConnectionException;
import dev.carafe.kubernetes.controllermanager.ControllerManager;
import dev.carafe.kubernetes.dns.ClusterDns;
import dev.carafe.kubernetes.kubelet.Kubelet;
import dev.carafe.kubernetes.kubelet.simulated.SimulatedKubelet;
import dev.carafe.kubernetes.proxy.KubeProxy;
import dev.carafe.kubernetes.scheduler.KubeScheduler;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A whole cloud in this process: the place to start reading.
 *
 * <p>Parts are started in the order of {@link #startParts}, containerd beside the control plane, and stopped the other way round. They know each other only
 * through the store's interface and the Kubernetes API.
 */
public final class LocalCluster implements AutoCloseable {

    private static final Logger LOG = System.getLogger(LocalCluster.class.getName());

    /** The part that is the node's readiness. */
    private static final String NODE = "node";

    private static final Duration READY_POLL = Duration.ofMillis(10);
    private static final Duration NODE_POLL = Duration.ofMillis(100);

    private final DataDirectory directory;
    private final Settings settings;
    private final StatusBoard board;
    private final Clock clock = Clock.system();
    private final Deque<Part> started = new ArrayDeque<>();
    private final HealthWatch health;
    private final ClusterFiles files;

    private record Part(String name, AutoCloseable handle) {}

    private LocalCluster(DataDirectory directory, Settings settings, StatusBoard board) throws IOException {
        this.directory = directory;
        this.settings = settings;
        this.board = board;
        this.files = ClusterFiles.prepare(directory, settings);
        this.health = keep(HealthWatch.start(board));
    }

    /** The parts of a cloud with {@code settings}, in starting order. */
    public static List<String> parts(Settings settings) {
        List<String> parts = new ArrayList<>();
        if (!settings.simulatedNode()) {
            parts.add("containerd");
        }
        parts.addAll(List.of("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"));
        parts.addAll(
                settings.simulatedNode() ? List.of("simulated-node") : List.of("kubelet", "kube-proxy", "cluster-dns"));
        parts.add(NODE);
        if (settings.vsphere().wanted()) {
            parts.addAll(LocalVSphere.parts(settings.vsphere()));
        }
        return List.copyOf(parts);
    }

    /**
     * Starts all parts and waits until the node is Ready.
     *
     * @param asked opens when the process is asked to end; then the wait ends early
     * @throws IOException if a part cannot be started; those before it are stopped again
     */
    public static LocalCluster start(
            DataDirectory directory, Settings settings, StatusBoard board, CountDownLatch asked) throws IOException {
        LocalCluster cluster = new LocalCluster(directory, settings, board);
        try {
            cluster.startParts(asked);
            return cluster;
        } catch (IOException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private void startParts(CountDownLatch asked) throws IOException {
        PartConfigs configs = new PartConfigs(directory, settings, files);
        String identity = settings.nodeName() + "_" + UUID.randomUUID();

        // Beside the control plane, which does not need it: it takes as long to start as all of that.
        Optional<BackgroundStep<Containerd>> containerd =
                settings.simulatedNode() ? Optional.empty() : Optional.of(keep(startContainerd()));
        Optional<LocalVSphere> vsphere = settings.vsphere().wanted()
                ? Optional.of(keep(LocalVSphere.start(new VSphereConfigs(directory, settings), board, health)))
                : Optional.empty();
        Store store = part("etcd", "", () -> EmbeddedStore.open(StoreConfig.of(directory.etcd())));
        health.add("etcd", () -> requireTakingWrites(store));

        ApiServer server =
                part("kube-apiserver", settings.localUrl(), () -> startServer(configs.apiServer(store), asked));
        Client admin = client(server, "kubernetes-admin", "system:masters");
        health.add("kube-apiserver", () -> requireServing(admin));

        part(
                "kube-controller-manager",
                "",
                () -> ControllerManager.start(
                        configs.controllerManager(identity),
                        client(server, "system:kube-controller-manager"),
                        account -> newClient(
                                server,
                                "system:serviceaccount:kube-system:" + account,
                                "system:serviceaccounts",
                                "system:serviceaccounts:kube-system"),
                        clock));
        part(
                "kube-scheduler",
                "",
                () -> KubeScheduler.start(configs.scheduler(identity), client(server, "system:kube-scheduler"), clock));
        if (containerd.isPresent()) {
            health.add("containerd", containerd.get().await()::ensureRunning);
            startNode(configs, server, admin);
        } else {
            part("simulated-node", "", () -> SimulatedKubelet.start(configs.node(), nodeClient(server), clock));
        }
        awaitNode(admin, asked);
        if (vsphere.isPresent()) {
            vsphere.get().await();
        }
    }

    /** A server that is ready: what it holds from the start (namespaces, roles) is there for those who start next. */
    private static ApiServer startServer(ApiServerConfig config, CountDownLatch asked) throws IOException {
        ApiServer server = ApiServer.start(config);
        try {
            while (!server.isReady() && !asked.await(READY_POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.log(Level.TRACE, "The API server is not ready yet");
            }
            return server;
        } catch (InterruptedException e) {
            server.close();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for the API server", e);
        }
    }

    private BackgroundStep<Containerd> startContainerd() {
        return BackgroundStep.start(
                "containerd",
                () -> board.step(
                        "containerd", directory.containerdSocket().toString(), () -> NodeContainerd.start(directory)));
    }

    private void startNode(PartConfigs configs, ApiServer server, Client admin) throws IOException {
        part(
                "kubelet",
                "https://" + files.nodeAddress().getHostAddress() + ":" + settings.kubeletPort(),
                () -> Kubelet.start(configs.kubelet(), nodeClient(server)));
        KubeProxy proxy = part(
                "kube-proxy", "", () -> KubeProxy.start(configs.proxy(), client(server, "system:kube-proxy"), clock));
        health.add("kube-proxy", () -> {
            if (!proxy.lastError().isEmpty()) {
                throw new IOException(proxy.lastError());
            }
        });
        startDns(configs, server, admin);
    }

    /** The DNS server is a program of this machine; a Service leads pods there. */
    private void startDns(PartConfigs configs, ApiServer server, Client admin) throws IOException {
        part("cluster-dns", configs.dnsAddress() + ":53", () -> {
            LoopbackAddress address = keep(LoopbackAddress.add(NodeNames.dnsListenAddress(settings)));
            DnsAddon.allow(admin);
            ClusterDns dns = ClusterDns.start(configs.dns(address), client(server, ClusterCertificates.DNS_USER));
            DnsAddon.publish(admin, configs.dnsAddress(), dns.addresses().getFirst());
            return dns;
        });
    }

    /**
     * A client in this process, as the user that the same part's certificate would make of it, so that authorization is the
     * same.
     */
    private Client client(ApiServer server, String user, String... groups) {
        return keep(newClient(server, user, groups));
    }

    /** Such a client, which its user closes. */
    private static Client newClient(ApiServer server, String user, String... groups) {
        List<String> all = new ArrayList<>(List.of(groups));
        all.add("system:authenticated");
        UserInfo info = new UserInfo(user, "", all, Map.of());
        return new Client(new InProcessTransport(server.inProcess(info, program(user))));
    }

    /** The programme that upstream runs as this user: the name under which its writes are noted. */
    private static String program(String user) {
        return user.startsWith("system:node:") ? "kubelet" : user.replaceFirst("^system:", "");
    }

    private Client nodeClient(ApiServer server) {
        return client(server, "system:node:" + settings.nodeName(), "system:nodes");
    }

    /** Waits until the node is Ready, or until {@code asked} says that the process is to end. */
    private void awaitNode(Client admin, CountDownLatch asked) throws IOException {
        board.starting(NODE);
        try {
            while (asked.getCount() > 0) {
                try {
                    requireReady(admin);
                    board.running(NODE, files.nodeAddress().getHostAddress());
                    health.add(NODE, () -> requireReady(admin));
                    return;
                } catch (IOException | StatusError | ConnectionException e) {
                    LOG.log(Level.DEBUG, "The node is not ready yet: {0}", e.getMessage());
                }
                asked.await(NODE_POLL.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for the node", e);
        }
    }

    private static void requireTakingWrites(Store store) throws IOException {
        List<String> errors = store.status().errors();
        if (!errors.isEmpty()) {
            throw new IOException(String.join("; ", errors));
        }
    }

    private static void requireServing(Client admin) {
        admin.of(CoreV1.NAMESPACES).find("", "default");
    }

    private void requireReady(Client admin) throws IOException {
        Node node = admin.of(CoreV1.NODES)
                .find("", settings.nodeName())
                .orElseThrow(() -> new IOException("the node " + settings.nodeName() + " is not registered"));
        NodeCondition ready = node.status().conditions().stream()
                .filter(each -> each.type().equals("Ready"))
                .findFirst()
                .orElseThrow(() -> new IOException("the node " + settings.nodeName() + " has not reported yet"));
        if (!ready.status().equals("True")) {
            throw new IOException(ready.message().isEmpty() ? "the node is not ready" : ready.message());
        }
    }

    /** Starts a part that is stopped together with this process. */
    private <T extends AutoCloseable> T part(String name, String address, Callable<T> starter) throws IOException {
        T part = board.step(name, address, starter);
        started.push(new Part(name, part));
        return part;
    }

    /** Remembers something that is no part, to be closed at the end. */
    private <T extends AutoCloseable> T keep(T thing) {
        started.push(new Part("", thing));
        return thing;
    }

    /** Stops all parts, the last started first; what a part cannot stop does not keep the others running. */
    @Override
    public void close() {
        while (!started.isEmpty()) {
            Part part = started.pop();
            try {
                part.handle().close();
            } catch (Exception e) {
                LOG.log(Level.WARNING, "Stopping " + part.name() + " failed", e);
            }
            if (board.has(part.name())) {
                board.stopped(part.name());
            }
        }
    }
}
