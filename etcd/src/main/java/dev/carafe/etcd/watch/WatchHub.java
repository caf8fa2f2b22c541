package dev.carafe.etcd.watch;

import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.WatchListener;
import dev.carafe.etcd.WatchRequest;
import dev.carafe.etcd.Watcher;
import dev.carafe.etcd.mvcc.Change;
import dev.carafe.etcd.mvcc.MvccCore;
import dev.carafe.etcd.mvcc.MvccState;
import dev.carafe.etcd.work.Work;
import dev.carafe.etcd.work.Workers;
import java.io.Closeable;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/**
 * All watchers of a store. Lock order: the hub's monitor, then a watcher's; both are held for memory operations only.
 */
public final class WatchHub implements Closeable {
    private final MvccCore core;
    private final long progressIntervalMs;
    private final Workers workers;
    private final WatchLimits limits;
    private final LongAdder events = new LongAdder();

    // Guarded by this object's monitor.
    private final WatcherIndex synced = new WatcherIndex();
    private final Set<HubWatcher> all = new HashSet<>();
    private long published;
    private boolean ticking;
    private boolean closed;

    /**
     * A hub without watchers.
     *
     * @param core where history is read from
     * @param progressInterval how often a watcher that wants progress hears of it while nothing happens
     * @param limits of each watcher
     * @param workers who runs the watchers
     */
    public WatchHub(MvccCore core, Duration progressInterval, WatchLimits limits, Workers workers) {
        this.workers = workers;
        this.limits = limits;
        this.core = core;
        this.progressIntervalMs = progressInterval.toMillis();
        this.published = core.state().revision();
    }

    /** Registers a watcher and starts its work. */
    public Watcher watch(WatchRequest request, WatchListener listener) {
        HubWatcher watcher;
        synchronized (this) {
            if (closed) {
                throw EtcdError.STOPPED.exception();
            }
            long revision = core.state().revision();
            boolean inPast = request.startRevision() != 0 && request.startRevision() <= revision;
            long next = request.startRevision() == 0 ? revision + 1 : request.startRevision();
            watcher = new HubWatcher(this, request, listener, revision, next, !inPast);
            all.add(watcher);
            if (!inPast) {
                synced.add(watcher);
            }
            if (request.progressNotify() && !ticking) {
                ticking = true;
                var _ = workers.start("etcd-watch-progress", Workers.Kind.MEMORY, new Progress());
            }
        }
        watcher.start();
        return watcher;
    }

    /** Hands new revisions on; called by the store's writer after it published them, in order. */
    public synchronized void published(MvccState state) {
        while (published < state.revision()) {
            published++;
            if (!synced.isEmpty()) {
                Change change = state.change(published);
                for (HubWatcher overflowed : synced.offer(change)) {
                    synced.remove(overflowed);
                }
            }
        }
    }

    /**
     * The whole state was replaced by a later one: all watchers read what lies between from its history, or are told that
     * it was compacted. Called by the store's writer after it published that.
     */
    public synchronized void restored(MvccState state) {
        long from = published + 1;
        published = state.revision();
        for (HubWatcher watcher : all) {
            if (watcher.fallBehind(from, published)) {
                synced.remove(watcher);
            }
        }
    }

    /**
     * How many watchers there are.
     *
     * @param all of them
     * @param slow those that read history, since they began there or were too slow
     * @param events told to all since the start
     */
    public record Counts(int all, int slow, long events) {}

    /** How many watchers there are now. */
    public synchronized Counts counts() {
        int slow = 0;
        for (HubWatcher watcher : all) {
            slow += watcher.isSynced() ? 0 : 1;
        }
        return new Counts(all.size(), slow, events.sum());
    }

    /** So many events were told to a listener. */
    void told(int count) {
        events.add(count);
    }

    MvccCore core() {
        return core;
    }

    Workers workers() {
        return workers;
    }

    WatchLimits limits() {
        return limits;
    }

    /** Lets a watcher that has read all history be fed again; false when there is more to read. */
    synchronized boolean join(HubWatcher watcher, long next) {
        if (next <= published) {
            return false;
        }
        if (watcher.markSynced(next)) {
            synced.add(watcher);
        }
        return true;
    }

    /** The revision up to which an idle watcher has been given everything, -1 when it is not idle. */
    synchronized long progressOf(HubWatcher watcher) {
        return watcher.isIdle() ? published : -1;
    }

    synchronized void remove(HubWatcher watcher) {
        all.remove(watcher);
        synced.remove(watcher);
    }

    /** Tells the watchers that a progress interval has passed; it passes by waiting for it. */
    private final class Progress implements Work {
        @Override
        public void await() throws InterruptedException {
            synchronized (WatchHub.this) {
                if (!closed) {
                    WatchHub.this.wait(progressIntervalMs);
                }
            }
        }

        @Override
        public boolean turn() {
            synchronized (WatchHub.this) {
                all.forEach(HubWatcher::tick);
                return !closed;
            }
        }
    }

    /** Cancels all watchers; does not wait for their listeners. */
    @Override
    public void close() {
        List<HubWatcher> ending;
        synchronized (this) {
            closed = true;
            notifyAll();
            ending = List.copyOf(all);
        }
        for (HubWatcher watcher : ending) {
            watcher.cancel(EtcdError.STOPPED.exception());
        }
    }
}
