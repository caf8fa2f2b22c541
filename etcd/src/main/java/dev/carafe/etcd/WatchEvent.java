package dev.carafe.etcd;

import org.jspecify.annotations.Nullable;

/**
 * One change of one key.
 *
 * @param kv the key after the change; of a deleted key only {@code key} and {@code modRevision} are set
 * @param prevKv the key before it, when asked for, when there was one, and when it is not compacted away
 */
public record WatchEvent(KeyValue kv, @Nullable KeyValue prevKv) {
    /** Whether the key was deleted; else it was put. */
    public boolean isDelete() {
        return kv.isTombstone();
    }

    /** Whether the key did not exist before. */
    public boolean isCreate() {
        return !isDelete() && kv.createRevision() == kv.modRevision();
    }
}
