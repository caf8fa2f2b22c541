package dev.carafe.etcd.embed;

import dev.carafe.etcd.mvcc.MvccState;
import dev.carafe.etcd.wal.SnapshotFiles;
import java.io.IOException;

/**
 * Keeps the values that came after the last snapshot from filling the heap: when they are many, they go to a file of their
 * own, from which the next snapshot takes them over. That file has no name and is gone with the process; what is durable
 * is the log. {@link #due} belongs to the store's loop, all else to whoever reads history meanwhile.
 */
final class ValueSpill {
    private static final System.Logger LOG = System.getLogger(ValueSpill.class.getName());
    private static final long HEAP_BYTES_MIN = 32L << 20;

    private final SnapshotFiles files;
    private final long heapBytesMax;

    /** Values of revisions up to this one are outside the heap. */
    private volatile long movedRevision;

    /** The store's size when they were moved, or less if it shrank since. */
    private volatile long sizeThen;

    ValueSpill(SnapshotFiles files, long heapBytesMax) {
        this.files = files;
        this.heapBytesMax = heapBytesMax;
    }

    /** Lets values take an eighth of the heap. */
    static ValueSpill usual(SnapshotFiles files) {
        return new ValueSpill(
                files, Math.max(HEAP_BYTES_MIN, Runtime.getRuntime().maxMemory() / 8));
    }

    /** Whether there is much in the heap. */
    boolean due(MvccState state) {
        long size = state.sizeBytes();
        sizeThen = Math.min(sizeThen, size);
        return size - sizeThen >= heapBytesMax;
    }

    /** All values of a state are outside the heap. */
    void moved(MvccState state) {
        movedRevision = Math.max(movedRevision, state.revision());
        sizeThen = state.sizeBytes();
    }

    /** Moves the state's values out of the heap; compaction must not free its history meanwhile. */
    void run(MvccState state) {
        try {
            files.spill(state, movedRevision);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "values stay in the heap, since no file could be made for them", e);
        }
        moved(state); // also then: trying again at once would not help
    }
}
