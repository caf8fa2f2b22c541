package dev.carafe.etcd.embed;

import dev.carafe.etcd.mvcc.MvccCore;
import dev.carafe.etcd.mvcc.MvccState;
import dev.carafe.etcd.wal.SnapshotFiles;
import java.io.IOException;

/**
 * Keeps the values that came after the last snapshot from filling the heap: when they are many, they go to a file of their
 * own, from which the next snapshot takes them over. That file has no name and is gone with the process; what is durable
 * is the log. Belongs to the store's writer, which moves them itself between two requests: so it takes no more while it
 * does, and the bound holds however fast clients write and however long a snapshot takes.
 */
final class ValueSpill {
    private static final System.Logger LOG = System.getLogger(ValueSpill.class.getName());
    private static final long HEAP_BYTES_MIN = 8L << 20;
    private static final long HEAP_BYTES_MAX = 64L << 20;

    private final SnapshotFiles files;
    private final long heapBytesMax;

    /** Values of revisions up to this one are outside the heap. */
    private long movedRevision;

    /** Bytes that had been put when they were moved. */
    private long movedBytes;

    ValueSpill(SnapshotFiles files, long heapBytesMax) {
        this.files = files;
        this.heapBytesMax = heapBytesMax;
    }

    /** Lets values take a thirty-second of the heap, within bounds between which a file is worth its making. */
    static ValueSpill usual(SnapshotFiles files) {
        long share = Runtime.getRuntime().maxMemory() / 32;
        return new ValueSpill(files, Math.clamp(share, HEAP_BYTES_MIN, HEAP_BYTES_MAX));
    }

    /** All values of the core are outside the heap already. */
    void moved(MvccCore core) {
        movedRevision = core.state().revision();
        movedBytes = core.putBytes();
    }

    /** Moves values out of the heap when there may be many in it. */
    void relieveHeap(MvccCore core) {
        if (core.putBytes() - movedBytes < heapBytesMax) {
            return;
        }
        MvccState state = core.state();
        try {
            files.spill(state, Math.min(movedRevision, state.revision()));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "values stay in the heap, since no file could be made for them", e);
        }
        moved(core); // also then: trying again at once would not help
    }
}
