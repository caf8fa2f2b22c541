package dev.carafe.kubernetes.apiserver.cacher;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.Store;
import dev.carafe.etcd.WatchEvent;
import dev.carafe.etcd.WatchListener;
import dev.carafe.etcd.WatchRequest;
import dev.carafe.etcd.Watcher;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apiserver.metrics.ResourceMetrics;
import dev.carafe.kubernetes.apiserver.span.Span;
import dev.carafe.kubernetes.apiserver.storage.ListPage;
import dev.carafe.kubernetes.apiserver.storage.ObjectStorage;
import dev.carafe.kubernetes.apiserver.storage.StoredObject;
import dev.carafe.kubernetes.apiserver.storage.UnreadableObjectException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** All objects of one resource, their recent changes, and those who watch them. */
public final class WatchCache implements AutoCloseable {
    /** How long a reader waits for the cache to reach a revision. */
    private static final long FRESH_WAIT_NANOS = TimeUnit.SECONDS.toNanos(3);

    /** How often a reader that waits asks the store how far it is (upstream's progressRequestPeriod). */
    private static final long PROGRESS_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** How long a reader waits for the first list. */
    private static final long READY_WAIT_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final System.Logger LOG = System.getLogger(WatchCache.class.getName());

    private final Store store;
    private final ObjectStorage storage;
    private final String prefix;
    private final ScheduledExecutorService timer;
    private final ResourceMetrics metrics;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // All below are guarded by the lock.
    private final CacheState state;
    private final ArrayList<CacheWatcher> watchers = new ArrayList<>();
    private @Nullable Watcher source;
    private boolean ready;
    private boolean lost;
    private boolean closed;

    /** Whether it was told that the cache cannot be filled, which is tried every second. Only for the thread that fills. */
    private boolean told;

    private WatchCache(Store store, ObjectStorage storage, String prefix, ScheduledExecutorService timer) {
        this.store = store;
        this.storage = storage;
        this.prefix = prefix;
        this.timer = timer;
        this.metrics = storage.metrics();
        this.state = new CacheState(storage::stored);
    }

    /**
     * Starts to fill a cache of the objects below a prefix; it is usable at once, its readers wait.
     *
     * @param timer wakes watchers that wait for a time; given nothing that takes long
     */
    public static WatchCache start(Store store, ObjectStorage storage, String prefix, ScheduledExecutorService timer) {
        WatchCache cache = new WatchCache(store, storage, prefix, timer);
        Thread.ofVirtual().name("cacher-" + prefix).start(cache::run);
        return cache;
    }

    /** As {@link #start}, for one who runs the cache himself by {@link #turn}, in a thread of his own. */
    public static WatchCache unstarted(
            Store store, ObjectStorage storage, String prefix, ScheduledExecutorService timer) {
        return new WatchCache(store, storage, prefix, timer);
    }

    /** Does what there is to do, and waits for the store at most: fills the cache, or empties it when the store's watch broke. */
    public void turn() {
        if (!hasSource()) {
            tryFill();
        }
        lock.lock();
        try {
            if (source == null || lost) {
                reset();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean hasSource() {
        lock.lock();
        try {
            return source != null;
        } finally {
            lock.unlock();
        }
    }

    private void tryFill() {
        try {
            long start = System.nanoTime();
            fill();
            metrics.initialized(System.nanoTime() - start);
            told = false;
        } catch (EtcdException e) {
            metrics.initializationFailed();
            if (!isClosed()) { // the store may be closed right after this cache was
                LOG.log(told ? Level.DEBUG : Level.WARNING, "cannot fill the cache of " + prefix, e);
                told = true;
            }
        }
    }

    /** Fills the cache, again and again when the store's watch breaks. */
    private void run() {
        while (true) {
            tryFill();
            lock.lock();
            try {
                if (source == null && !closed) { // did not fill: not at once again
                    changed.awaitNanos(RETRY_NANOS);
                }
                while (!closed && source != null && !lost) {
                    changed.await();
                }
                reset();
                if (closed) {
                    return;
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            } finally {
                lock.unlock();
            }
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private void fill() {
        ListPage all = storage.list(prefix);
        lock.lock();
        try {
            lost = false;
            state.load(all.items(), all.revision());
        } finally {
            lock.unlock();
        }
        Watcher watcher = store.watch(
                WatchRequest.prefix(Bytes.utf8(prefix))
                        .withStartRevision(all.revision() + 1)
                        .withProgressNotify(true),
                new Listener());
        lock.lock();
        try {
            if (closed) {
                watcher.close();
                return;
            }
            source = watcher;
            ready = !lost;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends all watchers: what happened between is unknown, so clients go on from their own revision or list again. */
    private void reset() {
        ready = false;
        if (source != null) {
            source.close();
            source = null;
        }
        watchers.forEach(CacheWatcher::end);
        watchers.clear();
        state.clear();
        changed.signalAll();
    }

    /** Applies the store's changes; called by the store's thread. */
    private final class Listener implements WatchListener {
        @Override
        public void events(List<WatchEvent> events, long revision) {
            metrics.changesReceived(events.size());
            lock.lock();
            try {
                for (int i = 0; i < events.size(); i++) {
                    CacheEvent news = state.apply(events.get(i), isLastOfItsRevision(events, i));
                    if (news != null) {
                        metrics.changeDispatched();
                        watchers.removeIf(watcher -> !watcher.offer(news));
                    }
                }
                changed.signalAll();
            } catch (
                    UnreadableObjectException
                            e) { // counted where it was read; ends the watch here, not the reading of the store
                LOG.log(Level.WARNING, "cannot follow the changes of " + prefix, e);
                lost = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        /** A store tells all changes of a revision at once. */
        private static boolean isLastOfItsRevision(List<WatchEvent> events, int index) {
            return index + 1 == events.size()
                    || events.get(index + 1).kv().modRevision()
                            != events.get(index).kv().modRevision();
        }

        @Override
        public void progress(long revision) {
            metrics.progressReceived();
            lock.lock();
            try {
                state.progress(revision);
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void cancelled(EtcdException cause, long compactRevision) {
            LOG.log(Level.DEBUG, () -> "watch of " + prefix + " ended: " + cause.getMessage());
            lock.lock();
            try {
                lost = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Whether the first list is in. */
    public boolean isReady() {
        lock.lock();
        try {
            return ready;
        } finally {
            lock.unlock();
        }
    }

    /** The newest revision that the cache is known to show. */
    public long revision() {
        lock.lock();
        try {
            return state.revision();
        } finally {
            lock.unlock();
        }
    }

    /** The revision of the newest change that the cache has seen: unlike {@link #revision}, it stays while nothing changes. */
    public long lastChange() {
        lock.lock();
        try {
            return state.lastChange();
        } finally {
            lock.unlock();
        }
    }

    /** An object as it was written at a revision, if the cache has just that one and is not busy. Never waits. */
    public Optional<StoredObject> find(String key, long revision) {
        if (!lock.tryLock()) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(state.get(key)).filter(known -> known.revision() == revision);
        } finally {
            lock.unlock();
        }
    }

    /** One object, as the cache has it. */
    public Optional<StoredObject> get(String key) {
        lock.lock();
        try {
            awaitReady();
            return Optional.ofNullable(state.get(key));
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #get}, at least as new as a revision. */
    public Optional<StoredObject> get(String key, long revision) {
        lock.lock();
        try {
            awaitReady();
            await(revision);
            return Optional.ofNullable(state.get(key));
        } finally {
            lock.unlock();
        }
    }

    /**
     * The objects below a prefix, at least as new as a revision.
     *
     * @param revision 0 for any
     * @throws StatusError 504 when the cache does not get there in time
     */
    public ListPage list(String below, long revision, Predicate<StoredObject> predicate) {
        return list(below, revision, predicate, Span.NONE);
    }

    /** The same, and tells how far it is. */
    public ListPage list(String below, long revision, Predicate<StoredObject> predicate, Span span) {
        List<StoredObject> items;
        long shown;
        lock.lock();
        try {
            awaitReady();
            span.event("Ready");
            await(revision);
            items = state.list(below);
            shown = state.revision();
        } finally {
            lock.unlock();
        }
        span.event("Listed items from cache", "count", items.size());
        StoredObject.readAll(items);
        long fetched = items.size();
        if (!(predicate instanceof dev.carafe.kubernetes.apiserver.storage.SelectionPredicate selection)
                || !selection.isEverything()) {
            items.removeIf(predicate.negate());
        }
        span.event("Filtered items", "count", items.size());
        metrics.listedOfCache(fetched, items.size());
        return new ListPage(items, shown, "", 0);
    }

    /**
     * All objects, at least as new as a revision.
     *
     * @throws StatusError 504 when the cache does not get there in time
     */
    public Snapshot snapshot(long revision) {
        lock.lock();
        try {
            awaitReady();
            await(revision);
            return state.snapshot();
        } finally {
            lock.unlock();
        }
    }

    /** All objects as they were at a revision; empty where the cache does not know. Never waits. */
    public Optional<Snapshot> snapshotAt(long revision) {
        lock.lock();
        try {
            return ready ? state.snapshot(revision) : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Begins a watch of the objects below a prefix. */
    public CacheWatcher watch(String below, Predicate<StoredObject> predicate, WatchStart start) {
        lock.lock();
        try {
            awaitReady();
            CacheWatcher watcher = switch (start) {
                case WatchStart.Initial(long revision, boolean marked) -> {
                    await(revision);
                    List<StoredObject> initial = state.list(below);
                    metrics.watchBegan(initial.size());
                    yield new CacheWatcher(this, below, predicate, state.revision(), initial, marked, List.of());
                }
                case WatchStart.Now() ->
                    new CacheWatcher(this, below, predicate, state.revision(), List.of(), false, List.of());
                case WatchStart.After(long revision) -> after(below, predicate, revision);
            };
            watchers.add(watcher);
            return watcher;
        } finally {
            lock.unlock();
        }
    }

    private CacheWatcher after(String below, Predicate<StoredObject> predicate, long revision) {
        if (revision < state.oldestRevision() - 1) {
            return CacheWatcher.failed(this, StatusError.tooOldResourceVersion(revision, state.oldestRevision()));
        }
        List<CacheEvent> since = state.eventsAfter(revision, below);
        metrics.watchBegan(since.size());
        return new CacheWatcher(this, below, predicate, revision, List.of(), false, since);
    }

    /** The revision up to which a watcher has been told everything, or -1 while something waits for it. */
    long revisionFor(CacheWatcher watcher) {
        lock.lock();
        try {
            if (source != null) {
                source.requestProgress(); // so that the next bookmark of an idle resource is newer
            }
            return watcher.isDrained() ? state.revision() : -1;
        } finally {
            lock.unlock();
        }
    }

    ScheduledExecutorService timer() {
        return timer;
    }

    void remove(CacheWatcher watcher) {
        lock.lock();
        try {
            watchers.remove(watcher);
        } finally {
            lock.unlock();
        }
    }

    /** What counts for the resource. */
    public ResourceMetrics metrics() {
        return metrics;
    }

    /** Changes that are kept at most, for those who watch from a former revision. */
    public int capacity() {
        return CacheState.EVENTS_MAX;
    }

    /** About how many bytes the objects keep. */
    public long bytes() {
        lock.lock();
        try {
            return state.bytes();
        } finally {
            lock.unlock();
        }
    }

    /** How many objects there are. */
    public int size() {
        lock.lock();
        try {
            return state.size();
        } finally {
            lock.unlock();
        }
    }

    /** How many watch. */
    public int watchers() {
        lock.lock();
        try {
            return watchers.size();
        } finally {
            lock.unlock();
        }
    }

    private void awaitReady() {
        long left = READY_WAIT_NANOS;
        while (!ready) {
            if (closed) { // before waiting: nothing is told any more
                throw StatusError.tooManyRequests("apiserver cacher is stopped", 1);
            }
            if (left <= 0) {
                throw StatusError.tooManyRequests("storage is (re)initializing", 1);
            }
            left = pause(left);
        }
    }

    private void await(long revision) {
        if (revision > 0) {
            long start = System.nanoTime();
            try {
                awaitFresh(revision);
            } finally {
                metrics.readWaited(System.nanoTime() - start);
            }
        }
    }

    private void awaitFresh(long revision) {
        long left = FRESH_WAIT_NANOS;
        while (state.revision() < revision) {
            if (closed || left <= 0) {
                throw StatusError.tooLargeResourceVersion(revision, state.revision(), 1);
            }
            if (source != null) {
                source.requestProgress(); // again and again: a member that lags answers with the revision that it is at
            }
            long slice = Math.min(left, PROGRESS_NANOS);
            left -= slice - pause(slice);
        }
    }

    @SuppressWarnings("WaitNotInLoop") // all callers loop
    private long pause(long nanos) {
        try {
            return changed.awaitNanos(nanos);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw StatusError.timeout("request did not complete within the allotted timeout", 1);
        }
    }

    /** Ends all watches: what they tell is seen otherwise from now on. */
    public void endWatches() {
        lock.lock();
        try {
            watchers.forEach(CacheWatcher::end);
            watchers.clear();
        } finally {
            lock.unlock();
        }
    }

    /** Ends all watches and forgets everything. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            reset();
        } finally {
            lock.unlock();
        }
    }
}
