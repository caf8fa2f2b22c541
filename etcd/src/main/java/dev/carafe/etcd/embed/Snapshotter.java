package dev.carafe.etcd.embed;

import dev.carafe.etcd.mvcc.MvccCore;
import dev.carafe.etcd.wal.Snapshot;
import dev.carafe.etcd.wal.SnapshotFiles;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a snapshot is due and writes it beside the store's work. The methods belong to the write loop, but {@link
 * #sizeBytes} and {@link #join}.
 *
 * <p>A snapshot writes all that the store holds, so it is only made when as much log has been written: whatever the size
 * of the store, a byte written costs at most one more byte of snapshot.
 */
final class Snapshotter {
    private static final System.Logger LOG = System.getLogger(Snapshotter.class.getName());

    private final SnapshotFiles files;
    private final long logBytesMin;
    private final AtomicLong droppable = new AtomicLong();

    /** Bytes that the log had written when the last snapshot was begun. */
    private long startedAtBytes;

    private volatile long lastBytes;
    private volatile long allBytes;
    private @Nullable Thread thread;

    Snapshotter(SnapshotFiles files, long logBytesMin, long replayedBytes) throws IOException {
        this.files = files;
        this.logBytesMin = logBytesMin;
        this.startedAtBytes = -replayedBytes;
        this.allBytes = files.sizeBytes();
    }

    boolean running() {
        Thread writing = thread;
        return writing != null && writing.isAlive();
    }

    /** Bytes of all snapshots on disk. */
    long sizeBytes() {
        return allBytes;
    }

    /** The index through which the log has become superfluous since the last call, 0 for none. */
    long takeDroppable() {
        return droppable.getAndSet(0);
    }

    void maybeStart(long writtenBytes, long index, MvccCore core) {
        if (running() || writtenBytes - startedAtBytes < Math.max(logBytesMin, lastBytes)) {
            return;
        }
        startedAtBytes = writtenBytes;
        Snapshot snapshot = new Snapshot(index, core.state(), core.lessor().all());
        thread = Thread.ofPlatform().name("etcd-snapshot").daemon().start(() -> write(snapshot));
    }

    private void write(Snapshot snapshot) {
        try {
            lastBytes = files.write(snapshot);
            droppable.set(files.dropOld());
            allBytes = files.sizeBytes();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "no snapshot was made; the log stays until one is", e);
        }
    }

    /** Waits for a snapshot being written. */
    void join() {
        Thread writing = thread;
        boolean interrupted = false;
        while (writing != null && writing.isAlive()) {
            try {
                writing.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
