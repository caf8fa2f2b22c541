package dev.carafe.etcd.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.CompactRequest;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.Op;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.TxnRequest;
import dev.carafe.etcd.WatchEvent;
import dev.carafe.etcd.WatchRequest;
import dev.carafe.etcd.Watcher;
import dev.carafe.etcd.WriteRequest;
import dev.carafe.etcd.mvcc.MvccCore;
import dev.carafe.etcd.testing.RecordingListener;
import dev.carafe.etcd.work.ThreadWorkers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchHubTest {
    private static final int MANY = 3 * WatchLimits.USUAL.queueMax();

    private final MvccCore core = MvccCore.empty();
    private final WatchHub hub = new WatchHub(core, Duration.ofMillis(20), WatchLimits.USUAL, new ThreadWorkers());

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void deliversEverythingOnceAndInOrderToAWatcherThatFellBehind() {
        RecordingListener slow = new RecordingListener();
        slow.block(true);
        try (Watcher _ = hub.watch(WatchRequest.prefix(Bytes.EMPTY), slow)) {
            put("first");
            slow.awaitEvents(1); // and there it hangs
            for (int i = 0; i < MANY; i++) {
                put("k" + i % 7);
            }
            slow.block(false);
            slow.awaitEvents(1 + MANY);
            put("last"); // synced again
            List<WatchEvent> events = slow.awaitEvents(2 + MANY);
            assertThat(events)
                    .extracting(event -> event.kv().modRevision())
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(2, MANY + 3L).boxed().toList());
        }
    }

    @Test
    void cancelsAWatcherThatCompactionOvertook() {
        RecordingListener slow = new RecordingListener();
        slow.block(true);
        try (Watcher _ = hub.watch(WatchRequest.prefix(Bytes.EMPTY), slow)) {
            put("first");
            slow.awaitEvents(1);
            for (int i = 0; i < MANY; i++) {
                put("k");
            }
            long revision = core.state().revision();
            apply(new CompactRequest(revision, true));
            slow.block(false);
            assertThat(slow.awaitCancelled().is(EtcdError.COMPACTED)).isTrue();
            assertThat(slow.compactRevision()).isEqualTo(revision);
        }
    }

    @Test
    void waitsForARevisionInTheFuture() {
        RecordingListener listener = new RecordingListener();
        try (Watcher _ = hub.watch(WatchRequest.of(Bytes.utf8("k")).withStartRevision(4), listener)) {
            put("k");
            put("k");
            put("k");
            assertThat(listener.awaitEvents(1))
                    .extracting(event -> event.kv().modRevision())
                    .containsExactly(4L);
        }
    }

    @Test
    void tellsIdleWatchersOfProgress() {
        RecordingListener listener = new RecordingListener();
        try (Watcher _ = hub.watch(WatchRequest.of(Bytes.utf8("k")).withProgressNotify(true), listener)) {
            put("other");
            put("other");
            assertThat(listener.awaitProgress(3)).isEqualTo(3);
        }
    }

    @Test
    void leavesOutWhatIsFiltered() {
        RecordingListener listener = new RecordingListener();
        WatchRequest deletes =
                new WatchRequest(Bytes.utf8("k"), Bytes.EMPTY, 0, true, false, EnumSet.of(WatchRequest.Filter.NO_PUT));
        try (Watcher _ = hub.watch(deletes, listener)) {
            put("k");
            apply(DeleteRangeRequest.of(Bytes.utf8("k")));
            List<WatchEvent> events = listener.awaitEvents(1);
            assertThat(events.getFirst().isDelete()).isTrue();
            assertThat(events.getFirst().prevKv()).isNotNull();
        }
    }

    @Test
    void deliversATransactionOfManyKeysOnce() {
        RecordingListener listener = new RecordingListener();
        try (Watcher _ = hub.watch(WatchRequest.prefix(Bytes.EMPTY), listener)) {
            List<Op> puts = IntStream.range(0, 100)
                    .<Op>mapToObj(i -> PutRequest.of(Bytes.utf8("k" + i), Bytes.EMPTY))
                    .toList();
            for (int i = 0; i < 300; i++) {
                apply(new TxnRequest(List.of(), puts, List.of()));
            }
            put("last");
            List<WatchEvent> events = listener.awaitEvents(300 * 100 + 1);
            assertThat(events).hasSize(300 * 100 + 1).doesNotHaveDuplicates();
            assertThat(events.getLast().kv().key()).isEqualTo(Bytes.utf8("last"));
        }
    }

    /** Watchers that start anywhere while changes rain down see exactly the changes behind their start. */
    @Test
    void missesNothingBetweenHistoryAndPresent() {
        long seed = 11;
        SplittableRandom random = new SplittableRandom(seed);
        List<RecordingListener> listeners = new ArrayList<>();
        List<Long> starts = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            put("k" + random.nextInt(5));
            if (random.nextInt(40) == 0) {
                long start = random.nextLong(2, core.state().revision() + 1);
                RecordingListener listener = new RecordingListener();
                Watcher _ = hub.watch(WatchRequest.prefix(Bytes.utf8("k")).withStartRevision(start), listener);
                listeners.add(listener);
                starts.add(start);
            }
        }
        long last = core.state().revision();
        for (int i = 0; i < listeners.size(); i++) {
            long start = starts.get(i);
            assertThat(listeners.get(i).awaitEvents((int) (last - start + 1)))
                    .as("seed %d start %d", seed, start)
                    .extracting(event -> event.kv().modRevision())
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(start, last).boxed().toList());
        }
    }

    private void put(String key) {
        apply(PutRequest.of(Bytes.utf8(key), Bytes.utf8("v")));
    }

    private void apply(WriteRequest request) {
        core.apply(request, 0);
        hub.published(core.state());
    }
}
