package dev.carafe.etcd.embed;

import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.mvcc.MvccCore;
import dev.carafe.etcd.wal.NoSpaceException;
import dev.carafe.etcd.wal.Snapshot;
import dev.carafe.etcd.wal.SnapshotFiles;
import dev.carafe.etcd.work.Workers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a snapshot is due and writes it beside the store's work, with rests while nobody waits for it: so that how long requests
 * take does not tell when one is written. The methods belong to the loop, but {@link #want}, {@link #holdHistory}, {@link #letHistoryGo},
 * {@link #sizeBytes} and {@link #join}.
 */
final class Snapshotter {
    private static final System.Logger LOG = System.getLogger(Snapshotter.class.getName());

    private final SnapshotFiles files;
    private final SnapshotPace pace;
    private final Workers workers;
    private final ValueSpill spill;
    private final AtomicLong droppable = new AtomicLong();

    /** Bytes that the log had written when the last snapshot was begun. */
    private long startedAtBytes;

    /** The last record that the last snapshot holds. */
    private long lastIndex;

    private final AtomicInteger holders = new AtomicInteger();
    /** Those who want a snapshot that is not begun yet. */
    private final Queue<CompletableFuture<Void>> wanted = new ConcurrentLinkedQueue<>();

    /** Those for whom the one is that is being written. */
    private final List<CompletableFuture<Void>> served = new ArrayList<>();

    /** Whether somebody waits for the one that is being written, so that it takes no rests. */
    private volatile boolean awaited;

    private volatile Runnable onWritten = () -> {};
    private volatile @Nullable EtcdException failure;
    private volatile long lastBytes;
    private volatile long allBytes;
    private @Nullable FutureTask<?> task;

    Snapshotter(SnapshotFiles files, SnapshotPace pace, long replayedBytes, ValueSpill spill, Workers workers)
            throws IOException {
        this.files = files;
        this.spill = spill;
        this.pace = pace;
        this.startedAtBytes = -replayedBytes;
        this.allBytes = files.sizeBytes();
        this.workers = workers;
    }

    boolean running() {
        FutureTask<?> writing = task;
        return writing != null && !writing.isDone();
    }

    /** Whether somebody reads history that compaction would free. */
    boolean holdsHistory() {
        return running() || holders.get() > 0;
    }

    /**
     * Keeps compaction from freeing what a state published from now on can read, until {@link #letHistoryGo}. May be called
     * by any thread.
     */
    void holdHistory() {
        holders.incrementAndGet();
    }

    void letHistoryGo() {
        holders.decrementAndGet();
    }

    /**
     * Makes a snapshot as soon as possible, so that log and older snapshots may go; completes when they are gone. May be
     * called by any thread.
     */
    CompletableFuture<Void> want() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        wanted.add(done);
        awaited = true;
        return done;
    }

    /** Who is told, by the thread that wrote it, that a snapshot is written or has failed. Said before the first one. */
    void onWritten(Runnable told) {
        onWritten = told;
    }

    /** Lets nobody wait any longer. */
    void stop() {
        EtcdException stopped = EtcdError.STOPPED.exception();
        served.forEach(done -> done.completeExceptionally(stopped));
        served.clear();
        for (CompletableFuture<Void> done = wanted.poll(); done != null; done = wanted.poll()) {
            done.completeExceptionally(stopped);
        }
    }

    /** Bytes of all snapshots on disk. */
    long sizeBytes() {
        return allBytes;
    }

    /** The index through which the log has become superfluous since the last call, 0 for none. */
    long takeDroppable() {
        return droppable.getAndSet(0);
    }

    /** Lets values leave the heap when they are many; said between any two requests. */
    void relieveHeap(MvccCore core) {
        spill.relieveHeap(core);
    }

    /**
     * Begins what is due.
     *
     * @param index the last record applied
     * @param state all of the state after it
     */
    void maybeStart(long writtenBytes, long index, Supplier<Snapshot> state) {
        if (running()) {
            return;
        }
        if (droppable.get() == 0) {
            answer(); // otherwise the log is still to be cut
        }
        for (CompletableFuture<Void> done = wanted.poll(); done != null; done = wanted.poll()) {
            served.add(done);
        }
        boolean due = pace.isDue(writtenBytes - startedAtBytes, lastBytes);
        if (!due && (served.isEmpty() || (index == lastIndex && failure == null))) {
            answer(); // the last snapshot holds everything
            return;
        }
        failure = null;
        lastIndex = index;
        awaited = !served.isEmpty();
        startedAtBytes = writtenBytes;
        Snapshot snapshot = state.get();
        start("etcd-snapshot", () -> write(snapshot));
    }

    private void start(String name, Runnable job) {
        FutureTask<?> begun = new FutureTask<>(job, null) {
            @Override
            protected void done() {
                onWritten.run();
            }
        };
        task = begun;
        workers.run(name, begun);
    }

    private void answer() {
        EtcdException failed = failure;
        for (CompletableFuture<Void> done : served) {
            if (failed == null) {
                done.complete(null);
            } else {
                done.completeExceptionally(failed);
            }
        }
        served.clear();
    }

    private void write(Snapshot snapshot) {
        try {
            lastBytes = files.write(snapshot, this::rest);
            droppable.set(files.dropOld());
            allBytes = files.sizeBytes();
        } catch (IOException e) {
            failure = e instanceof NoSpaceException
                    ? EtcdError.NO_SPACE.exception()
                    : new EtcdException(EtcdError.Code.INTERNAL, "etcdserver: no snapshot could be written", e);
            LOG.log(System.Logger.Level.WARNING, "no snapshot was made; the log stays until one is", e);
        }
    }

    private void rest() {
        if (!awaited) {
            workers.rest();
        }
    }

    /** Waits for a snapshot being written, and writes it itself when nobody has begun yet. */
    void join() {
        FutureTask<?> writing = task;
        if (writing == null) {
            return;
        }
        awaited = true;
        writing.run();
        boolean interrupted = false;
        while (!writing.isDone()) {
            try {
                var _ = writing.get();
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException e) {
                LOG.log(System.Logger.Level.ERROR, "writing a snapshot failed", e);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
