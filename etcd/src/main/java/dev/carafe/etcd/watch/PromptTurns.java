package dev.carafe.etcd.watch;

import dev.carafe.etcd.PromptWatchListener;
import dev.carafe.etcd.work.Work;
import dev.carafe.etcd.work.Workers;
import java.util.concurrent.RejectedExecutionException;

/**
 * The turns of a watcher whose listener never waits: no thread is kept for them. Each turn is handed to a thread when there
 * is something to do and the listener is ready: new changes to the listener's own, all else to one that may wait for files.
 */
final class PromptTurns implements Runnable {
    private final HubWatcher watcher;
    private final PromptWatchListener listener;
    private final Workers workers;

    /** Whether a turn was handed on that is not over. Guarded by the watcher's monitor. */
    private boolean going;

    PromptTurns(HubWatcher watcher, PromptWatchListener listener, Workers workers) {
        this.watcher = watcher;
        this.listener = listener;
        this.workers = workers;
    }

    /** There may be something to do; called with the watcher's monitor held. */
    void wanted() {
        if (going) {
            return;
        }
        switch (watcher.step()) {
            case WAIT, END -> {}
            case DELIVER -> {
                if (listener.isReady()) {
                    deliver();
                }
            }
            case HISTORY, PROGRESS -> {
                if (listener.isReady()) {
                    begin();
                }
            }
            case CANCEL -> begin();
        }
    }

    private void deliver() {
        going = true;
        try {
            listener.executor().execute(this);
        } catch (RejectedExecutionException _) {
            // The thread has ended, and with it all that the listener could tell; it is going to be closed.
        }
    }

    private void begin() {
        going = true;
        var _ = workers.start("etcd-watch-turn", Workers.Kind.MEMORY, new OneTurn());
    }

    @Override
    public void run() {
        boolean more = watcher.turn();
        synchronized (watcher) {
            going = false;
            if (more) {
                wanted();
            }
        }
    }

    /** A turn as work that ends after it. */
    private final class OneTurn implements Work {
        @Override
        public void await() {
            // it is wanted already
        }

        @Override
        public boolean turn() {
            run();
            return false;
        }
    }
}
