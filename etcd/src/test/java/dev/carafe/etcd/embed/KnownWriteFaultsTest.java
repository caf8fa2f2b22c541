package dev.carafe.etcd.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.etcd.AuthRequest;
import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.Caller;
import dev.carafe.etcd.CallerRequest;
import dev.carafe.etcd.CompactRequest;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.TxnRequest;
import dev.carafe.etcd.WriteRequest;
import dev.carafe.etcd.WriteResponse;
import dev.carafe.etcd.auth.AuthState;
import dev.carafe.etcd.testing.MemoryDirectory;
import dev.carafe.etcd.work.ThreadWorkers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Faults that left etcd's members with other revisions or keys than each other or than before, each tried here. */
final class KnownWriteFaultsTest {
    private static final StoreConfig CONFIG =
            new StoreConfig(Path.of("unused"), 80 * 1024, 1 << 20, 8 * 1024, 128, Duration.ofSeconds(5));
    private static final Bytes VALUE = Bytes.wrap(new byte[300]);

    private static EmbeddedStore open(MemoryDirectory disk) throws IOException {
        return EmbeddedStore.open(
                CONFIG, disk, () -> {}, () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()), new ThreadWorkers());
    }

    private static PutRequest put(int number) {
        return PutRequest.of(Bytes.utf8("k" + number), VALUE);
    }

    private static EmbeddedStore store(SimulatedCluster.Member member) {
        return Objects.requireNonNull(member.store());
    }

    /** What a member's write came to, once it has. */
    private static CompletableFuture<WriteResponse> ask(
            SimulatedCluster cluster, SimulatedCluster.Member at, WriteRequest request) {
        CompletableFuture<WriteResponse> writing = store(at).submit(request);
        cluster.until("an answer", writing::isDone);
        return writing;
    }

    private static void awaitAlike(SimulatedCluster cluster) {
        long revision = store(Objects.requireNonNull(cluster.leader())).status().revision();
        cluster.until(
                "the same revision everywhere",
                () -> cluster.members().stream()
                        .allMatch(member -> store(member).status().revision() == revision));
        assertThat(cluster.members())
                .extracting(member -> store(member).hashKv(0))
                .containsOnly(store(cluster.members().getFirst()).hashKv(0));
    }

    @Test
    void membersThatAreKilledWhileTheyApplyComeToWhatTheOthersHave() {
        for (int seed = 31; seed < 36; seed++) {
            SimulatedCluster cluster = new SimulatedCluster(seed, 3);
            cluster.until("a leader", () -> cluster.leader() != null);
            SimulatedCluster.Member leader = Objects.requireNonNull(cluster.leader());
            SimulatedCluster.Member killed = cluster.other(leader);
            List<CompletableFuture<WriteResponse>> writes = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                writes.add(store(leader).submit(put(i % 50)));
                if (i % 3 == 0) {
                    cluster.step();
                }
                if (i % 20 == 10) {
                    killed.kill(i % 40 == 10);
                    killed.start();
                }
            }
            cluster.until("all answers", () -> writes.stream().allMatch(CompletableFuture::isDone));
            assertThat(writes).as("seed %s", seed).allMatch(write -> !write.isCompletedExceptionally());
            assertThat(store(leader).status().revision()).isEqualTo(1 + writes.size());
            awaitAlike(cluster);
        }
    }

    @Test
    void aRevisionNeverDecreasesWhenACrashEndsACompaction() throws IOException {
        for (int change = 1; change < 25; change++) {
            MemoryDirectory disk = new MemoryDirectory();
            EmbeddedStore store = open(disk);
            for (int i = 0; i < 20; i++) {
                var _ = store.put(put(i));
            }
            // The newest revision is a deletion, of which a compaction leaves nothing.
            var _ = store.deleteRange(DeleteRangeRequest.prefix(Bytes.utf8("k")));
            disk.dieAfter(change);
            try {
                var _ = store.compact(new CompactRequest(22, true));
                store.member().as(Caller.UNKNOWN).defragment();
            } catch (EtcdException e) {
                // the power went meanwhile
            }
            MemoryDirectory found = disk.afterPowerLoss(new SplittableRandom(change));
            store.close();
            try (EmbeddedStore after = open(found)) {
                assertThat(after.status().revision())
                        .as("power lost after %s changes", change)
                        .isEqualTo(22);
                assertThat(after.put(put(20)).revision()).isEqualTo(23);
            }
        }
    }

    /** Writes, and then reads what cannot be read any more or not yet. */
    private static TxnRequest reading(long revision) {
        TxnRequest inner = new TxnRequest(
                List.of(), List.of(put(1), RangeRequest.of(Bytes.utf8("k0")).withRevision(revision)), List.of());
        return new TxnRequest(List.of(), List.of(put(0), inner), List.of());
    }

    @Test
    void aTransactionThatReadsWhatIsForgottenChangesNothing() throws IOException {
        MemoryDirectory disk = new MemoryDirectory();
        try (EmbeddedStore store = open(disk)) {
            for (int i = 0; i < 10; i++) {
                var _ = store.put(put(0));
            }
            var _ = store.compact(new CompactRequest(8, true));
            assertThatThrownBy(() -> store.txn(reading(7))).hasMessage(EtcdError.COMPACTED.text());
            assertThatThrownBy(() -> store.txn(reading(12))).hasMessage(EtcdError.FUTURE_REVISION.text());
            assertThat(store.status().revision()).isEqualTo(11);
            assertThat(store.get(Bytes.utf8("k1"))).isNull();
            assertThat(store.txn(reading(8)).revision()).isEqualTo(12);
        }
        try (EmbeddedStore again = open(disk)) {
            assertThat(again.status().revision()).isEqualTo(12);
        }
    }

    @Test
    void membersOfWhichOneHasForgottenMoreRefuseTheSameTransactions() {
        SimulatedCluster cluster = new SimulatedCluster(41, 3);
        cluster.until("a leader", () -> cluster.leader() != null);
        SimulatedCluster.Member leader = Objects.requireNonNull(cluster.leader());
        for (int i = 0; i < 10; i++) {
            assertThat(ask(cluster, leader, put(0))).isCompleted();
        }
        SimulatedCluster.Member lags = cluster.other(leader);
        cluster.cutOff(lags);
        // The one that lags applies the transactions long after the compaction, and all at once.
        assertThat(ask(cluster, leader, reading(7))).isCompleted();
        assertThat(ask(cluster, leader, new CompactRequest(8, false))).isCompleted();
        assertThat(ask(cluster, leader, reading(7))).isCompletedExceptionally();
        assertThat(ask(cluster, leader, put(2))).isCompleted();
        cluster.heal();
        awaitAlike(cluster);
        assertThat(store(lags).status().revision()).isEqualTo(13);
    }

    @Test
    void aMemberThatWasAwayWhenUsersCameToBeNeededRefusesWhatTheOthersRefuse() {
        for (boolean bySnapshot : new boolean[] {false, true}) {
            SimulatedCluster cluster = new SimulatedCluster(51, 3);
            cluster.until("a leader", () -> cluster.leader() != null);
            SimulatedCluster.Member leader = Objects.requireNonNull(cluster.leader());
            SimulatedCluster.Member away = cluster.other(leader);
            away.kill(true);
            List<AuthRequest> requests = List.of(
                    new AuthRequest.UserAdd("root", "hash", false),
                    new AuthRequest.RoleAdd("root"),
                    new AuthRequest.UserGrantRole("root", "root"),
                    new AuthRequest.Enable());
            for (AuthRequest request : requests) {
                assertThat(ask(cluster, leader, request)).isCompleted();
            }
            AuthState wanted = users(leader);
            CallerRequest byRoot = new CallerRequest("root", wanted.revision(), put(0));
            for (int i = 0; i < (bySnapshot ? 200 : 1); i++) {
                assertThat(ask(cluster, leader, byRoot)).isCompleted();
            }
            if (bySnapshot) {
                restartAllBut(cluster, away); // their logs begin later now
            }
            SimulatedCluster.Member leads = Objects.requireNonNull(cluster.leader());
            CallerRequest byNobody = new CallerRequest("", 0, put(1));
            assertThat(ask(cluster, leads, byNobody)).isCompletedExceptionally();

            away.start();
            cluster.until("users there too", () -> users(away).enabled());
            assertThat(cluster.snapshotsInstalled() > 0).isEqualTo(bySnapshot);
            assertThat(users(away).revision()).isEqualTo(wanted.revision());
            assertThat(ask(cluster, away, byNobody)).isCompletedExceptionally();
            assertThat(ask(cluster, away, byRoot)).isCompleted();
            awaitAlike(cluster);
        }
    }

    private static void restartAllBut(SimulatedCluster cluster, SimulatedCluster.Member away) {
        for (SimulatedCluster.Member member : cluster.members()) {
            if (member != away) {
                member.kill(false);
                member.start();
                cluster.until("a leader", () -> cluster.leader() != null);
            }
        }
    }

    private static AuthState users(SimulatedCluster.Member member) {
        return ((EmbeddedMember) store(member).member()).machine().auth().state();
    }
}
