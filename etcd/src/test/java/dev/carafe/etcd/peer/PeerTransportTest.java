package dev.carafe.etcd.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.Caller;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.LeaseGrantRequest;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.Session;
import dev.carafe.etcd.embed.ClusterConfig;
import dev.carafe.etcd.embed.EmbeddedStore;
import dev.carafe.etcd.embed.StoreConfig;
import dev.carafe.etcd.membership.ClusterMember;
import dev.carafe.etcd.membership.MemberIds;
import dev.carafe.etcd.membership.Membership;
import dev.carafe.etcd.metrics.Family;
import dev.carafe.etcd.testing.MemoryDirectory;
import dev.carafe.etcd.wal.RaftWal;
import dev.carafe.etcd.work.ThreadWorkers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three members in this process, over the real network of this machine. */
@Timeout(120)
final class PeerTransportTest {
    private static final StoreConfig STORE =
            new StoreConfig(Path.of("unused"), 160 * 1024, 20_000, 8 * 1024, 128, Duration.ofSeconds(5));

    private record Running(long id, PeerTransport transport, EmbeddedStore store) {
        void close() {
            store.close();
            transport.close();
        }
    }

    private final List<Running> running = new ArrayList<>();

    @AfterEach
    void stop() {
        running.forEach(Running::close);
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            sockets.add(socket);
            ports.add(socket.getLocalPort());
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }

    private static long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    private static String url(int port) {
        return "http://127.0.0.1:" + port;
    }

    private Running start(int port, RaftWal.Identity identity, Membership initial, MemoryDirectory disk)
            throws IOException {
        PeerConfig config = new PeerConfig(
                List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)), List.of(url(port)), null);
        PeerTransport transport = new PeerTransport(config, disk, PeerTransportTest::nowMs);
        EmbeddedStore store = EmbeddedStore.openMember(
                STORE,
                ClusterConfig.of("m" + port, List.of("http://127.0.0.1:1"), identity, initial),
                disk,
                () -> {},
                PeerTransportTest::nowMs,
                new ThreadWorkers(),
                new SplittableRandom(),
                transport::connect,
                transport);
        transport.serve(store.leaderCalls(), store::hashKv);
        Running member = new Running(identity.memberId(), transport, store);
        running.add(member);
        return member;
    }

    private List<Running> cluster(List<Integer> ports) throws IOException {
        List<ClusterMember> members = ports.stream()
                .map(port -> ClusterMember.of(MemberIds.initial(List.of(url(port)), "test"), List.of(url(port)), false))
                .toList();
        long clusterId =
                MemberIds.cluster(members.stream().map(ClusterMember::id).toList());
        List<Running> started = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            started.add(start(
                    ports.get(i),
                    new RaftWal.Identity(members.get(i).id(), clusterId),
                    Membership.of(members),
                    new MemoryDirectory()));
        }
        return started;
    }

    private static Bytes bytes(String text) {
        return Bytes.utf8(text);
    }

    private static void await(String what, BooleanSupplier condition) {
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited for " + what).isLessThan(endNs);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private static long leader(Running member) {
        return member.store().status().leaderId();
    }

    /** Writes, again while nobody leads. */
    private static void put(Running member, String key) {
        await("a put of " + key, () -> {
            try {
                var _ = member.store().put(PutRequest.of(bytes(key), bytes("value")));
                return true;
            } catch (EtcdException e) {
                return false;
            }
        });
    }

    @Test
    void threeMembersElectALeaderAndAllTakeWritesAndLeases() throws IOException {
        List<Running> members = cluster(freePorts(3));
        for (Running member : members) {
            put(member, "at-" + member.id());
        }
        for (Running member : members) {
            assertThat(member.store().range(RangeRequest.prefix(bytes("at-"))).count())
                    .isEqualTo(3);
            long lease = member.store().leaseGrant(new LeaseGrantRequest(60, 0)).id();
            for (Running other : members) {
                assertThat(other.store().leaseKeepAlive(lease).ttlSeconds()).isEqualTo(60);
                assertThat(other.store().leaseTimeToLive(lease, true).grantedTtlSeconds())
                        .isEqualTo(60);
            }
        }
        assertThat(members.get(1).store().leaseKeepAlive(4711).ttlSeconds()).isZero();
        for (Running member : members) {
            for (Running other : members) {
                if (other.id() != member.id()) {
                    await("a way", () -> counted(member, "etcd_network_active_peers", other) == 1);
                    await("an echo", () -> counted(member, "etcd_network_peer_round_trip_time_seconds", other) > 0);
                    await(
                            "messages unless both only follow",
                            () -> (leader(member) != member.id() && leader(member) != other.id())
                                    || (counted(member, "etcd_network_peer_sent_bytes_total", other) > 0
                                            && counted(member, "etcd_network_peer_received_bytes_total", other) > 0));
                }
            }
        }
        Running first = members.getFirst();
        Running second = members.getLast();
        second.store().close();
        second.transport().close();
        await("a break", () -> counted(first, "etcd_network_disconnected_peers_total", second) > 0);
        assertThat(counted(first, "etcd_network_active_peers", second)).isZero();
    }

    /** What a member has counted of another one; of a histogram how many values. */
    private static double counted(Running member, String name, Running other) {
        String id = '"' + Long.toHexString(other.id()) + '"';
        return member.store().member().metrics().stream()
                .filter(family -> family.name().equals(name))
                .flatMap(family -> family.samples().stream())
                .filter(sample -> sample.labels().endsWith(id)
                        && (sample.suffix().isEmpty() || sample.suffix().equals("_count")))
                .mapToDouble(Family.Sample::value)
                .sum();
    }

    @Test
    void membersTellEachOtherTheHashesOfTheirHistories() throws IOException {
        List<Running> members = cluster(freePorts(3));
        put(members.getFirst(), "key");
        for (Running member : members) {
            assertThat(member.store().get(bytes("key"))).isNotNull(); // it has applied it
        }
        Session.HashKv hash = members.getFirst().store().hashKv(2);
        for (Running asked : members) {
            for (Running asking : members) {
                if (asking.id() != asked.id()) {
                    assertThat(asking.transport().hashKv(asked.id(), 2)).isEqualTo(hash);
                    assertThatThrownBy(() -> asking.transport().hashKv(asked.id(), 3))
                            .hasMessage("etcdserver: mvcc: required revision is a future revision");
                }
            }
        }
    }

    @Test
    void aMemberThatJoinsTakesASnapshotAndOneThatIsRemovedIsTold() throws IOException {
        List<Integer> ports = freePorts(4);
        List<Running> members = cluster(ports.subList(0, 3));
        put(members.getFirst(), "first");
        for (int i = 0; i < 400; i++) { // more than a log keeps
            var _ = members.getFirst()
                    .store()
                    .put(new PutRequest(bytes("key-" + i), Bytes.wrap(new byte[1000]), 0, false, false, false));
        }
        await(
                "all streams",
                () -> members.stream()
                        .allMatch(member -> members.stream()
                                .allMatch(other -> other.id() == member.id()
                                        || member.transport().activeSinceMs(other.id()) >= 0)));
        Session admin = members.getFirst().store().member().as(Caller.UNKNOWN);
        Session.Added added = admin.memberAdd(List.of(url(ports.get(3))), true);
        PeerMembers.Found found = members.get(1).transport().membersAt(url(ports.getFirst()));
        assertThat(found.membership().members()).containsKey(added.member().id());

        Running joined = start(
                ports.get(3),
                new RaftWal.Identity(added.member().id(), found.clusterId()),
                Membership.EMPTY,
                new MemoryDirectory());
        await(
                "the learner has it all",
                () -> joined.store()
                                .range(RangeRequest.prefix(bytes("key-")).withSerializable(true))
                                .count()
                        == 400);
        await(
                "a snapshot that is said to have come",
                () -> members.stream()
                                .mapToDouble(member -> counted(member, "etcd_network_snapshot_send_success", joined))
                                .sum()
                        > 0);
        assertThat(members.stream()
                        .mapToDouble(member -> counted(joined, "etcd_network_snapshot_receive_success", member))
                        .sum())
                .isPositive();
        await("promotion", () -> {
            try {
                var _ = members.get(2)
                        .store()
                        .member()
                        .as(Caller.UNKNOWN)
                        .memberPromote(added.member().id());
                return true;
            } catch (EtcdException e) {
                assertThat(e).hasMessageContaining("in sync with leader");
                return false;
            }
        });
        assertThat(joined.store().range(RangeRequest.of(bytes("first"))).count())
                .isOne();

        Running removed = members.get(2);
        await("removal", () -> {
            try {
                var _ = admin.memberRemove(removed.id());
                return true;
            } catch (EtcdException e) {
                assertThat(e).hasMessageContaining("unhealthy cluster");
                return false;
            }
        });
        await("it is told", () -> removed.store().cluster().removed());
        assertThatThrownBy(() -> removed.store().put(PutRequest.of(bytes("a"), bytes("b"))))
                .isInstanceOf(EtcdException.class);
        put(members.getFirst(), "after");
        assertThat(leader(members.getFirst())).isNotEqualTo(removed.id());
    }
}
