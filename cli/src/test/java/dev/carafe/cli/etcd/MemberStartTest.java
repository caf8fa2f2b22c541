package dev.carafe.cli.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.cli.command.CommandException;
import dev.carafe.cli.log.LogLines;
import dev.carafe.cli.part.PartProcess;
import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.Caller;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.Session;
import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.etcd.embed.StoreConfig;
import dev.carafe.etcd.membership.MemberIds;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Members that begin a cluster or join one, in this process and on its real network and disk. */
@Timeout(60)
class MemberStartTest {
    @TempDir
    private Path folder;

    private static String freeUrl() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "http://127.0.0.1:" + socket.getLocalPort();
        }
    }

    private MemberStart member(String name, String url, String initialCluster, String... more) {
        List<String> flags = new ArrayList<>(List.of("--initial-cluster", initialCluster));
        flags.addAll(List.of(more));
        return plain(name, url, flags.toArray(String[]::new));
    }

    /** Of whom no cluster is said. */
    private MemberStart plain(String name, String url, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--initial-advertise-peer-urls",
                url,
                "--listen-peer-urls",
                url,
                "--heartbeat-interval",
                "20",
                "--election-timeout",
                "200"));
        arguments.addAll(List.of(more));
        EtcdCommand command = new EtcdCommand();
        CommandLine line = new CommandLine(command);
        line.setDefaultValueProvider(_ -> null); // no variables
        line.setOverwrittenOptionsAllowed(true);
        var _ = line.parseArgs(arguments.toArray(String[]::new));
        return new MemberStart(
                name,
                List.of("http://" + name + ":2379"),
                command.peers,
                command.sockets,
                Optional.empty(),
                StoreConfig.of(folder.resolve(name)),
                command.files,
                command.corruption,
                command.store.gates());
    }

    /** Runs something with members that end behind it. */
    private static void run(PartProcess.Starter with) throws IOException {
        var _ = PartProcess.run(LogLines.onStandardError(Level.WARNING), process -> {
            with.start(process);
            process.end();
        });
    }

    private static void await(String what, BooleanSupplier condition) {
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited for " + what).isLessThan(endNs);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    private static void put(EmbeddedStore store, String key) {
        await("a put of " + key, () -> {
            try {
                var _ = store.put(PutRequest.of(Bytes.utf8(key), Bytes.utf8("value")));
                return true;
            } catch (EtcdException e) {
                return false; // nobody leads yet
            }
        });
    }

    private static long count(EmbeddedStore store, String key) {
        return store.range(RangeRequest.of(Bytes.utf8(key)).withSerializable(true))
                .count();
    }

    @Test
    void aMemberKeepsItsLogWhereItIsToldTo() throws IOException {
        String url = freeUrl();
        String log = folder.resolve("quick").toString();
        run(process -> put(member("m1", url, "m1=" + url, "--wal-dir", log).open(process), "k"));
        run(process -> {
            EmbeddedStore again = member("m1", url, "m1=" + url, "--wal-dir", log, "--unsafe-no-fsync")
                    .open(process);
            put(again, "l");
            assertThat(count(again, "k")).isEqualTo(1);
        });
        assertThatThrownBy(() -> run(process -> member("m1", url, "m1=" + url).open(process)))
                .hasMessageContaining("give both");
    }

    @Test
    void membersOfANewClusterComeToTheSameIdsByThemselvesAndKeepThem() throws IOException {
        String first = freeUrl();
        String second = freeUrl();
        String cluster = "m1=" + first + ",m2=" + second;
        long clusterId = MemberIds.cluster(
                List.of(MemberIds.initial(List.of(first), "a-token"), MemberIds.initial(List.of(second), "a-token")));
        run(process -> {
            EmbeddedStore m1 = member("m1", first, cluster, "--initial-cluster-token", "a-token")
                    .open(process);
            EmbeddedStore m2 = member("m2", second, cluster, "--initial-cluster-token", "a-token")
                    .open(process);
            put(m1, "k");
            await("the other has it", () -> count(m2, "k") == 1);
            assertThat(m2.status().clusterId())
                    .isEqualTo(clusterId)
                    .isEqualTo(m1.status().clusterId());
            assertThat(m2.status().memberId()).isEqualTo(MemberIds.initial(List.of(second), "a-token"));
            Session session = m2.member().as(Caller.UNKNOWN);
            await(
                    "both tell their names",
                    () -> session.members(false).stream()
                            .map(Session.MemberInfo::name)
                            .sorted()
                            .toList()
                            .equals(List.of("m1", "m2")));
        });
        run(process -> {
            // What the log says goes before what the flags say now.
            EmbeddedStore again = member("m1", first, cluster, "--initial-cluster-token", "another")
                    .open(process);
            assertThat(again.status().clusterId()).isEqualTo(clusterId);
            assertThat(again.status().memberId()).isEqualTo(MemberIds.initial(List.of(first), "a-token"));
        });
    }

    @Test
    void aMemberJoinsAClusterThatKnowsIt() throws IOException {
        String first = freeUrl();
        String second = freeUrl();
        String both = "m1=" + first + ",m2=" + second;
        run(process -> {
            EmbeddedStore m1 = member("m1", first, "m1=" + first).open(process);
            put(m1, "k");
            run(refused -> assertThatThrownBy(() -> member("m2", second, both, "--initial-cluster-state", "existing")
                            .open(refused))
                    .isInstanceOf(CommandException.class)
                    .hasMessageContaining("cannot fetch cluster info from peer urls")
                    .hasMessageContaining("member count is unequal: --initial-cluster names 2, and the cluster has 1"));

            Session admin = m1.member().as(Caller.UNKNOWN);
            Session.Added added = admin.memberAdd(List.of(second), true);
            String other = freeUrl();
            assertThatThrownBy(() -> member(
                                    "m3", other, "m1=" + first + ",m3=" + other, "--initial-cluster-state", "existing")
                            .open(process))
                    .isInstanceOf(CommandException.class)
                    .hasMessageContaining("unmatched member while checking PeerURLs (" + other + ")");

            EmbeddedStore m2 = member("m2", second, both, "--initial-cluster-state", "existing")
                    .open(process);
            await("the learner has it", () -> count(m2, "k") == 1);
            assertThat(m2.status().memberId()).isEqualTo(added.member().id());
            assertThat(m2.status().clusterId()).isEqualTo(m1.status().clusterId());
            // The key lies before its own addition in the log.
            await("it knows that it learns", () -> m2.status().learner());
        });
    }

    @Test
    void whoNamesNoMembersBeginsAClusterThatOthersJoin() throws IOException {
        String first = freeUrl();
        String second = freeUrl();
        run(process -> {
            EmbeddedStore m1 = plain("m1", first).open(process);
            Session admin = m1.member().as(Caller.UNKNOWN);
            assertThat(admin.members(false)).singleElement().satisfies(own -> {
                assertThat(own.name()).isEqualTo("m1"); // before any client is served
                assertThat(own.peerUrls()).containsExactly(first);
                assertThat(own.clientUrls()).containsExactly("http://m1:2379");
                assertThat(own.id()).isEqualTo(MemberIds.initial(List.of(first), "etcd-cluster"));
            });
            put(m1, "k");
            var _ = admin.memberAdd(List.of(second), false);
            EmbeddedStore m2 = member(
                            "m2", second, "m1=" + first + ",m2=" + second, "--initial-cluster-state", "existing")
                    .open(process);
            put(m2, "l");
            assertThat(count(m2, "k")).isEqualTo(1);
            await("the first has what the second took", () -> count(m1, "l") == 1);
        });
        run(process -> {
            // Both know from their logs who they are, with no word of a cluster.
            EmbeddedStore m1 = plain("m1", first).open(process);
            EmbeddedStore m2 = plain("m2", second).open(process);
            put(m2, "n");
            await("the first has it", () -> count(m1, "n") == 1);
        });
    }

    @Test
    void aStoreThatWasAloneGoesOnAsTheOnlyMemberAndBack() throws IOException {
        StoreConfig config = StoreConfig.of(folder.resolve("m1"));
        try (EmbeddedStore alone = EmbeddedStore.open(config)) {
            put(alone, "alone");
        }
        String url = freeUrl();
        run(process -> assertThatThrownBy(() ->
                        plain("m1", url, "--initial-cluster-state", "existing").open(process))
                .hasMessageContaining("start it with --initial-cluster-state new"));
        run(process -> {
            EmbeddedStore m1 = plain("m1", url).open(process);
            assertThat(count(m1, "alone")).isEqualTo(1);
            assertThat(m1.cluster().members())
                    .singleElement()
                    .satisfies(own -> assertThat(own.peerUrls()).containsExactly(url));
            put(m1, "member");
        });
        try (EmbeddedStore again = EmbeddedStore.open(config)) {
            put(again, "alone again");
            assertThat(count(again, "member")).isEqualTo(1);
        }
        run(process -> {
            EmbeddedStore m1 = plain("m1", url).open(process);
            assertThat(count(m1, "alone again")).isEqualTo(1);
            assertThat(m1.cluster().members().getFirst().name()).isEqualTo("m1");
        });
    }

    @Test
    void anAddressThatIsTakenIsToldBeforeAFileBegins() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String url = "http://127.0.0.1:" + taken.getLocalPort();
            run(process -> assertThatThrownBy(() -> plain("m1", url).open(process))
                    .isInstanceOf(CommandException.class)
                    .hasMessageContaining("port " + taken.getLocalPort())
                    .hasMessageContaining("--listen-peer-urls"));
            assertThat(folder.resolve("m1")).isDirectoryNotContaining("glob:**.wal");
        }
    }

    @Test
    void aMemberThatReachesNobodySaysWhoItAsked() throws IOException {
        String gone = freeUrl();
        String own = freeUrl();
        run(process -> assertThatThrownBy(
                        () -> member("m2", own, "m1=" + gone + ",m2=" + own, "--initial-cluster-state", "existing")
                                .open(process))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("no list of members at " + gone)
                .hasMessageContaining("add this member first (etcdctl member add), and see that the others run"));
    }

    @Test
    void anElectionsTimeoutHasToBeFiveHeartbeats() throws IOException {
        String own = freeUrl();
        run(process -> assertThatThrownBy(() -> member("m1", own, "m1=" + own, "--heartbeat-interval", "41")
                        .open(process))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("--election-timeout[200ms] should be at least as 5 times as"));
    }
}
