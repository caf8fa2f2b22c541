package dev.carafe.kubernetes.apiserver.cacher;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apiserver.storage.StoredObject;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One client's watch. The cache offers events, the client's thread takes them; the two meet in a bounded queue. A client
 * that lets the queue fill up is ended, with the answer that makes it list again.
 */
public final class CacheWatcher implements AutoCloseable {
    /** Events that wait for a slow client, at most. */
    static final int QUEUE_MAX = 1_000;

    private static final WatchItem IDLE = new WatchItem.Idle();

    private final WatchCache cache;
    private final String prefix;
    private final Predicate<StoredObject> predicate;
    private final long startRevision;
    private Iterator<StoredObject> initial;
    private final boolean marksInitialEnd;
    private boolean initialEndMarked;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Guarded by {@link #lock}. */
    private final ArrayDeque<CacheEvent> queue;

    /** Why nothing more comes; guarded by {@link #lock}. */
    private @Nullable WatchItem end;

    /** When the client's thread is woken next without an event, by {@link System#nanoTime}; guarded by {@link #lock}. */
    private long alarmAt;

    /** Null once it rang; guarded by {@link #lock}. */
    private @Nullable Future<?> alarm;

    /**
     * A watcher, not yet offered anything.
     *
     * @param startRevision only events after it are told
     * @param initial objects told first, as added
     * @param marksInitialEnd whether a bookmark follows those
     * @param replay events that happened since the start revision
     */
    CacheWatcher(
            WatchCache cache,
            String prefix,
            Predicate<StoredObject> predicate,
            long startRevision,
            List<StoredObject> initial,
            boolean marksInitialEnd,
            List<CacheEvent> replay) {
        this.cache = cache;
        this.prefix = prefix;
        this.predicate = predicate;
        this.startRevision = startRevision;
        this.initial = initial.iterator();
        this.marksInitialEnd = marksInitialEnd;
        this.queue = new ArrayDeque<>(replay);
    }

    /** A watcher that says why there is none. */
    static CacheWatcher failed(WatchCache cache, StatusError error) {
        CacheWatcher watcher = new CacheWatcher(cache, "", _ -> false, 0, List.of(), false, List.of());
        watcher.end = new WatchItem.Failed(error);
        return watcher;
    }

    /** Takes an event; false when the watcher is over. Never waits. */
    boolean offer(CacheEvent event) {
        if (event.revision() <= startRevision || !event.key().startsWith(prefix)) {
            return true;
        }
        lock.lock();
        try {
            if (end != null) {
                return false;
            }
            if (queue.size() >= QUEUE_MAX) {
                cache.metrics().watcherTerminated();
                queue.clear();
                finish(new WatchItem.Failed(StatusError.tooOldResourceVersion(event.revision(), event.revision() + 1)));
                return false;
            }
            queue.add(event);
            changed.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the watch once what is queued has been told. */
    void end() {
        lock.lock();
        try {
            finish(new WatchItem.Ended());
        } finally {
            lock.unlock();
        }
    }

    private void finish(WatchItem how) {
        if (end == null) {
            end = how;
        }
        changed.signalAll();
    }

    boolean isDrained() {
        lock.lock();
        try {
            return queue.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /**
     * The next thing to tell; waits for it. To be called by one thread.
     *
     * @param waitNanos how long to wait before {@link WatchItem.Idle} is answered
     */
    public WatchItem next(long waitNanos) throws InterruptedException {
        while (initial.hasNext()) {
            StoredObject object = initial.next();
            if (predicate.test(object)) {
                return new WatchItem.Added(object);
            }
        }
        if (marksInitialEnd && !initialEndMarked) {
            initialEndMarked = true;
            initial = java.util.Collections.emptyIterator();
            return new WatchItem.Bookmark(startRevision, true);
        }
        while (true) {
            CacheEvent event;
            lock.lockInterruptibly();
            try {
                if (queue.isEmpty() && !await(waitNanos)) {
                    return end == null ? IDLE : end;
                }
                event = queue.remove();
            } finally {
                lock.unlock();
            }
            WatchItem item = select(event);
            if (item != null) {
                return item;
            }
        }
    }

    /** Waits for an event with the lock held; false when none came in time, or none will come. */
    private boolean await(long waitNanos) throws InterruptedException {
        if (waitNanos > 0) {
            long until = System.nanoTime() + waitNanos;
            while (queue.isEmpty() && end == null && System.nanoTime() - until < 0) {
                setAlarm(until);
                changed.await();
            }
        }
        return !queue.isEmpty();
    }

    /**
     * Sees to it that the thread is woken by a time. An alarm outlives the waits that events cut short: a timed wait for
     * each event would cost more than to send it. Whether it rang is told under the lock, not by the future, which is
     * done only after the thread was woken.
     */
    private void setAlarm(long until) {
        if (alarm != null) {
            if (alarmAt - until <= 0) {
                return;
            }
            alarm.cancel(false);
        }
        alarmAt = until;
        alarm = cache.timer().schedule(this::wake, until - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    private void wake() {
        lock.lock();
        try {
            alarm = null;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** What the event is to this watcher: an object may enter or leave its selection by changing. */
    private @Nullable WatchItem select(CacheEvent event) {
        StoredObject current = event.current();
        StoredObject previous = event.previous();
        boolean now = current != null && predicate.test(current);
        boolean before = previous != null && predicate.test(previous);
        if (now && current != null) {
            return before ? event.modified(current) : event.added(current);
        }
        return before && previous != null ? event.deleted(previous) : null;
    }

    /** A bookmark for everything told so far, or null while something is still waiting to be told. */
    public WatchItem.@Nullable Bookmark bookmark() {
        long revision = cache.revisionFor(this);
        return revision < 0 ? null : new WatchItem.Bookmark(Math.max(revision, startRevision), false);
    }

    /** Ends the watch at once; the client has gone. */
    @Override
    public void close() {
        cache.remove(this);
        lock.lock();
        try {
            queue.clear();
            finish(new WatchItem.Ended());
            if (alarm != null) {
                alarm.cancel(false);
            }
        } finally {
            lock.unlock();
        }
    }
}
