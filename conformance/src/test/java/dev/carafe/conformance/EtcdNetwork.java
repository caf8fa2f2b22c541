package dev.carafe.conformance;

import io.etcd.jetcd.Client;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

    private final NodeNetwork network = NodeNetwork.create();
    private final List<String> namespaces = new ArrayList<>();
    private final List<EtcdMember> members = new ArrayList<>();
    private final List<SlowDisk> disks = new ArrayList<>();

    /** Why this machine cannot, empty when it can. */
    static Optional<String> refusal() {
        String probe = "carafe-probe-" + ProcessHandle.current().pid();
        Command.Result made = Command.run("sh", "-c", """
                ip netns add "$1" && ip netns exec "$1" nft add table inet probe
                status=$?
                ip netns delete "$1"
                exit $status""", "sh", probe);
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
        List<String> command = List.of(
                "ip",
                "netns",
                "exec",
                namespace,
                Cloud.REPOSITORY.resolve("carafe").toString(),
                "etcd",
                "--name",
                "m" + number,
                "--data-dir",
                own.resolve("data").toString(),
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
                IntStream.range(0, MEMBERS)
                        .mapToObj(other -> "m" + other + "=" + peerUrl(other))
                        .collect(Collectors.joining(",")));
        members.add(EtcdMember.run(command, folder.resolve("m" + number + ".log"), clientUrl(number)));
        attach(number);
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
