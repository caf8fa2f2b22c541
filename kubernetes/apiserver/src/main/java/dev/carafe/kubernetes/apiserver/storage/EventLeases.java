package dev.carafe.kubernetes.apiserver.storage;

import dev.carafe.etcd.LeaseGrantRequest;
import dev.carafe.etcd.Store;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Leases that many objects share, so that a busy cluster's events do not cost a lease each. A lease is taken for the next
 * {@value #SHARE_SECONDS} seconds' objects (upstream reuses for a share of the time to live as well), and lives that much
 * longer than asked for. Thread-safe.
 */
public final class EventLeases {
    /** For how long one lease is handed out. */
    static final long SHARE_SECONDS = 60;

    /** Objects that one lease may carry: revoking it deletes them all in one transaction. */
    static final int OBJECTS_MAX = 1_000;

    /** One lease, while it is handed out; guarded by the lock. */
    private static final class Shared {
        final long id;
        final long untilMs;
        int uses;

        Shared(long id, long untilMs) {
            this.id = id;
            this.untilMs = untilMs;
        }
    }

    private final Store store;
    private final LongSupplier clockMs;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Long, Shared> byTtl = new HashMap<>();

    public EventLeases(Store store, LongSupplier clockMs) {
        this.store = store;
        this.clockMs = clockMs;
    }

    /** A lease that lives at least this long. Two callers may grant one each; the later one is shared. */
    long leaseFor(long ttlSeconds) {
        long now = clockMs.getAsLong();
        lock.lock();
        try {
            Shared shared = byTtl.get(ttlSeconds);
            if (shared != null && now < shared.untilMs && shared.uses < OBJECTS_MAX) {
                shared.uses++;
                return shared.id;
            }
        } finally {
            lock.unlock();
        }
        long id = store.leaseGrant(new LeaseGrantRequest(ttlSeconds + SHARE_SECONDS, 0))
                .id();
        lock.lock();
        try {
            byTtl.put(ttlSeconds, new Shared(id, now + SHARE_SECONDS * 1_000));
        } finally {
            lock.unlock();
        }
        return id;
    }
}
