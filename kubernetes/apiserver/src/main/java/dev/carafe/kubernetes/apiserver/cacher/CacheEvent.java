package dev.carafe.kubernetes.apiserver.cacher;

import dev.carafe.kubernetes.apiserver.storage.StoredObject;
import org.jspecify.annotations.Nullable;

/** One change of one object. Immutable but for the memo of what a delete shows, which is the same whoever makes it. */
final class CacheEvent {
    private final long revision;
    private final @Nullable StoredObject previous;
    private final @Nullable StoredObject current;
    private volatile @Nullable StoredObject deleted;

    /**
     * A change.
     *
     * @param previous the version before, null for a new object
     * @param current the version after, null for a deleted one
     */
    CacheEvent(long revision, @Nullable StoredObject previous, @Nullable StoredObject current) {
        this.revision = revision;
        this.previous = previous;
        this.current = current;
    }

    long revision() {
        return revision;
    }

    @Nullable
    StoredObject previous() {
        return previous;
    }

    @Nullable
    StoredObject current() {
        return current;
    }

    String key() {
        StoredObject any = current == null ? previous : current;
        return any == null ? "" : any.key();
    }

    /** What a watcher is shown for whom the object ceases to exist: its last version, at this event's revision. */
    StoredObject deleted(StoredObject last) {
        StoredObject known = deleted;
        if (known == null) {
            known = last.atRevision(revision);
            deleted = known;
        }
        return known;
    }

    /** Bytes that keeping this event keeps alive, roughly. */
    int size() {
        return 128 + (previous == null ? 0 : previous.size()) + (current == null ? 0 : current.size());
    }
}
