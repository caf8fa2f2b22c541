package dev.carafe.etcd.watch;

import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.WatchEvent;
import dev.carafe.etcd.WatchListener;
import dev.carafe.etcd.WatchRequest;
import dev.carafe.etcd.Watcher;
import dev.carafe.etcd.mvcc.Change;
import dev.carafe.etcd.mvcc.KeyRange;
import dev.carafe.etcd.mvcc.MvccState;
import dev.carafe.etcd.work.Work;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One watcher and its work, which belongs to one thread.
 *
 * <pre>
 * synced   --queue full-->      unsynced (goes on at the change that had no room, once the queue is empty)
 * unsynced --history all read-> synced
 * either   --close, cancel-->   closed
 * </pre>
 */
final class HubWatcher implements Watcher, Work {
    private static final System.Logger LOG = System.getLogger(HubWatcher.class.getName());

    private final WatchHub hub;
    private final WatchRequest request;
    private final WatchListener listener;
    private final KeyRange range;
    private final long createdRevision;

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
    }

    KeyRange range() {
        return range;
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
        notifyAll();
        return true;
    }

    /** Changes from one revision to another were not offered; false when it does not want them. */
    synchronized boolean fallBehind(long from, long to) {
        if (closed || !synced || next > to) {
            return false;
        }
        synced = false;
        next = Math.max(next, from);
        notifyAll();
        return true;
    }

    /** False when it is closed. */
    synchronized boolean markSynced(long from) {
        next = from;
        synced = !closed;
        return synced;
    }

    synchronized boolean isIdle() {
        return synced && queue.isEmpty();
    }

    /** A progress interval has passed. */
    synchronized void tick() {
        if (request.progressNotify() && synced && quietSinceTick) {
            progressWanted = true;
            notifyAll();
        }
        quietSinceTick = true;
    }

    @Override
    public synchronized void requestProgress() {
        progressWanted = true;
        notifyAll();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            queue.clear();
            notifyAll();
        }
        hub.remove(this);
    }

    /** Ends it with a last call to the listener, made by whoever runs its work. */
    synchronized void cancel(EtcdException cause) {
        if (cancelled == null) {
            cancelled = cause;
            notifyAll();
        }
    }

    private enum Step {
        WAIT,
        DELIVER,
        HISTORY,
        PROGRESS,
        CANCEL,
        END
    }

    @Override
    public synchronized void await() throws InterruptedException {
        while (!closed && cancelled == null && queue.isEmpty() && synced && !progressWanted) {
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

    private synchronized Step next(List<Change> batch) {
        if (closed) {
            return Step.END;
        }
        if (cancelled != null) {
            return Step.CANCEL;
        }
        if (!queue.isEmpty()) {
            batch.addAll(queue);
            queue.clear();
            quietSinceTick = false;
            return Step.DELIVER;
        }
        if (!synced) {
            return Step.HISTORY;
        }
        return progressWanted ? Step.PROGRESS : Step.WAIT;
    }

    private void deliver(List<Change> batch) {
        List<WatchEvent> events = new ArrayList<>();
        for (Change change : batch) {
            addEvents(change, events);
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
        while (at <= to && events.size() < hub.limits().eventsMax()) {
            addEvents(state.change(at), events);
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
        listener.progress(revision);
    }

    private void addEvents(Change change, List<WatchEvent> events) {
        for (int i = 0; i < change.size(); i++) {
            KeyValue kv = change.kv(i);
            WatchRequest.Filter filter = kv.isTombstone() ? WatchRequest.Filter.NO_DELETE : WatchRequest.Filter.NO_PUT;
            if (range.contains(kv.key()) && !request.filters().contains(filter)) {
                events.add(new WatchEvent(kv, request.prevKv() ? change.prevKv(i) : null));
            }
        }
    }

    /** Hands events on unless compaction overtook them while they were made; false when it did. */
    private boolean send(List<WatchEvent> events, long firstRevision, long revision) {
        if (firstRevision < hub.core().state().compactRevision()) {
            cancel(EtcdError.COMPACTED.exception());
            return false;
        }
        if (!events.isEmpty()) {
            listener.events(events, revision);
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
