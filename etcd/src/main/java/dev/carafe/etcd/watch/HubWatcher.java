package dev.carafe.etcd.watch;

import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.PromptWatchListener;
import dev.carafe.etcd.WatchEvent;
import dev.carafe.etcd.WatchListener;
import dev.carafe.etcd.WatchRequest;
import dev.carafe.etcd.Watcher;
import dev.carafe.etcd.mvcc.Change;
import dev.carafe.etcd.mvcc.KeyRange;
import dev.carafe.etcd.mvcc.MvccState;
import dev.carafe.etcd.work.Work;
import dev.carafe.etcd.work.Workers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One watcher and its work, which belongs to one thread, or to one after another where its listener never waits.
 *
 * <pre>
 * synced   --queue full-->      unsynced (goes on at the change that had no room, once the queue is empty)
 * unsynced --history all read-> synced
 * either   --close, cancel-->   closed
 * </pre>
 */
final class HubWatcher implements Watcher, Work {
    private static final System.Logger LOG = System.getLogger(HubWatcher.class.getName());

    /** Keys and values that a turn takes at most, unless one revision has more: a listener may send all of it at once. */
    private static final long TURN_BYTES_MAX = 1 << 20;

    private final WatchHub hub;
    private final WatchRequest request;
    private final WatchListener listener;
    private final KeyRange range;
    private final long createdRevision;
    /** Null when a thread of its own waits for news. */
    private final @Nullable PromptTurns turns;

    // Guarded by this object's monitor.
    private final Deque<Change> queue = new ArrayDeque<>();
    /** Synced: changes before it are not wanted, or queued already. Unsynced: the first change not delivered. */
    private long next;

    private boolean synced;
    private boolean progressWanted;
    private boolean quietSinceTick = true;
    private boolean closed;

    /** Written under the monitor, once. */
    private volatile @Nullable EtcdException cancelled;

    HubWatcher(
            WatchHub hub,
            WatchRequest request,
            WatchListener listener,
            long createdRevision,
            long next,
            boolean synced) {
        this.hub = hub;
        this.request = request;
        this.listener = listener;
        this.range = KeyRange.of(request.key(), request.rangeEnd());
        this.createdRevision = createdRevision;
        this.next = next;
        this.synced = synced;
        this.turns =
                listener instanceof PromptWatchListener prompt ? new PromptTurns(this, prompt, hub.workers()) : null;
    }

    KeyRange range() {
        return range;
    }

    /** Lets it work, once it is registered. */
    void start() {
        if (turns == null) {
            var _ = hub.workers().start("etcd-watch", Workers.Kind.MEMORY, this);
        } else {
            resume();
        }
    }

    @Override
    public synchronized void resume() {
        news();
    }

    /** There may be something to do; called with the monitor held. */
    private void news() {
        if (turns == null) {
            notifyAll();
        } else {
            turns.wanted();
        }
    }

    @Override
    public long createdRevision() {
        return createdRevision;
    }

    /** Takes a change from the writer; false when there is no room and the watcher is unsynced from now on. */
    synchronized boolean offer(Change change) {
        if (closed || !synced || change.revision() < next) {
            return true;
        }
        if (queue.size() == hub.limits().queueMax()) {
            synced = false;
            next = change.revision();
            return false;
        }
        queue.addLast(change);
        next = change.revision() + 1; // the same change is offered once for each of its keys
        news();
        return true;
    }

    /** Changes from one revision to another were not offered; false when it does not want them. */
    synchronized boolean fallBehind(long from, long to) {
        if (closed || !synced || next > to) {
            return false;
        }
        synced = false;
        next = Math.max(next, from);
        news();
        return true;
    }

    /** False when it is closed. */
    synchronized boolean markSynced(long from) {
        next = from;
        synced = !closed;
        return synced;
    }

    synchronized boolean isSynced() {
        return synced;
    }

    synchronized boolean isIdle() {
        return synced && queue.isEmpty();
    }

    /** A progress interval has passed. */
    synchronized void tick() {
        // What the watch begins after is no news to who asked for it.
        boolean begun = request.startRevision() <= hub.core().state().revision();
        if (request.progressNotify() && begun && synced && quietSinceTick) {
            progressWanted = true;
            news();
        }
        quietSinceTick = true;
    }

    @Override
    public synchronized void requestProgress() {
        progressWanted = true;
        news();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            queue.clear();
            news();
        }
        hub.remove(this);
    }

    /** Ends it with a last call to the listener, made by whoever runs its work. */
    synchronized void cancel(EtcdException cause) {
        if (cancelled == null) {
            cancelled = cause;
            news();
        }
    }

    /** What is to be done next. */
    enum Step {
        WAIT,
        DELIVER,
        HISTORY,
        PROGRESS,
        CANCEL,
        END
    }

    @Override
    public synchronized void await() throws InterruptedException {
        while (step() == Step.WAIT) {
            wait();
        }
    }

    @Override
    public boolean turn() {
        try {
            List<Change> batch = new ArrayList<>();
            switch (next(batch)) {
                case WAIT -> {}
                case DELIVER -> deliver(batch);
                case HISTORY -> readHistory();
                case PROGRESS -> progress();
                case CANCEL -> {
                    close();
                    tellCancelled();
                    return false;
                }
                case END -> {
                    return false;
                }
            }
            return true;
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a watch's listener failed, its watch ends", e);
            close();
            return false;
        }
    }

    /** Called with the monitor held. */
    Step step() {
        if (closed) {
            return Step.END;
        }
        if (cancelled != null) {
            return Step.CANCEL;
        }
        if (!queue.isEmpty()) {
            return Step.DELIVER;
        }
        if (!synced) {
            return Step.HISTORY;
        }
        return progressWanted ? Step.PROGRESS : Step.WAIT;
    }

    private synchronized Step next(List<Change> batch) {
        Step step = step();
        if (step == Step.DELIVER) {
            quietSinceTick = false;
            long bytes = 0;
            while (bytes < TURN_BYTES_MAX && !queue.isEmpty()) {
                Change change = queue.removeFirst();
                batch.add(change);
                bytes += change.sizeBytes();
            }
        }
        return step;
    }

    private void deliver(List<Change> batch) {
        List<WatchEvent> events = new ArrayList<>();
        for (Change change : batch) {
            var _ = addEvents(change, events);
        }
        send(events, batch.getFirst().revision(), hub.core().state().revision());
    }

    private void readHistory() {
        long from;
        synchronized (this) {
            from = next;
        }
        MvccState state = hub.core().state();
        if (from < state.compactRevision()) {
            cancel(EtcdError.COMPACTED.exception());
            return;
        }
        long at = Math.max(from, state.firstChange());
        long to = Math.min(state.revision(), at + hub.limits().historyRevisionsMax() - 1);
        List<WatchEvent> events = new ArrayList<>();
        long bytes = 0;
        while (at <= to && events.size() < hub.limits().eventsMax() && bytes < TURN_BYTES_MAX) {
            bytes += addEvents(state.change(at), events);
            at++;
        }
        if (!send(events, from, state.revision())) {
            return;
        }
        synchronized (this) {
            next = at;
        }
        if (at > state.revision()) {
            var _ = hub.join(this, at);
        }
    }

    private void progress() {
        long revision = hub.progressOf(this);
        if (revision < 0) {
            return; // a change came in between: it goes first
        }
        synchronized (this) {
            progressWanted = false;
        }
        if (revision < request.startRevision() - 1) {
            return; // whoever begins later has been told of more, by a member that does not lag
        }
        listener.progress(revision);
    }

    /** Adds what is wanted of a change, and returns how many bytes that has. */
    private long addEvents(Change change, List<WatchEvent> events) {
        long bytes = 0;
        for (int i = 0; i < change.size(); i++) {
            KeyValue kv = change.kv(i);
            WatchRequest.Filter filter = kv.isTombstone() ? WatchRequest.Filter.NO_DELETE : WatchRequest.Filter.NO_PUT;
            if (range.contains(kv.key()) && !request.filters().contains(filter)) {
                events.add(new WatchEvent(kv, request.prevKv() ? change.prevKv(i) : null));
                bytes += kv.key().length() + kv.value().length();
            }
        }
        return bytes;
    }

    /** Hands events on unless compaction overtook them while they were made; false when it did. */
    private boolean send(List<WatchEvent> events, long firstRevision, long revision) {
        if (firstRevision < hub.core().state().compactRevision()) {
            cancel(EtcdError.COMPACTED.exception());
            return false;
        }
        if (!events.isEmpty()) {
            listener.events(events, revision);
            hub.told(events.size());
        }
        return true;
    }

    private void tellCancelled() {
        EtcdException cause = cancelled;
        if (cause != null) {
            long compactRevision =
                    cause.is(EtcdError.COMPACTED) ? hub.core().state().compactRevision() : 0;
            listener.cancelled(cause, compactRevision);
        }
    }
}
