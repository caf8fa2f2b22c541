package dev.carafe.etcd;

/** A watch that runs. */
public interface Watcher extends AutoCloseable {
    /** The store's revision when the watch was made. */
    long createdRevision();

    /**
     * Asks for a {@link WatchListener#progress} call once everything up to now has been delivered. There is none while the
     * store has not come to where the watch begins.
     */
    void requestProgress();

    /** Says that a {@link PromptWatchListener} is ready again. */
    default void resume() {
        // other listeners wait instead
    }

    /** Ends the watch. Does not wait for a call of the listener that has begun or just begins; none follows it. */
    @Override
    void close();
}
