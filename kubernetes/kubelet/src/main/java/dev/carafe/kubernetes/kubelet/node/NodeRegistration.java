package dev.carafe.kubernetes.kubelet.node;

import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.NodeStatus;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.ConnectionException;
import dev.carafe.kubernetes.client.ResourceClient;
import dev.carafe.kubernetes.client.informer.Informer;
import dev.carafe.kubernetes.client.informer.ResourceHandler;
import dev.carafe.kubernetes.client.informer.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Registers this machine's Node and keeps its status true: looked at every 10 s (until it is Ready, twice
 * a second), written when it changed or 5 min have passed. One thread; another one watches the Node.
 */
public final class NodeRegistration implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(NodeRegistration.class.getName());
    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final Duration UNTIL_READY = Duration.ofMillis(500);
    private static final Duration WRITE_AT_LEAST = Duration.ofMinutes(5);
    private static final int CONFLICT_TRIES = 5;

    private final ResourceClient<Node> nodes;
    private final NodeObject object;
    private final NodeConfig config;
    private final Supplier<NodeHealth> health;
    private final Clock clock;
    private final Informer<Node> watch;
    private final Thread thread;
    private volatile Optional<Node> registered = Optional.empty();
    private Instant written = Instant.EPOCH;
    /** What the server said last of what it did not take. */
    private String refusal = "";

    private NodeRegistration(
            Client client,
            Machine machine,
            NodeConfig config,
            Supplier<NodeHealth> health,
            Clock clock,
            Consumer<Node> seen) {
        this.nodes = client.of(CoreV1.NODES);
        this.object = new NodeObject(machine, config);
        this.config = config;
        this.health = health;
        this.clock = clock;
        this.watch = new Informer<>(nodes, Scope.fields("metadata.name=" + config.name()), true, clock);
        watch.addHandler(ResourceHandler.ofAny(seen));
        this.thread = Thread.ofVirtual().name("node-status").unstarted(this::run);
    }

    /**
     * Starts to register.
     *
     * @param health looks how the machine is
     * @param seen is shown the Node whenever the server's changes, by one thread of its own; it may take up the pod range
     */
    public static NodeRegistration start(
            Client client,
            Machine machine,
            NodeConfig config,
            Supplier<NodeHealth> health,
            Clock clock,
            Consumer<Node> seen) {
        NodeRegistration started = new NodeRegistration(client, machine, config, health, clock, seen);
        started.watch.start();
        started.thread.start();
        return started;
    }

    /** What a machine's pods may use. */
    public static Map<String, Quantity> allocatable(Machine machine, NodeConfig config) {
        return new NodeObject(machine, config).allocatable();
    }

    /** The Node that a machine is where no API server knows it. */
    public static Node describe(Machine machine, NodeConfig config) {
        NodeHealth well = new NodeHealth("", "", List.of(), false, false, false);
        return new NodeObject(machine, config).initial(well, ips(config), Instant.EPOCH);
    }

    /** The Node as the server had it last; empty until it is registered. */
    public Optional<Node> node() {
        return registered;
    }

    /** The machine's addresses: as configured, or as found out. */
    public static List<String> ips(NodeConfig config) {
        return config.ips().isEmpty()
                ? Machine.defaultAddress().map(List::of).orElse(List.of("127.0.0.1"))
                : config.ips();
    }

    private void run() {
        try {
            while (true) {
                boolean ready = false;
                try {
                    ready = round();
                } catch (StatusError | ConnectionException e) {
                    failed(e);
                }
                clock.sleep(ready ? EVERY : UNTIL_READY);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    /** A server that is away comes back; what is refused stays so, and somebody has to know. */
    private void failed(RuntimeException e) {
        String why = String.valueOf(e.getMessage());
        boolean refused = e instanceof StatusError && !why.equals(refusal);
        if (refused) {
            refusal = why;
        }
        LOG.log(
                refused ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG,
                () -> "node " + config.name() + " cannot be written: " + why);
    }

    /** Whether the Node is ready and says so. */
    private boolean round() {
        NodeHealth now = health.get();
        for (int i = 0; i < CONFLICT_TRIES; i++) {
            Node node = nodes.find("", config.name()).orElseGet(() -> register(now));
            try {
                write(node, now);
                return now.problem().isEmpty();
            } catch (StatusError e) {
                if (e.code() != 409) {
                    throw e;
                }
            }
        }
        return false;
    }

    private Node register(NodeHealth now) {
        Node created = nodes.create(object.initial(now, ips(config), clock.instant()));
        LOG.log(System.Logger.Level.INFO, () -> "registered node " + config.name());
        return created;
    }

    private void write(Node node, NodeHealth now) {
        Node current = node;
        Map<String, String> labels = object.labels(node.metadata().labels());
        Map<String, String> annotations = object.annotations(node.metadata().annotations());
        if (!labels.equals(node.metadata().labels())
                || !annotations.equals(node.metadata().annotations())) {
            current = nodes.update(
                    node.withMetadata(node.metadata().withLabels(labels).withAnnotations(annotations)));
        }
        Instant time = clock.instant();
        NodeStatus status = object.status(current.status(), now, ips(config), time);
        boolean due = !time.isBefore(written.plus(WRITE_AT_LEAST));
        if (due || !NodeObject.same(status, current.status())) {
            current = nodes.updateStatus(current.withStatus(status));
            written = time;
        }
        registered = Optional.of(current);
    }

    @Override
    public void close() {
        watch.close();
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
