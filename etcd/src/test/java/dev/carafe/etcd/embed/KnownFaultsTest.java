package dev.carafe.etcd.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.Caller;
import dev.carafe.etcd.CompactRequest;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.LeaseGrantRequest;
import dev.carafe.etcd.LeaseKeepAliveResponse;
import dev.carafe.etcd.LeaseTimeToLiveResponse;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.WatchEvent;
import dev.carafe.etcd.WatchRequest;
import dev.carafe.etcd.Watcher;
import dev.carafe.etcd.testing.MemoryDirectory;
import dev.carafe.etcd.testing.RecordingListener;
import dev.carafe.etcd.watch.WatchLimits;
import dev.carafe.etcd.work.ThreadWorkers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Faults that etcd's own robustness suite and its users once found in etcd, each tried here. */
final class KnownFaultsTest {
    private static final StoreConfig CONFIG = new StoreConfig(
                    Path.of("unused"), 80 * 1024, 1 << 20, 8 * 1024, 128, Duration.ofSeconds(5))
            .withWatchLimits(new WatchLimits(4, 6, 5));
    private static final WatchRequest ALL = WatchRequest.prefix(Bytes.EMPTY);

    private static EmbeddedStore open(MemoryDirectory disk) throws IOException {
        return EmbeddedStore.open(
                CONFIG, disk, () -> {}, () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()), new ThreadWorkers());
    }

    private static PutRequest put(int number) {
        return PutRequest.of(Bytes.utf8("k" + number), Bytes.utf8("v" + number));
    }

    @Test
    void aWatchThatIsBehindACompactionIsToldAllOrThatItIsBehind() throws IOException {
        try (EmbeddedStore store = open(new MemoryDirectory())) {
            RecordingListener slow = new RecordingListener();
            slow.block(true);
            Watcher watcher = store.watch(ALL.withStartRevision(2), slow);
            for (int i = 0; i < 100; i++) {
                var _ = store.put(put(i));
            }
            var _ = store.compact(new CompactRequest(80, true));
            slow.block(false);
            EtcdException cause = slow.awaitCancelled();
            assertThat(cause.is(EtcdError.COMPACTED)).isTrue();
            assertThat(slow.compactRevision()).isEqualTo(80);
            List<WatchEvent> told = slow.awaitEvents(0);
            assertThat(told)
                    .as("told without a hole until it was behind")
                    .extracting(event -> event.kv().modRevision())
                    .isEqualTo(LongStream.range(2, 2 + told.size()).boxed().toList());
            watcher.close();

            RecordingListener resumed = new RecordingListener();
            var _ = store.watch(ALL.withStartRevision(81), resumed);
            assertThat(resumed.awaitEvents(21))
                    .extracting(event -> event.kv().modRevision())
                    .isEqualTo(LongStream.rangeClosed(81, 101).boxed().toList());
            assertThatThrownBy(
                            () -> store.range(RangeRequest.of(Bytes.utf8("k1")).withRevision(79)))
                    .hasMessage(EtcdError.COMPACTED.text());
        }
    }

    @Test
    void aWatchFromTheFutureIsToldNothingBeforeAndOneFromRevisionZeroNothingOld() throws IOException {
        try (EmbeddedStore store = open(new MemoryDirectory())) {
            var _ = store.put(put(1));
            RecordingListener future = new RecordingListener();
            RecordingListener now = new RecordingListener();
            Watcher atFuture = store.watch(ALL.withStartRevision(5), future);
            Watcher atNow = store.watch(ALL, now);
            assertThat(atFuture.createdRevision()).isEqualTo(2);
            assertThat(atNow.createdRevision()).isEqualTo(2);
            assertThatThrownBy(
                            () -> store.range(RangeRequest.of(Bytes.utf8("k1")).withRevision(3)))
                    .hasMessage(EtcdError.FUTURE_REVISION.text());
            for (int i = 2; i < 7; i++) {
                var _ = store.put(put(i));
            }
            assertThat(future.awaitEvents(3))
                    .extracting(event -> event.kv().modRevision())
                    .containsExactly(5L, 6L, 7L);
            assertThat(now.awaitEvents(5))
                    .extracting(event -> event.kv().modRevision())
                    .containsExactly(3L, 4L, 5L, 6L, 7L);
        }
    }

    @Test
    void aLeaderThatStoodStillAnswersNoReadOfItsOwnAccord() {
        SimulatedCluster cluster = new SimulatedCluster(11, 3);
        cluster.until("a leader", () -> cluster.leader() != null);
        SimulatedCluster.Member old = Objects.requireNonNull(cluster.leader());
        cluster.cutOff(old);
        SimulatedCluster.Member other = cluster.other(old);
        CompletableFuture<?> writing = store(other).submit(put(1));
        CompletableFuture<Void> reading = store(old).barrier();
        cluster.until("the write at the others", writing::isDone);
        assertThat(writing).isCompleted();
        assertThat(reading.isDone() && !reading.isCompletedExceptionally())
                .as("read while cut off")
                .isFalse();
        CompletableFuture<Void> late = store(old).barrier();
        cluster.heal();
        cluster.until("the read", late::isDone);
        assertThat(late).isCompleted();
        assertThat(keys(old)).containsExactly("k1");
    }

    @Test
    void aLeaseProlongedAtTheNewLeaderIsNotEndedByTheOldOne() {
        SimulatedCluster cluster = new SimulatedCluster(12, 3);
        cluster.until("a leader", () -> cluster.leader() != null);
        SimulatedCluster.Member old = Objects.requireNonNull(cluster.leader());
        CompletableFuture<?> granting = store(old).submit(new LeaseGrantRequest(4, 77));
        cluster.until("the lease", granting::isDone);
        CompletableFuture<?> putting = store(old).submit(put(1).withLease(77));
        cluster.until("the key", putting::isDone);
        cluster.cutOff(old);
        cluster.until("another leader", () -> leaderBut(cluster, old) != null);
        SimulatedCluster.Member next = Objects.requireNonNull(leaderBut(cluster, old));

        CompletableFuture<LeaseKeepAliveResponse> stale = store(old).prolong(77);
        for (int i = 0; i < 5; i++) {
            CompletableFuture<LeaseKeepAliveResponse> alive = store(next).prolong(77);
            cluster.until("a keep-alive", alive::isDone);
            assertThat(alive.join().ttlSeconds()).isEqualTo(4);
            long untilMs = cluster.nowMs() + 2000;
            cluster.until("two seconds", () -> cluster.nowMs() >= untilMs);
        }
        cluster.heal();
        cluster.until("the old leader's answer", stale::isDone);
        assertThat(stale).as("a promise of who leads no more").isCompletedExceptionally();
        long untilMs = cluster.nowMs() + 1500;
        cluster.until("what the old leader may have wanted", () -> cluster.nowMs() >= untilMs);
        assertThat(keys(next)).containsExactly("k1");
        cluster.until(
                "its end, once",
                () -> cluster.members().stream().allMatch(member -> keys(member).isEmpty()));
    }

    @Test
    void whatIsLeftOfALeaseIsNotToldByWhoLeadsNoMore() {
        SimulatedCluster cluster = new SimulatedCluster(13, 3);
        cluster.until("a leader", () -> cluster.leader() != null);
        SimulatedCluster.Member old = Objects.requireNonNull(cluster.leader());
        CompletableFuture<?> granting = store(old).submit(new LeaseGrantRequest(4, 77));
        cluster.until("the lease", granting::isDone);
        cluster.cutOff(old);
        CompletableFuture<LeaseTimeToLiveResponse> stale = store(old).timeLeft(77, false);
        cluster.until("another leader", () -> leaderBut(cluster, old) != null);
        SimulatedCluster.Member next = Objects.requireNonNull(leaderBut(cluster, old));
        long untilMs = cluster.nowMs() + 2000;
        cluster.until("two seconds", () -> cluster.nowMs() >= untilMs);
        CompletableFuture<LeaseKeepAliveResponse> alive = store(next).prolong(77);
        cluster.until("a keep-alive", alive::isDone);
        assertThat(alive.join().ttlSeconds()).isEqualTo(4);
        CompletableFuture<LeaseTimeToLiveResponse> fresh = store(next).timeLeft(77, false);
        cluster.until("what is left", fresh::isDone);
        assertThat(fresh.join().ttlSeconds()).isEqualTo(3);

        cluster.heal();
        cluster.until("the old leader's answer", stale::isDone);

        assertThat(stale).as("the book of who leads no more").isCompletedExceptionally();
    }

    @Test
    void defragmentationThatACrashEndsLosesNothing() throws IOException {
        for (int change = 1; change < 25; change++) {
            MemoryDirectory disk = new MemoryDirectory();
            EmbeddedStore store = open(disk);
            for (int i = 0; i < 20; i++) {
                var _ = store.put(put(i));
            }
            disk.dieAfter(change);
            try {
                store.member().as(Caller.UNKNOWN).defragment();
            } catch (EtcdException e) {
                // the power went meanwhile
            }
            MemoryDirectory found = disk.afterPowerLoss(new SplittableRandom(change));
            store.close();
            try (EmbeddedStore after = open(found)) {
                assertThat(after.range(RangeRequest.prefix(Bytes.EMPTY)).kvs())
                        .as("power lost after %s changes", change)
                        .hasSize(20);
                assertThat(after.put(put(20)).revision()).isEqualTo(22);
            }
        }
    }

    private static EmbeddedStore store(SimulatedCluster.Member member) {
        return Objects.requireNonNull(member.store());
    }

    private static List<String> keys(SimulatedCluster.Member member) {
        return store(member).range(RangeRequest.prefix(Bytes.EMPTY).withSerializable(true)).kvs().stream()
                .map(KeyValue::key)
                .map(Bytes::toUtf8)
                .toList();
    }

    private static SimulatedCluster.@Nullable Member leaderBut(SimulatedCluster cluster, SimulatedCluster.Member not) {
        for (SimulatedCluster.Member one : cluster.members()) {
            if (one != not
                    && store(one).status().leaderId() == store(one).status().memberId()) {
                return one;
            }
        }
        return null;
    }
}
