package dev.carafe.etcd.lease;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.LeaseCheckpointRequest;
import dev.carafe.etcd.LeaseCheckpointRequest.Checkpoint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The book of leases. Granting, revoking, attaching and detaching belong to the store's writer; keeping alive and asking
 * may come from any thread, so all of it is guarded by this object's monitor, which is never held across I/O.
 *
 * <p>A lease past its time is only reported by {@link #expired}; it ends when the writer revokes it, so that its end is
 * in the log like any other change. Time is not in the log: after a restart every lease has its full time again, as
 * etcd's new leader gives it (etcd {@code server/lease/lessor.go}), unless a checkpoint in the log says what is left of it.
 */
public final class Lessor {
    /** etcd's least time to live: one and a half election timeouts of one second, in whole seconds. */
    public static final long TTL_MIN_SECONDS = 2;

    /** etcd's {@code MaxLeaseTTL}. */
    public static final long TTL_MAX_SECONDS = 9_000_000_000L;

    /**
     * A lease as a snapshot keeps it.
     *
     * @param id never 0
     * @param ttlSeconds time to live granted
     * @param remainingSeconds what was left of it at its last checkpoint, 0 without one
     * @param index the log's entry that granted it, 0 for one of an earlier log
     */
    public record Granted(long id, long ttlSeconds, long remainingSeconds, long index) {
        /** Without a checkpoint, of an earlier log. */
        public Granted(long id, long ttlSeconds) {
            this(id, ttlSeconds, 0, 0);
        }
    }

    private static final class Lease {
        final long id;
        final long ttlSeconds;
        final long index;
        final Set<Bytes> keys = new HashSet<>();
        long expiryMs;
        /** What was left at the last checkpoint applied, 0 without one. */
        long remainingSeconds;
        /** Whether a checkpoint is on its way that was made of the time before the last keep-alive. */
        boolean checkpointing;

        Lease(Granted granted, long nowMs) {
            this.id = granted.id();
            this.ttlSeconds = granted.ttlSeconds();
            this.index = granted.index();
            this.remainingSeconds = granted.remainingSeconds();
            this.expiryMs = nowMs + recordedMs();
        }

        /** What a new leader gives it. */
        long recordedMs() {
            return (remainingSeconds > 0 ? remainingSeconds : ttlSeconds) * 1000;
        }

        long expiryMs() {
            return expiryMs;
        }

        long id() {
            return id;
        }
    }

    private final Map<Long, Lease> leases = new HashMap<>();
    private long index;
    /** The same leases, soonest to expire first; a lease is taken out while its expiry changes. */
    private final TreeSet<Lease> byExpiry =
            new TreeSet<>(Comparator.comparingLong(Lease::expiryMs).thenComparingLong(Lease::id));

    /** Tells which entry of the log is applied next. */
    public synchronized void at(long entry) {
        index = entry;
    }

    /** Makes a lease and returns the time to live that it got, in seconds. */
    public synchronized long grant(long id, long ttlSeconds, long nowMs) {
        if (id == 0) {
            throw EtcdError.LEASE_NOT_FOUND.exception();
        }
        if (ttlSeconds > TTL_MAX_SECONDS) {
            throw EtcdError.LEASE_TTL_TOO_LARGE.exception();
        }
        if (leases.containsKey(id)) {
            throw EtcdError.LEASE_EXISTS.exception();
        }
        Lease lease = new Lease(new Granted(id, Math.max(ttlSeconds, TTL_MIN_SECONDS), 0, index), nowMs);
        leases.put(id, lease);
        byExpiry.add(lease);
        return lease.ttlSeconds;
    }

    /** Forgets all leases and takes others, with the time recorded of them and without keys. */
    public synchronized void restore(List<Granted> others, long nowMs) {
        leases.clear();
        byExpiry.clear();
        for (Granted granted : others) {
            Lease lease = new Lease(granted, nowMs);
            leases.put(lease.id, lease);
            byExpiry.add(lease);
        }
    }

    /** Ends a lease and returns the keys that hung on it, in order; they stay attached to nothing. */
    public synchronized List<Bytes> revoke(long id) {
        Lease lease = leases.remove(id);
        if (lease == null) {
            throw EtcdError.LEASE_NOT_FOUND.exception();
        }
        byExpiry.remove(lease);
        List<Bytes> keys = new ArrayList<>(lease.keys);
        keys.sort(null);
        return keys;
    }

    /** Hangs a key on a lease; nothing happens when there is no such lease (0 never is one). */
    public synchronized void attach(long id, Bytes key) {
        Lease lease = leases.get(id);
        if (lease != null) {
            lease.keys.add(key);
        }
    }

    public synchronized void detach(long id, Bytes key) {
        Lease lease = leases.get(id);
        if (lease != null) {
            lease.keys.remove(key);
        }
    }

    public synchronized boolean contains(long id) {
        return leases.containsKey(id);
    }

    public synchronized boolean isEmpty() {
        return leases.isEmpty();
    }

    /** Gives a lease its full time again; returns it in seconds, 0 when there is no such lease or its time is over. */
    public synchronized long keepAlive(long id, long nowMs) {
        Lease lease = leases.get(id);
        if (lease == null || lease.expiryMs <= nowMs) {
            return 0;
        }
        byExpiry.remove(lease);
        lease.expiryMs = nowMs + lease.ttlSeconds * 1000;
        byExpiry.add(lease);
        return lease.ttlSeconds;
    }

    /** Gives all leases the time that is recorded of them: what their last checkpoint told, else their full time. */
    public synchronized void refreshAll(long nowMs) {
        byExpiry.clear();
        for (Lease lease : leases.values()) {
            lease.expiryMs = nowMs + lease.recordedMs();
            lease.checkpointing = false;
            byExpiry.add(lease);
        }
    }

    /** Records what is left of leases; those that are gone are passed over. Their time here goes on as before. */
    public synchronized void checkpoint(LeaseCheckpointRequest request) {
        for (Checkpoint each : request.checkpoints()) {
            Lease lease = leases.get(each.id());
            boolean whole = each.remainingSeconds() == 0;
            if (lease != null && (whole || lease.index <= request.appliedIndex())) {
                lease.remainingSeconds = Math.clamp(each.remainingSeconds(), 0, lease.ttlSeconds);
                lease.checkpointing &= !whole;
            }
        }
    }

    /**
     * What is left of leases of which more is recorded than that, by a while at least, at most as many as said. Whoever asks records it
     * before asking again.
     */
    public synchronized List<Checkpoint> dueCheckpoints(long nowMs, long whileMs, int most) {
        List<Checkpoint> due = new ArrayList<>();
        for (Lease lease : byExpiry) {
            long leftMs = lease.expiryMs - nowMs;
            if (due.size() == most) {
                break;
            }
            if (leftMs > 0 && lease.recordedMs() - leftMs >= whileMs) {
                lease.checkpointing = true;
                due.add(new Checkpoint(lease.id, (leftMs + 999) / 1000));
            }
        }
        return due;
    }

    /**
     * Whether a new leader could give a lease less than its full time. Then whoever kept it alive has to record its full time before that
     * counts: by a checkpoint of 0 seconds.
     */
    public synchronized boolean isShortened(long id) {
        Lease lease = leases.get(id);
        return lease != null && (lease.remainingSeconds > 0 || lease.checkpointing);
    }

    /**
     * What is left of a lease.
     *
     * @param leftSeconds whole seconds left, never negative
     * @param grantedSeconds what it was granted
     * @param keys the keys on it, in order
     */
    public record Remaining(long leftSeconds, long grantedSeconds, List<Bytes> keys) {}

    /** Null when there is no such lease. */
    public synchronized @Nullable Remaining remaining(long id, long nowMs) {
        Lease lease = leases.get(id);
        if (lease == null) {
            return null;
        }
        List<Bytes> keys = new ArrayList<>(lease.keys);
        keys.sort(null);
        return new Remaining(Math.max(0, lease.expiryMs - nowMs) / 1000, lease.ttlSeconds, keys);
    }

    /** All leases, soonest to expire first. */
    public synchronized List<Granted> all() {
        return byExpiry.stream()
                .map(lease -> new Granted(lease.id, lease.ttlSeconds, lease.remainingSeconds, lease.index))
                .toList();
    }

    /** Leases whose time is over, at most as many as said. */
    public synchronized List<Long> expired(long nowMs, int most) {
        List<Long> due = new ArrayList<>();
        for (Lease lease : byExpiry) {
            if (lease.expiryMs > nowMs || due.size() == most) {
                break;
            }
            due.add(lease.id);
        }
        return due;
    }
}
