package dev.carafe.conformance;

import io.etcd.jetcd.Client;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Three members of {@code carafe etcd}, each in a network namespace and on a disk of its own, which speak TLS with certificates
 * that they made themselves.
 */
final class EtcdNetwork implements AutoCloseable {
    static final int MEMBERS = 3;
    private static final String TABLE = "carafe";
    private static final Duration CHANGE_MAX = Duration.ofMinutes(1);

    private static final String LEARNING = "--learner";

    // Fields of a line of etcdctl's list of members.
    private static final int ID = 0;
    private static final int PEER_URLS = 3;
    private static final int LEARNER = 5;

    private final NodeNetwork network = NodeNetwork.create();
    private final List<String> namespaces = new ArrayList<>();
    private final List<EtcdMember> members = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final List<Path> folders = new ArrayList<>();
    private final List<SlowDisk> disks = new ArrayList<>();

    /** Why this machine cannot, empty when it can. */
    static Optional<String> refusal() {
        String probe = "carafe-probe-" + ProcessHandle.current().pid();
        Command.Result made = Command.run("sh", "-c", """
                ip netns add "$1" && ip netns exec "$1" nft add table inet probe
                status=$?
                ip netns delete "$1"
                exit $status\
                """, "sh", probe);
        return made.status() == 0
                ? Optional.empty()
                : Optional.of("no network namespaces with nftables here: " + made.err());
    }

    static EtcdNetwork start(Path folder) throws IOException {
        EtcdNetwork cluster = new EtcdNetwork();
        boolean done = false;
        try {
            for (int number = 0; number < MEMBERS; number++) {
                cluster.add(folder, number);
            }
            done = true;
            return cluster;
        } finally {
            if (!done) {
                cluster.close();
            }
        }
    }

    private void add(Path folder, int number) throws IOException {
        String namespace = network.addNamespace(number + 1);
        namespaces.add(namespace);
        nft(number, "add", "table", "inet", TABLE);
        nft(number, "add chain inet " + TABLE + " in { type filter hook input priority 0; policy accept; }");
        Path own = Files.createDirectories(folder.resolve("m" + number));
        if (SlowDisk.possible()) {
            disks.add(SlowDisk.create(own, "m" + number));
        }
        names.add("m" + number);
        folders.add(own);
        String initial = IntStream.range(0, MEMBERS)
                .mapToObj(other -> "m" + other + "=" + peerUrl(other))
                .collect(Collectors.joining(","));
        members.add(run(number, "new", initial));
        attach(number);
    }

    private EtcdMember run(int number, String state, String initialCluster) throws IOException {
        List<String> command = List.of(
                "ip",
                "netns",
                "exec",
                namespaces.get(number),
                Cloud.REPOSITORY.resolve("carafe").toString(),
                "etcd",
                "--name",
                names.get(number),
                "--data-dir",
                folders.get(number).resolve(names.get(number)).toString(),
                "--listen-client-urls",
                clientUrl(number),
                "--advertise-client-urls",
                clientUrl(number),
                "--auto-tls",
                "--listen-peer-urls",
                peerUrl(number),
                "--initial-advertise-peer-urls",
                peerUrl(number),
                "--peer-auto-tls",
                "--initial-cluster",
                initialCluster,
                "--initial-cluster-state",
                state);
        Path log = folders.get(number).resolveSibling(names.get(number) + ".log");
        return EtcdMember.run(command, log, clientUrl(number));
    }

    /** Asks one member to remove another, which is gone; false when that is to be tried again. */
    boolean remove(int number, int asked) {
        String id = id(number, asked);
        return id.isEmpty() || etcdctl(asked, "member", "remove", id).status() == 0;
    }

    /** Adds a learner in the place of a removed member, and starts it on an empty disk. */
    void startAnew(int number, int asked) throws IOException {
        names.set(number, names.get(number) + "-next");
        var _ = Await.until(
                "a learner to be added",
                CHANGE_MAX,
                () -> !id(number, asked).isEmpty()
                        || etcdctl(
                                                asked,
                                                "member",
                                                "add",
                                                names.get(number),
                                                LEARNING,
                                                "--peer-urls=" + peerUrl(number))
                                        .status()
                                == 0,
                done -> done);
        String cluster = IntStream.range(0, MEMBERS)
                .mapToObj(other -> names.get(other) + "=" + peerUrl(other))
                .collect(Collectors.joining(","));
        members.set(number, run(number, "existing", cluster));
        attach(number);
    }

    /**
     * Asks one member to make another one a voter; false when that is to be tried again. A new member that found nobody to tell it of the
     * others has ended, and is begun again as whatever watches over it would.
     */
    boolean promote(int number, int asked) {
        if (!members.get(number).isAlive()) {
            try {
                restart(number);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        String id = id(number, asked);
        String learner = field(number, asked, LEARNER);
        return learner.equals("false")
                || etcdctl(asked, "member", "promote", id).status() == 0;
    }

    private String id(int number, int asked) {
        return field(number, asked, ID);
    }

    /** What the member list of one says of the peer address of another, empty when that is not in it. */
    private String field(int number, int asked, int field) {
        return etcdctl(asked, "member", "list")
                .out()
                .lines()
                .map(line -> line.split(", "))
                .filter(fields -> fields.length > LEARNER && fields[PEER_URLS].equals(peerUrl(number)))
                .map(fields -> fields[field])
                .findFirst()
                .orElse("");
    }

    private Command.Result etcdctl(int number, String... words) {
        List<String> command = new ArrayList<>(List.of(
                EtcdMember.ETCDCTL.toString(),
                "--endpoints=" + clientUrl(number),
                "--insecure-skip-tls-verify",
                "--command-timeout=5s"));
        command.addAll(List.of(words));
        return Command.run(CHANGE_MAX, Map.of(), "", command);
    }

    private void attach(int number) throws IOException {
        if (!disks.isEmpty()) {
            disks.get(number).attach(members.get(number).pid());
        }
    }

    /** Where a member serves its clients. */
    String clientUrl(int number) {
        return "https://" + network.address(number + 1) + ":2379";
    }

    private String peerUrl(int number) {
        return "https://" + network.address(number + 1) + ":2380";
    }

    /** A client of one member. */
    Client client(int number) throws IOException {
        return Client.builder()
                .endpoints(clientUrl(number))
                .sslContext(ssl ->
                        ssl.trustManager(InsecureTrustManagerFactory.INSTANCE).endpointIdentificationAlgorithm(null))
                .build();
    }

    void kill(int number) throws InterruptedException {
        members.get(number).kill();
    }

    void restart(int number) throws IOException {
        members.get(number).restart();
        attach(number);
    }

    void pause(int number) {
        members.get(number).signal("STOP");
    }

    void wake(int number) {
        members.get(number).signal("CONT");
    }

    /** Lets nothing of one member reach another. */
    void cut(int from, int to) {
        nft(to, "add", "rule", "inet", TABLE, "in", "ip", "saddr", network.address(from + 1), "drop");
    }

    void joinAll() {
        for (int number = 0; number < MEMBERS; number++) {
            nft(number, "flush", "chain", "inet", TABLE, "in");
        }
    }

    /** Whether disks can be slowed down. */
    boolean hasSlowDisks() {
        return disks.size() == MEMBERS;
    }

    void slow(int number, int writesPerSecond) throws IOException {
        disks.get(number).limit(writesPerSecond);
    }

    private void nft(int number, String... arguments) {
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", namespaces.get(number), "nft"));
        command.addAll(List.of(arguments));
        var _ = Command.run(command.toArray(String[]::new)).orFail();
    }

    @Override
    public void close() throws IOException {
        for (int number = 0; number < members.size(); number++) {
            try {
                members.get(number).kill();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
        try {
            for (SlowDisk disk : disks) {
                disk.close();
            }
        } finally {
            network.close();
        }
    }
}
