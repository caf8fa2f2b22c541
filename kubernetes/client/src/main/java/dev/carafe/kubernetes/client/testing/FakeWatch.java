package dev.carafe.kubernetes.client.testing;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apimachinery.watch.WatchEvent;
import dev.carafe.kubernetes.client.WatchStream;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** An open watch of the fake API. It holds as much as a test leaves unread. */
final class FakeWatch implements WatchStream {
    private final Selection selection;
    private final Queue<WatchEvent> events = new ArrayDeque<>(); // guarded by this
    private boolean closed; // guarded by this

    FakeWatch(Selection selection) {
        this.selection = selection;
    }

    /** Tells of a change as this watch's selection sees it. */
    void tell(FakeStore.Change change) {
        if (!change.storage().equals(selection.storage())) {
            return;
        }
        boolean before = selection.matches(change.before());
        Struct after = change.after();
        if (after != null && selection.matches(after)) {
            send(new WatchEvent(before ? WatchEvent.Type.MODIFIED : WatchEvent.Type.ADDED, after));
        } else if (before) {
            send(new WatchEvent(WatchEvent.Type.DELETED, change.last()));
        }
    }

    synchronized void send(WatchEvent event) {
        if (!closed) {
            events.add(event);
            notifyAll();
        }
    }

    synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public synchronized @Nullable WatchEvent next() throws InterruptedException {
        while (events.isEmpty() && !closed) {
            wait();
        }
        return events.poll();
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }
}
