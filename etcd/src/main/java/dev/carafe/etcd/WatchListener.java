package dev.carafe.etcd;

import java.util.List;

/**
 * Hears of changes. One thread at a time calls a listener, in the order of revisions, and it may block: the store does
 * not wait for it. A listener that is too slow is served from history; when that is compacted away meanwhile, it is
 * cancelled.
 */
public interface WatchListener {
    /**
     * Changes, ordered by revision. All events of a revision that the watcher wants come in one call; a call may carry
     * several revisions while the watcher catches up.
     *
     * @param events never empty
     * @param revision the store's revision known when the events were sent, at least that of the last event
     */
    void events(List<WatchEvent> events, long revision);

    /** Everything up to and including this revision has been delivered. */
    void progress(long revision);

    /**
     * The last call: the watch ended by itself (not by {@link Watcher#close}).
     *
     * @param cause why
     * @param compactRevision the oldest revision that can be watched when that is the cause, else 0
     */
    void cancelled(EtcdException cause, long compactRevision);
}
