package dev.carafe.etcd.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.CompactRequest;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.PromptWatchListener;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.WatchEvent;
import dev.carafe.etcd.WatchRequest;
import dev.carafe.etcd.Watcher;
import dev.carafe.etcd.WriteRequest;
import dev.carafe.etcd.mvcc.MvccCore;
import dev.carafe.etcd.work.Work;
import dev.carafe.etcd.work.Workers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Listeners that never wait. Everything happens in the test's thread, when the test says so. */
class PromptTurnsTest {
    private static final int QUEUE_MAX = 4;

    private final Deque<Runnable> connection = new ArrayDeque<>();
    private final Deque<Work> others = new ArrayDeque<>();
    private final MvccCore core = MvccCore.empty();
    private final WatchHub hub =
            new WatchHub(core, Duration.ofMinutes(1), new WatchLimits(QUEUE_MAX, 100, 100), new Handed());
    private final Listener listener = new Listener();

    @Test
    void handsNewChangesToTheListenersThread() {
        try (Watcher _ = watch(0)) {
            put();
            put();
            assertThat(connection).hasSize(1);
            assertThat(listener.revisions).isEmpty();
            run(connection);
            assertThat(listener.revisions).containsExactly(2L, 3L);
            assertThat(others).isEmpty();
        }
    }

    @Test
    void readsHistoryOnAThreadThatMayWait() {
        put();
        put();
        try (Watcher _ = watch(2)) {
            assertThat(connection).isEmpty();
            turn();
            assertThat(listener.revisions).containsExactly(2L, 3L);
            put();
            run(connection);
            assertThat(listener.revisions).containsExactly(2L, 3L, 4L);
        }
    }

    @Test
    void doesNotCallAListenerBeforeItIsReadyAgain() {
        try (Watcher watcher = watch(0)) {
            listener.ready = false;
            put();
            assertThat(connection).isEmpty();
            watcher.resume(); // for nothing: it is not
            assertThat(connection).isEmpty();
            listener.ready = true;
            watcher.resume();
            watcher.resume(); // once is enough
            assertThat(connection).hasSize(1);
            run(connection);
            assertThat(listener.revisions).containsExactly(2L);
        }
    }

    @Test
    void servesAListenerThatWasNotReadyForLongFromHistory() {
        try (Watcher watcher = watch(0)) {
            listener.ready = false;
            for (int i = 0; i < 3 * QUEUE_MAX; i++) {
                put();
            }
            assertThat(others).isEmpty();
            listener.ready = true;
            watcher.resume();
            run(connection); // what had room
            turn(); // all else
            put();
            run(connection);
            assertThat(listener.revisions)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(2, 3 * QUEUE_MAX + 2).boxed().toList());
        }
    }

    @Test
    void tellsOfProgressBehindTheChangesBeforeIt() {
        try (Watcher watcher = watch(0)) {
            put();
            watcher.requestProgress();
            assertThat(others).isEmpty();
            run(connection);
            turn();
            assertThat(listener.revisions).containsExactly(2L);
            assertThat(listener.progress).isEqualTo(2);
        }
    }

    @Test
    void cancelsAListenerThatIsNotReady() {
        try (Watcher _ = watch(0)) {
            for (int i = 0; i < 3 * QUEUE_MAX; i++) {
                put();
            }
            run(connection);
            listener.ready = false;
            apply(new CompactRequest(core.state().revision(), true));
            turn(); // finds that compaction overtook it
            turn();
            assertThat(listener.cause)
                    .isNotNull()
                    .extracting(EtcdException::getMessage)
                    .isEqualTo(EtcdError.COMPACTED.text());
            put();
            assertThat(connection).isEmpty();
        }
    }

    @Test
    void endsWithTheListenersThread() {
        try (Watcher _ = watch(0)) {
            listener.gone = true;
            put();
            put();
            assertThat(connection).isEmpty();
            assertThat(others).isEmpty();
        }
    }

    @Test
    void handsNothingOnWhenItIsClosed() {
        Watcher watcher = watch(0);
        put();
        watcher.close();
        run(connection);
        put();
        assertThat(connection).isEmpty();
        assertThat(listener.revisions).isEmpty();
    }

    private Watcher watch(long startRevision) {
        return hub.watch(WatchRequest.of(Bytes.utf8("k")).withStartRevision(startRevision), listener);
    }

    private static void run(Deque<Runnable> tasks) {
        while (!tasks.isEmpty()) {
            tasks.removeFirst().run();
        }
    }

    private void turn() {
        assertThat(others).hasSize(1);
        assertThat(others.removeFirst().turn()).isFalse();
    }

    private void put() {
        apply(PutRequest.of(Bytes.utf8("k"), Bytes.utf8("v")));
    }

    private void apply(WriteRequest request) {
        core.apply(request, 0);
        hub.published(core.state());
    }

    private final class Listener implements PromptWatchListener {
        private final List<Long> revisions = new ArrayList<>();
        private long progress;
        private @Nullable EtcdException cause;
        private boolean ready = true;
        private boolean gone;

        @Override
        public Executor executor() {
            return task -> {
                if (gone) {
                    throw new RejectedExecutionException("the thread has ended");
                }
                connection.addLast(task);
            };
        }

        @Override
        public boolean isReady() {
            return ready;
        }

        @Override
        public void events(List<WatchEvent> events, long revision) {
            events.forEach(event -> revisions.add(event.kv().modRevision()));
        }

        @Override
        public void progress(long revision) {
            progress = revision;
        }

        @Override
        public void cancelled(EtcdException why, long compactRevision) {
            cause = why;
        }
    }

    /** Work that may wait, as it was handed on. */
    private final class Handed implements Workers {
        @Override
        public Running start(String name, Kind kind, Work work) {
            others.addLast(work);
            return () -> {};
        }

        @Override
        public void run(String name, Runnable job) {
            job.run();
        }
    }
}
