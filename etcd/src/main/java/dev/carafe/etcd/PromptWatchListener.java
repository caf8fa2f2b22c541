package dev.carafe.etcd;

import java.util.concurrent.Executor;

/**
 * A listener that never waits, so that the thread which sends what it makes of the events can call it itself. While it is
 * not ready it is not called, except by {@link #cancelled}; it says by {@link Watcher#resume} that it is ready again.
 */
public interface PromptWatchListener extends WatchListener {
    /** Whose threads hand it new changes; history is read by others, which may wait for files. */
    Executor executor();

    /** Whether it takes more now. Called with locks of the store held, so it takes none of its own. */
    boolean isReady();
}
