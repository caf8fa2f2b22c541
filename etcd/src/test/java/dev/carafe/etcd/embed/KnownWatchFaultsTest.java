package dev.carafe.etcd.embed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.CompactRequest;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.TxnRequest;
import dev.carafe.etcd.WatchEvent;
import dev.carafe.etcd.WatchListener;
import dev.carafe.etcd.WatchRequest;
import dev.carafe.etcd.Watcher;
import dev.carafe.etcd.testing.MemoryDirectory;
import dev.carafe.etcd.testing.RecordingListener;
import dev.carafe.etcd.watch.WatchLimits;
import dev.carafe.etcd.work.ThreadWorkers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Faults of watches that etcd's own robustness suite and its users once found in etcd, each tried here. */
final class KnownWatchFaultsTest {
    private static final StoreConfig CONFIG = new StoreConfig(
                    Path.of("unused"), 80 * 1024, 1 << 20, 8 * 1024, 128, Duration.ofSeconds(5))
            .withWatchLimits(new WatchLimits(4, 6, 5));
    private static final WatchRequest ALL = WatchRequest.prefix(Bytes.EMPTY);

    private static EmbeddedStore open(MemoryDirectory disk) throws IOException {
        return EmbeddedStore.open(
                CONFIG, disk, () -> {}, () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()), new ThreadWorkers());
    }

    private static PutRequest put(String key, String value) {
        return PutRequest.of(Bytes.utf8(key), Bytes.utf8(value));
    }

    private static List<Long> revisions(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    private static List<Long> revisions(List<WatchEvent> events) {
        return events.stream().map(event -> event.kv().modRevision()).toList();
    }

    @Test
    void aWatchThatIsStarvedMissesNothing() throws IOException {
        try (EmbeddedStore store = open(new MemoryDirectory())) {
            RecordingListener starved = new RecordingListener();
            starved.block(true);
            Watcher watcher = store.watch(ALL, starved);
            for (int round = 0; round < 5; round++) {
                for (int i = 0; i < 60; i++) {
                    var _ = store.put(put("k" + i % 7, "v" + i));
                }
                starved.block(false);
                int told = 60 * (round + 1);
                assertThat(revisions(starved.awaitEvents(told))).isEqualTo(revisions(2, 1 + told));
                starved.block(true);
            }
            starved.block(false);
            watcher.close();
        }
    }

    /** Holds up events until it is let go, and notes progress that runs ahead of them. */
    private static final class InOrder implements WatchListener {
        private final RecordingListener told = new RecordingListener();
        private final List<String> wrong = new ArrayList<>(); // guarded by itself
        private long last = 1;

        @Override
        public void events(List<WatchEvent> events, long revision) {
            told.events(events, revision);
            synchronized (wrong) {
                last = events.getLast().kv().modRevision();
            }
        }

        @Override
        public void progress(long revision) {
            synchronized (wrong) {
                if (revision > last) {
                    wrong.add("progress to " + revision + " when events were told up to " + last);
                }
            }
            told.progress(revision);
        }

        @Override
        public void cancelled(EtcdException cause, long compactRevision) {
            told.cancelled(cause, compactRevision);
        }

        List<String> wrong() {
            synchronized (wrong) {
                return List.copyOf(wrong);
            }
        }
    }

    @Test
    void progressIsToldAfterAllThatCameBeforeIt() throws IOException {
        try (EmbeddedStore store = open(new MemoryDirectory())) {
            InOrder listener = new InOrder();
            listener.told.block(true);
            Watcher watcher = store.watch(ALL, listener);
            for (int i = 0; i < 100; i++) {
                var _ = store.put(put("k" + i, "v"));
                if (i % 10 == 0) {
                    watcher.requestProgress();
                }
            }
            listener.told.block(false);
            assertThat(listener.told.awaitEvents(100)).hasSize(100);
            watcher.requestProgress();
            assertThat(listener.told.awaitProgress(101)).isEqualTo(101);
            assertThat(listener.wrong()).isEmpty();
            watcher.close();
        }
    }

    @Test
    void whatATransactionChangesIsToldOnce() throws IOException {
        try (EmbeddedStore store = open(new MemoryDirectory())) {
            RecordingListener live = new RecordingListener();
            Watcher now = store.watch(ALL, live);
            for (int i = 0; i < 20; i++) {
                TxnRequest inner = new TxnRequest(
                        List.of(), List.of(put("c", "v" + i), DeleteRangeRequest.of(Bytes.utf8("d"))), List.of());
                var _ = store.put(put("d", "v" + i));
                var _ = store.txn(
                        new TxnRequest(List.of(), List.of(put("a", "v" + i), put("b", "v" + i), inner), List.of()));
            }
            List<String> wanted = LongStream.range(0, 20)
                    .map(i -> 2 + 2 * i)
                    .boxed()
                    .flatMap(revision -> List.of(
                            "d@" + revision,
                            "a@" + (revision + 1),
                            "b@" + (revision + 1),
                            "c@" + (revision + 1),
                            "d@" + (revision + 1))
                            .stream())
                    .toList();
            RecordingListener late = new RecordingListener();
            Watcher before = store.watch(ALL.withStartRevision(2), late);
            var _ = store.put(put("end", "v"));
            for (RecordingListener listener : List.of(live, late)) {
                List<WatchEvent> told = listener.awaitEvents(wanted.size() + 1);
                assertThat(told.subList(0, told.size() - 1))
                        .extracting(event ->
                                event.kv().key().toUtf8() + "@" + event.kv().modRevision())
                        .isEqualTo(wanted);
                assertThat(told.getLast().kv().key().toUtf8()).isEqualTo("end");
            }
            now.close();
            before.close();
        }
    }

    @Test
    void aDeleteAtTheRevisionOfACompactionIsToldToWhoBeginsThere() throws IOException {
        MemoryDirectory disk = new MemoryDirectory();
        try (EmbeddedStore store = open(disk)) {
            var _ = store.put(put("a", "1"));
            var _ = store.put(put("b", "1"));
            var _ = store.deleteRange(DeleteRangeRequest.of(Bytes.utf8("a")));
            RecordingListener behind = new RecordingListener();
            behind.block(true);
            Watcher watcher = store.watch(ALL.withStartRevision(4), behind);
            var _ = store.compact(new CompactRequest(4, true));
            behind.block(false);
            assertThatADeleteIsToldFirst(behind);
            watcher.close();
            beginsAtTheCompaction(store);
        }
        try (EmbeddedStore again = open(disk)) {
            beginsAtTheCompaction(again);
        }
    }

    private static void beginsAtTheCompaction(EmbeddedStore store) {
        RecordingListener listener = new RecordingListener();
        Watcher watcher = store.watch(ALL.withStartRevision(4), listener);
        assertThatADeleteIsToldFirst(listener);
        watcher.close();
    }

    private static void assertThatADeleteIsToldFirst(RecordingListener listener) {
        WatchEvent first = listener.awaitEvents(1).getFirst();
        assertThat(first.isDelete()).isTrue();
        assertThat(first.kv().modRevision()).isEqualTo(4);
    }

    /** Keeps what it hears, in the one thread of a simulated cluster. */
    private static final class Heard implements WatchListener {
        final List<Long> events = new ArrayList<>();
        final List<Long> progress = new ArrayList<>();

        @Override
        public void events(List<WatchEvent> told, long revision) {
            events.addAll(revisions(told));
        }

        @Override
        public void progress(long revision) {
            progress.add(revision);
        }

        @Override
        public void cancelled(EtcdException cause, long compactRevision) {
            throw new AssertionError(cause);
        }
    }

    @Test
    void aWatchThatGoesOnAtAMemberThatLagsIsToldNothingOld() {
        SimulatedCluster cluster = new SimulatedCluster(21, 3);
        cluster.until("a leader", () -> cluster.leader() != null);
        SimulatedCluster.Member leader = Objects.requireNonNull(cluster.leader());
        SimulatedCluster.Member lags = cluster.other(leader);
        write(cluster, leader, 5);
        cluster.until("the same at the other", () -> store(lags).status().revision() == 6);
        cluster.cutOff(lags);
        write(cluster, leader, 20);
        Heard heard = new Heard();
        // A client that was told of revision 16 elsewhere goes on here.
        Watcher watcher = store(lags).watch(ALL.withStartRevision(17).withProgressNotify(true), heard);
        assertThat(watcher.createdRevision()).isEqualTo(6);
        watcher.requestProgress();
        long untilMs = cluster.nowMs() + 3000;
        cluster.until("three seconds", () -> cluster.nowMs() >= untilMs);
        assertThat(heard.events).isEmpty();
        assertThat(heard.progress).isEmpty();
        cluster.heal();
        cluster.until("all of them", () -> heard.events.size() >= 10);
        assertThat(heard.events).isEqualTo(revisions(17, 26));
        cluster.until("progress", () -> !heard.progress.isEmpty());
        assertThat(heard.progress).allMatch(revision -> revision >= 17);
        watcher.close();
    }

    private static EmbeddedStore store(SimulatedCluster.Member member) {
        return Objects.requireNonNull(member.store());
    }

    private static void write(SimulatedCluster cluster, SimulatedCluster.Member at, int count) {
        for (int i = 0; i < count; i++) {
            CompletableFuture<?> writing = store(at).submit(put("k" + i, "v"));
            cluster.until("a write", writing::isDone);
            assertThat(writing).isCompleted();
        }
    }
}
