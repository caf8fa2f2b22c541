package dev.carafe.etcd.embed;

import dev.carafe.etcd.membership.Membership;

/**
 * How much log makes a snapshot due. A snapshot writes all that the store holds, so it waits for as much log: whatever the size of the
 * store, a byte written costs at most one more byte of snapshot.
 *
 * <p>All members of a cluster write the same log. With one pace they would write their snapshots at the same moment, and who waits for a
 * majority would wait for all of them; so each one's pace is its own.
 *
 * @param logBytesMin bytes of log that are always waited for
 * @param percent what share of the log that is waited for has to be there: 100 for a store on its own, up to 149 in a cluster
 */
record SnapshotPace(long logBytesMin, int percent) {
    /** By how many percent the paces of a cluster's members differ at the most. */
    private static final int SPREAD = 50;

    /** Of a store that has no others. */
    static SnapshotPace alone(long logBytesMin) {
        return new SnapshotPace(logBytesMin, 100);
    }

    /** Of a member, by its place among the others; one that the book does not know yet has one of theirs. */
    static SnapshotPace among(Membership members, long memberId, long logBytesMin) {
        long before = members.members().keySet().stream()
                .filter(id -> Long.compareUnsigned(id, memberId) < 0)
                .count();
        long all = Math.max(1, members.members().size());
        return new SnapshotPace(logBytesMin, 100 + (int) (SPREAD * Math.min(before, all - 1) / all));
    }

    /**
     * Whether a snapshot is due.
     *
     * @param logBytes the log's bytes since the last one was begun
     * @param lastBytes that one's size
     */
    boolean isDue(long logBytes, long lastBytes) {
        long awaited = Math.max(logBytesMin, lastBytes);
        return logBytes >= awaited + awaited / 100 * (percent - 100);
    }
}
