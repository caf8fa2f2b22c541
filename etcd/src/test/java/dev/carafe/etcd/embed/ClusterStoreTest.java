package dev.carafe.etcd.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.carafe.etcd.AuthRequest;
import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.Caller;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.LeaseGrantRequest;
import dev.carafe.etcd.LeaseKeepAliveResponse;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.PutResponse;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.StatusResponse;
import dev.carafe.etcd.membership.ClusterMember;
import dev.carafe.etcd.membership.Membership;
import dev.carafe.etcd.raft.ConfChange;
import dev.carafe.etcd.testing.MemoryDirectory;
import dev.carafe.etcd.wal.RaftWal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Members of clusters with their real logs and stores, in one thread. The system property {@code cluster.seeds} says how
 * many seeds, {@code cluster.seed} where to begin.
 */
final class ClusterStoreTest {
    private static PutRequest put(String key, String value) {
        return PutRequest.of(Bytes.utf8(key), Bytes.utf8(value));
    }

    private static EmbeddedStore store(SimulatedCluster.Member member) {
        return Objects.requireNonNull(member.store());
    }

    private static void awaitPut(SimulatedCluster cluster, SimulatedCluster.Member at, String key, String value) {
        CompletableFuture<?> answer = store(at).submit(put(key, value));
        cluster.until("put of " + key, answer::isDone);
        assertThat(answer).isCompleted();
    }

    private static List<KeyValue> all(SimulatedCluster.Member member) {
        return store(member)
                .range(RangeRequest.prefix(Bytes.EMPTY).withSerializable(true))
                .kvs();
    }

    @Test
    void anyMemberTakesWritesAndAllHaveThem() {
        SimulatedCluster cluster = new SimulatedCluster(1, 3);
        cluster.until("a leader", () -> cluster.leader() != null);
        int i = 0;
        for (SimulatedCluster.Member member : cluster.members()) {
            awaitPut(cluster, member, "k" + i++, "v");
        }
        for (SimulatedCluster.Member member : cluster.members()) {
            cluster.until("all three", () -> all(member).size() == 3);
            StatusResponse status = store(member).status();
            assertThat(status.errors()).isEmpty();
            assertThat(status.leaderId()).isNotZero();
            assertThat(store(member).cluster().members())
                    .extracting(ClusterMember::name)
                    .containsExactlyInAnyOrder("m0", "m1", "m2");
        }
    }

    @Test
    void aMemberAddedLaterGetsAllAndOneRemovedStops() {
        SimulatedCluster cluster = new SimulatedCluster(2, 1);
        SimulatedCluster.Member first = cluster.members().getFirst();
        cluster.until("a leader", () -> cluster.leader() != null);
        for (int i = 0; i < 50; i++) {
            awaitPut(cluster, first, "k" + i, "v");
        }
        first.kill(false);
        first.start(); // its log begins later now, so that the new one needs a snapshot
        cluster.until("a leader", () -> cluster.leader() != null);
        ClusterMember added = ClusterMember.of(99, List.of("http://new:2380"), false);
        CompletableFuture<Membership> adding = store(first).cluster().propose(ConfChange.Kind.ADD_VOTER, added);
        cluster.until("the member added", adding::isDone);
        assertThat(adding.join().members()).hasSize(2);
        SimulatedCluster.Member second = cluster.join(added.id());
        cluster.until("all keys at the new member", () -> all(second).size() == 50);
        assertThat(cluster.snapshotsInstalled()).isPositive();
        awaitPut(cluster, second, "more", "v");

        cluster.until(
                "the new member to tell its name",
                () -> store(first).cluster().members().stream()
                        .noneMatch(member -> member.name().isEmpty()));
        CompletableFuture<?> removing = store(first).cluster().propose(ConfChange.Kind.REMOVE, added);
        cluster.until("the member removed", removing::isDone);
        cluster.until(
                "the removed member to stop", () -> store(second).cluster().removed());
        awaitPut(cluster, first, "alone again", "v");
        assertThatThrownBy(() -> store(second).submit(put("x", "y"))).hasMessage("etcdserver: server stopped");
    }

    @Test
    void membersOfDifferentLimitsAgreeOnHowManyLearnersThereAre() {
        SimulatedCluster cluster = new SimulatedCluster(4, 3);
        cluster.until("a leader", () -> cluster.leader() != null);
        SimulatedCluster.Member strict = withLimit(cluster, 1);
        SimulatedCluster.Member lenient = withLimit(cluster, 2);
        assertThat(addLearner(cluster, strict, 97)).isCompleted();
        assertThat(addLearner(cluster, strict, 98))
                .isCompletedExceptionally()
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withMessageContaining("etcdserver: too many learner members in cluster");
        assertThat(addLearner(cluster, lenient, 98)).isCompleted();
        assertThat(addLearner(cluster, lenient, 99)).isCompletedExceptionally();
        for (SimulatedCluster.Member member : cluster.members()) {
            cluster.until(
                    "both learners",
                    () -> store(member).cluster().members().stream()
                                    .filter(ClusterMember::learner)
                                    .count()
                            == 2);
        }
        strict.kill(false);
        strict.start(); // what it refused and what it took are in its log
        cluster.until("a leader", () -> cluster.leader() != null);
        cluster.until(
                "the same members after a start",
                () -> store(strict)
                        .cluster()
                        .members()
                        .equals(store(lenient).cluster().members()));
    }

    private static SimulatedCluster.Member withLimit(SimulatedCluster cluster, int learnersMax) {
        return cluster.members().stream()
                .filter(member -> member.learnersMax() == learnersMax)
                .findFirst()
                .orElseThrow();
    }

    private static CompletableFuture<Membership> addLearner(
            SimulatedCluster cluster, SimulatedCluster.Member at, long id) {
        CompletableFuture<Membership> adding = store(at)
                .cluster()
                .propose(
                        ConfChange.Kind.ADD_LEARNER,
                        ClusterMember.of(id, List.of("http://learner" + id + ":2380"), true));
        cluster.until("an answer about learner " + id, adding::isDone);
        return adding;
    }

    @Test
    void leasesEndByTheLeaderAlone() {
        SimulatedCluster cluster = new SimulatedCluster(3, 3);
        cluster.until("a leader", () -> cluster.leader() != null);
        SimulatedCluster.Member member = cluster.members().getLast();
        CompletableFuture<?> granting = store(member).submit(new LeaseGrantRequest(2, 77));
        cluster.until("the lease", granting::isDone);
        CompletableFuture<?> putting = store(member).submit(put("leased", "v").withLease(77));
        cluster.until("the key", putting::isDone);
        cluster.until("its end", () -> cluster.members().stream().allMatch(one -> all(one).isEmpty()));
    }

    private static long left(SimulatedCluster cluster, SimulatedCluster.Member member, long lease) {
        EmbeddedMember served = (EmbeddedMember) store(member).member();
        return Objects.requireNonNull(served.machine().core().lessor().remaining(lease, cluster.nowMs()))
                .leftSeconds();
    }

    /** Another leader than before, which has all that was committed and has looked at the leases. */
    private static SimulatedCluster.Member nextLeader(SimulatedCluster cluster, SimulatedCluster.Member before) {
        before.kill(false);
        cluster.until("another leader", () -> cluster.leader() != null);
        SimulatedCluster.Member leader = Objects.requireNonNull(cluster.leader());
        awaitPut(cluster, leader, "of", String.valueOf(cluster.nowMs()));
        before.start();
        long now = cluster.nowMs();
        cluster.until("a tick", () -> cluster.nowMs() > now + 300);
        return leader;
    }

    @Test
    void aNewLeaderGivesALeaseWhatWasLeftOfItUnlessItWasKeptAlive() {
        SimulatedCluster cluster = new SimulatedCluster(8, 3, SimulatedCluster.STORE.withLeaseCheckpointMs(5_000));
        cluster.until("a leader", () -> cluster.leader() != null);
        SimulatedCluster.Member first = Objects.requireNonNull(cluster.leader());
        CompletableFuture<?> granting = store(first).submit(new LeaseGrantRequest(60, 77));
        cluster.until("the lease", granting::isDone);
        long granted = cluster.nowMs();
        cluster.until("40 seconds later", () -> cluster.nowMs() >= granted + 40_000);
        assertThat(cluster.leader()).isEqualTo(first);
        SimulatedCluster.Member second = nextLeader(cluster, first);
        assertThat(left(cluster, second, 77)).isBetween(10L, 25L);

        CompletableFuture<LeaseKeepAliveResponse> keeping = store(second).prolong(77);
        cluster.until("an answer", keeping::isDone);
        assertThat(keeping.join().ttlSeconds()).isEqualTo(60);
        SimulatedCluster.Member third = nextLeader(cluster, second);
        assertThat(left(cluster, third, 77)).isGreaterThan(55);
    }

    @Test
    void aLeaseKeptAliveInALeadersFirstMomentsKeepsItsWholeTime() {
        for (int afterMs = 0; afterMs <= 200; afterMs += 10) { // a tick is among them
            SimulatedCluster cluster = new SimulatedCluster(9, 1, SimulatedCluster.STORE.withLeaseCheckpointMs(5_000));
            SimulatedCluster.Member member = cluster.members().getFirst();
            cluster.until("a leader", () -> cluster.leader() != null);
            CompletableFuture<?> granting = store(member).submit(new LeaseGrantRequest(60, 77));
            cluster.until("the lease", granting::isDone);
            long kept = cluster.nowMs() + 40_000;
            cluster.until("40 seconds later", () -> cluster.nowMs() >= kept);
            member.kill(false);
            member.start();
            long asked = cluster.nowMs() + afterMs;
            cluster.until("a leader again", () -> cluster.leader() != null && cluster.nowMs() >= asked);
            CompletableFuture<LeaseKeepAliveResponse> keeping = store(member).prolong(77);
            cluster.until("an answer", keeping::isDone);
            assertThat(keeping.join().ttlSeconds()).isEqualTo(60);
            assertThat(left(cluster, member, 77))
                    .as("asked after %d ms", afterMs)
                    .isGreaterThan(55);
        }
    }

    @Test
    void aSimpleTokenEndsWithTheMember() {
        SimulatedCluster cluster = new SimulatedCluster(5, 1);
        SimulatedCluster.Member member = cluster.members().getFirst();
        cluster.until("a leader", () -> cluster.leader() != null);
        List<AuthRequest> requests = List.of(
                new AuthRequest.UserAdd("root", "hash", false),
                new AuthRequest.RoleAdd("root"),
                new AuthRequest.UserGrantRole("root", "root"),
                new AuthRequest.Enable(),
                new AuthRequest.Authenticate("root", "token.1"));
        for (AuthRequest request : requests) {
            CompletableFuture<?> answer = store(member).submit(request);
            cluster.until(request.toString(), answer::isDone);
            assertThat(answer).isCompleted();
        }
        Caller caller = new Caller("token.1", null);
        assertThat(store(member).member().as(caller)).isNotNull();
        awaitPut(cluster, member, "after", "v"); // so that the log tells that all before it is committed
        member.kill(false);
        member.start();
        assertThatThrownBy(() -> store(member).member().as(caller)).hasMessage("etcdserver: invalid auth token");
    }

    @Test
    void aStoreThatWasAloneBecomesAClusterOfOne() throws IOException {
        MemoryDirectory disk = new MemoryDirectory();
        StoreConfig config =
                new StoreConfig(Path.of("unused"), 80 * 1024, 30_000, 8 * 1024, 128, Duration.ofSeconds(5));
        TurnedWorkers alone = new TurnedWorkers();
        EmbeddedStore before = EmbeddedStore.open(config, disk, () -> {}, () -> 5, alone);
        for (int i = 0; i < 20; i++) {
            CompletableFuture<?> answer = before.submit(put("old" + i, "v"));
            alone.turn();
            assertThat(answer).isCompleted();
        }
        before.close();
        RaftWal.Identity identity = new RaftWal.Identity(7, 8);
        ClusterConfig cluster = ClusterConfig.of(
                "x",
                List.of(),
                identity,
                Membership.of(List.of(ClusterMember.of(7, List.of("http://localhost:2380"), false))));
        for (int life = 0; life < 3; life++) {
            SimulatedCluster network = new SimulatedCluster(4, 1); // only its empty network is used
            TurnedWorkers workers = new TurnedWorkers();
            EmbeddedStore store = EmbeddedStore.openMember(
                    config,
                    cluster,
                    disk,
                    () -> {},
                    () -> 5,
                    workers,
                    network.random(),
                    (_, _) -> network.members().getFirst(),
                    new SimulatedCluster.NoCalls());
            workers.turn();
            CompletableFuture<?> answer = store.submit(put("new" + life, "v"));
            workers.turn();
            workers.turn();
            assertThat(answer).isCompleted();
            assertThat(store.range(RangeRequest.prefix(Bytes.utf8("old"))).kvs())
                    .hasSize(20);
            assertThat(store.status().revision()).isEqualTo(22 + life);
            store.close();
        }
        TurnedWorkers back = new TurnedWorkers();
        try (EmbeddedStore store = EmbeddedStore.open(config, disk, () -> {}, () -> 5, back)) {
            CompletableFuture<?> answer = store.submit(put("again", "v"));
            back.turn();
            back.turn();
            assertThat(answer).isCompleted();
            assertThat(store.range(RangeRequest.prefix(Bytes.utf8("old"))).kvs())
                    .hasSize(20);
            assertThat(store.status().revision()).isEqualTo(25);
            assertThat(store.status().memberId()).isEqualTo(7);
        }
    }

    @Test
    void theOnlyMemberRefusesWhatItsDiskHasNoRoomForAndServesReads() {
        SimulatedCluster cluster = new SimulatedCluster(4, 1);
        SimulatedCluster.Member member = cluster.members().getFirst();
        String value = "v".repeat(4000);
        awaitPut(cluster, member, "first", value);
        member.disk().fill(true);
        List<String> acknowledged = new ArrayList<>(List.of("first"));
        @Nullable Throwable refusal = null;
        for (int i = 0; i < 100 && refusal == null; i++) {
            // Several at once, of which the log's segment has room for some.
            List<CompletableFuture<?>> answers = new ArrayList<>();
            for (int j = 0; j < 3; j++) {
                answers.add(store(member).submit(put("k" + i + "-" + j, value)));
            }
            cluster.until("an answer", () -> answers.stream().allMatch(CompletableFuture::isDone));
            for (int j = 0; j < 3; j++) {
                if (answers.get(j).isCompletedExceptionally()) {
                    refusal = answers.get(j).exceptionNow();
                } else {
                    acknowledged.add("k" + i + "-" + j);
                }
            }
        }
        assertThat(refusal).hasMessage(EtcdError.NO_SPACE.text());
        assertThatThrownBy(() -> store(member).submit(put("no", "v"))).hasMessage(EtcdError.NO_SPACE.text());
        assertThat(store(member).status().errors()).containsExactly(EtcdError.NO_SPACE.text());
        assertThat(store(member).barrier()).isCompleted();
        assertThat(keys(member)).containsExactlyInAnyOrderElementsOf(acknowledged);

        member.kill(false);
        member.disk().fill(true);
        member.start();
        cluster.until("reads are served", () -> store(member).barrier().isDone());
        assertThat(keys(member)).containsExactlyInAnyOrderElementsOf(acknowledged);
        CompletableFuture<?> again = store(member).submit(put("no", value));
        cluster.until("an answer", again::isDone);
        assertThat(again.exceptionNow()).hasMessage(EtcdError.NO_SPACE.text());

        member.disk().fill(false);
        cluster.until("there is space", () -> store(member).status().errors().isEmpty());
        awaitPut(cluster, member, "last", value);
        acknowledged.add("last");
        assertThat(keys(member)).containsExactlyInAnyOrderElementsOf(acknowledged);
    }

    private static List<String> keys(SimulatedCluster.Member member) {
        return all(member).stream().map(kv -> kv.key().toString()).toList();
    }

    @Test
    void filesOfOneOfSeveralMembersAreNoStoreOfTheirOwn() {
        SimulatedCluster cluster = new SimulatedCluster(4, 3);
        SimulatedCluster.Member member = cluster.members().getFirst();
        awaitPut(cluster, member, "k", "v");
        member.kill(false);
        assertThatThrownBy(() -> EmbeddedStore.open(
                        SimulatedCluster.STORE, member.disk(), () -> {}, () -> 5, new TurnedWorkers()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("one of 3 members");
    }

    @Test
    void nothingAnsweredIsLostAndNoReadIsStaleWhateverFails() {
        long firstSeed = Long.getLong("cluster.seed", 1);
        long count = Long.getLong("cluster.seeds", 40);
        int answered = 0;
        int snapshots = 0;
        for (long seed = firstSeed; seed < firstSeed + count; seed++) {
            try {
                SimulatedCluster cluster = new SimulatedCluster(seed, seed % 3 == 0 ? 5 : 3);
                answered += disturbed(cluster);
                snapshots += cluster.snapshotsInstalled();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
        assertThat(answered).isGreaterThan((int) (50 * count));
        assertThat(snapshots).isPositive();
    }

    private record Put(String key, String value) {}

    private static int disturbed(SimulatedCluster cluster) {
        Map<Long, Put> answered = new TreeMap<>();
        boolean powerLoss = cluster.random().nextBoolean();
        cluster.lose(cluster.random().nextBoolean() ? 0 : cluster.random().nextDouble() * 0.2);
        List<String> wrong = new ArrayList<>();
        long[] newest = {1};
        int[] reads = {0};
        for (int i = 0; i < 3000; i++) {
            cluster.step();
            disturb(cluster, powerLoss);
            EmbeddedStore store = cluster.any().store();
            if (store == null) {
                continue;
            }
            if (cluster.random().nextInt(8) == 0) {
                Put wanted = new Put("k" + cluster.random().nextInt(10), "v" + i);
                ask(() -> {
                    var _ = store.submit(put(wanted.key(), wanted.value())).whenComplete((response, failure) -> {
                        if (failure == null) {
                            long revision = ((PutResponse) response).revision();
                            if (answered.put(revision, wanted) != null) {
                                wrong.add("two puts were told revision " + revision);
                            }
                            newest[0] = Math.max(newest[0], revision);
                        } else if (!SimulatedCluster.unavailable(failure)) {
                            wrong.add("a put failed: " + failure);
                        }
                    });
                });
            } else if (cluster.random().nextInt(10) == 0) {
                long floor = newest[0];
                ask(() -> {
                    var _ = store.barrier().whenComplete((_, failure) -> {
                        if (failure == null) {
                            reads[0]++;
                            long revision = store.status().revision();
                            if (revision < floor) {
                                wrong.add("a read sees revision " + revision + ", " + floor + " was told before it");
                            }
                        }
                    });
                });
            }
            assertThat(wrong).isEmpty();
        }
        cluster.heal();
        cluster.lose(0);
        cluster.members().forEach(SimulatedCluster.Member::start);
        cluster.until("a leader", () -> cluster.leader() != null);
        SimulatedCluster.Member leader = Objects.requireNonNull(cluster.leader());
        awaitPut(cluster, leader, "last", "v");
        cluster.until(
                "all to agree",
                () -> cluster.members().stream()
                        .allMatch(member ->
                                all(member).equals(all(leader)) && !all(member).isEmpty()));
        for (SimulatedCluster.Member member : cluster.members()) {
            EmbeddedStore store = store(member);
            answered.forEach((revision, written) -> assertThat(store.range(RangeRequest.of(Bytes.utf8(written.key()))
                                    .withRevision(revision)
                                    .withSerializable(true))
                            .kvs())
                    .extracting(KeyValue::modRevision, kv -> kv.value().toUtf8())
                    .containsExactly(tuple(revision, written.value())));
            assertThat(store.member().as(Caller.UNKNOWN).hashKv(0))
                    .isEqualTo(store(leader).member().as(Caller.UNKNOWN).hashKv(0));
        }
        assertThat(reads[0]).isPositive();
        return answered.size();
    }

    private static void ask(Runnable wish) {
        try {
            wish.run();
        } catch (RuntimeException e) {
            assertThat(SimulatedCluster.unavailable(e)).isTrue();
        }
    }

    private static void disturb(SimulatedCluster cluster, boolean powerLoss) {
        int what = cluster.random().nextInt(400);
        SimulatedCluster.Member one = cluster.any();
        if (what == 0 && one.store() != null) {
            one.kill(powerLoss && cluster.random().nextBoolean());
        } else if (what == 1) {
            cluster.cut(one, cluster.any());
        } else if (what == 2) {
            cluster.members().forEach(other -> cluster.cut(other, one));
        } else if (what < 6) {
            cluster.heal();
        } else if (what < 10) {
            one.start();
        }
    }
}
