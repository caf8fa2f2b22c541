package dev.carafe.kubernetes.apiserver.cacher;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apiserver.storage.StoredObject;

/** What a watcher hears. */
public sealed interface WatchItem {
    /** An object came into what the watcher selects. */
    record Added(StoredObject object) implements WatchItem {}

    /** An object changed within it. */
    record Modified(StoredObject object) implements WatchItem {}

    /** An object left it; its last version that was selected, at the revision of its leaving. */
    record Deleted(StoredObject object) implements WatchItem {}

    /**
     * Everything up to a revision was told.
     *
     * @param initialEventsEnd whether this ends the initial state that a streaming list asked for
     */
    record Bookmark(long revision, boolean initialEventsEnd) implements WatchItem {}

    /** The watch cannot go on; nothing follows. */
    record Failed(StatusError error) implements WatchItem {}

    /** The watch is over; nothing follows. */
    record Ended() implements WatchItem {}

    /** Nothing happened within the time given. */
    record Idle() implements WatchItem {}
}
