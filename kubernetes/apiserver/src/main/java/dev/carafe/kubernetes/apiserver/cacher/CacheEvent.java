package dev.carafe.kubernetes.apiserver.cacher;

import dev.carafe.kubernetes.apiserver.storage.StoredObject;
import org.jspecify.annotations.Nullable;

/** One change of one object. Immutable but for the memos of what watchers are told, which are the same whoever makes them. */
final class CacheEvent {
    private final long revision;
    private final long toldUpTo;
    private final @Nullable StoredObject previous;
    private final @Nullable StoredObject current;
    private volatile WatchItem.@Nullable Added added;
    private volatile WatchItem.@Nullable Modified modified;
    private volatile WatchItem.@Nullable Deleted deleted;

    /**
     * A change.
     *
     * @param toldUpTo the revision of which all has been told with this: of a revision that has more to tell, the one before
     * @param previous the version before, null for a new object
     * @param current the version after, null for a deleted one
     */
    CacheEvent(long revision, long toldUpTo, @Nullable StoredObject previous, @Nullable StoredObject current) {
        this.revision = revision;
        this.toldUpTo = toldUpTo;
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

    /** What a watcher is told for whom the object, now {@code current}, begins to exist. */
    WatchItem added(StoredObject current) {
        WatchItem.Added known = added;
        if (known == null) {
            known = new WatchItem.Added(current);
            added = known;
        }
        return known;
    }

    /** What a watcher is told for whom the object has become {@code current}. */
    WatchItem modified(StoredObject current) {
        WatchItem.Modified known = modified;
        if (known == null) {
            known = new WatchItem.Modified(current);
            modified = known;
        }
        return known;
    }

    /**
     * What a watcher is told for whom the object ceases to exist: its last version, at this event's revision. A lease that ends takes
     * many objects in one revision, and a client goes on from the one that it heard last: had it heard of that revision in part,
     * it would never hear the rest.
     */
    WatchItem deleted(StoredObject last) {
        WatchItem.Deleted known = deleted;
        if (known == null) {
            known = new WatchItem.Deleted(last.atRevision(current == null ? toldUpTo : revision));
            deleted = known;
        }
        return known;
    }

    /** Bytes that keeping this event keeps alive, roughly. */
    int size() {
        return 128 + (previous == null ? 0 : previous.size()) + (current == null ? 0 : current.size());
    }
}
