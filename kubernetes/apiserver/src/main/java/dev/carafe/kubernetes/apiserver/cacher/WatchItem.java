package dev.carafe.kubernetes.apiserver.cacher;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apiserver.storage.StoredObject;

/** What a watcher hears. */
public sealed interface WatchItem {
    /** Something that happened to an object. Watchers to whom it is the same share one. */
    sealed interface Change extends WatchItem {
        StoredObject object();

        /** The change as it is sent. */
        EventLine line();
    }

    /** An object came into what the watcher selects. */
    record Added(StoredObject object, EventLine line) implements Change {
        Added(StoredObject object) {
            this(object, new EventLine("ADDED", object));
        }
    }

    /** An object changed within it. */
    record Modified(StoredObject object, EventLine line) implements Change {
        Modified(StoredObject object) {
            this(object, new EventLine("MODIFIED", object));
        }
    }

    /** An object left it; its last version that was selected, at the revision of its leaving. */
    record Deleted(StoredObject object, EventLine line) implements Change {
        Deleted(StoredObject object) {
            this(object, new EventLine("DELETED", object));
        }
    }

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
