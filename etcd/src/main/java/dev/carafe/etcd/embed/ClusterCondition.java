package dev.carafe.etcd.embed;

import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.consensus.Consensus.Standing;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** How a cluster's member is, for any thread to ask. Its turns tell; that it is to stop, or was removed, others may too. */
final class ClusterCondition {
    private final LongSupplier clockMs;

    private volatile boolean stopping;
    private volatile boolean removed;
    private volatile @Nullable EtcdError broken;
    private volatile boolean full;
    private volatile boolean alone;
    private volatile long logBytes;
    private volatile Standing standing;

    /** Its monitor is for waiting for another leader. */
    private final Object news = new Object();

    ClusterCondition(LongSupplier clockMs, Standing standing, long logBytes) {
        this.clockMs = clockMs;
        this.standing = standing;
        this.logBytes = logBytes;
    }

    Standing standing() {
        return standing;
    }

    void tell(Standing now) {
        Standing before = standing;
        if (!now.equals(before)) {
            standing = now;
            if (now.leaderId() != before.leaderId()) {
                wakeAll();
            }
        }
    }

    /** Waits until the standing is such; false when it is not within a time, or the member stops. */
    boolean await(Predicate<Standing> such, long timeoutMs) throws InterruptedException {
        long endMs = clockMs.getAsLong() + timeoutMs;
        synchronized (news) {
            while (!such.test(standing)) {
                long leftMs = endMs - clockMs.getAsLong();
                if (leftMs <= 0 || stopping) {
                    return false;
                }
                news.wait(leftMs);
            }
            return true;
        }
    }

    private void wakeAll() {
        synchronized (news) {
            news.notifyAll();
        }
    }

    boolean stopping() {
        return stopping;
    }

    void stop() {
        stopping = true;
        wakeAll();
    }

    /** Whether the others have removed this member for good. */
    boolean removed() {
        return removed;
    }

    void remove() {
        removed = true;
    }

    /** Why the member does nothing any more; null while it does. */
    @Nullable
    EtcdError broken() {
        return broken;
    }

    void fail(EtcdError why) {
        broken = why;
    }

    /** Whether there is nothing more to do. */
    boolean over() {
        return stopping || removed || broken != null;
    }

    /** Whether the disk is full, so that nothing is taken until there is space. */
    boolean full() {
        return full;
    }

    void tellFull(boolean now) {
        full = now;
    }

    /** Whether this member leads and is the only one, so that nobody else can know more. */
    boolean alone() {
        return alone;
    }

    void tellAlone(boolean now) {
        alone = now;
    }

    /** Bytes that the log takes on disk. */
    long logBytes() {
        return logBytes;
    }

    void tellLogBytes(long now) {
        logBytes = now;
    }
}
