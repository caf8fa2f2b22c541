package dev.carafe.etcd.compactor;

import java.time.Duration;

/**
 * Decides which revision is to be compacted. Belongs to one thread. Source: etcd {@code
 * server/etcdserver/api/v3compactor}.
 */
public sealed interface Compactor permits PeriodicCompactor, RevisionCompactor {
    /** How often {@link #due} is to be asked. */
    Duration interval();

    /**
     * Hears of the newest revision and tells which one is to be compacted now, 0 for none.
     *
     * @param nowMs monotonic time
     */
    long due(long nowMs, long revision);

    /** Hears that the revision told by {@link #due} is compacted. */
    void compacted(long nowMs, long revision);

    /** Starts anew, as a member does that was not the leader: what it observed meanwhile was not to be compacted by it. */
    void reset(long nowMs);
}
