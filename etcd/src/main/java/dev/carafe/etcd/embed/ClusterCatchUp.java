package dev.carafe.etcd.embed;

import dev.carafe.etcd.raft.Entry;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How much of the applied log stays in memory, for members that lag a little; those that lag more are sent a snapshot
 * (etcd: {@code DefaultSnapshotCatchUpEntries}). Belongs to the loop's thread.
 */
final class ClusterCatchUp {
    private static final int KEPT_ENTRIES = 5000;
    private static final long KEPT_BYTES = 32L << 20;

    /** Sizes of the applied entries that are in memory, oldest first. */
    private final Deque<Integer> sizes = new ArrayDeque<>();

    private long bytes;
    /** Index of the oldest. */
    private long first;

    /** Nothing is applied yet of a log that begins at an index. */
    ClusterCatchUp(long first) {
        this.first = first;
    }

    /** The log begins again. */
    void begin(long at) {
        first = at;
        sizes.clear();
        bytes = 0;
    }

    void applied(Entry entry) {
        sizes.addLast(entry.data().length());
        bytes += entry.data().length();
    }

    /** Through which index to forget now, 0 for nothing; half is kept, so that this is seldom. */
    long compactThrough() {
        if (sizes.size() < 2 * KEPT_ENTRIES && bytes < 2 * KEPT_BYTES) {
            return 0;
        }
        while (sizes.size() > KEPT_ENTRIES || bytes > KEPT_BYTES) {
            bytes -= sizes.removeFirst();
            first++;
        }
        return first - 1;
    }
}
