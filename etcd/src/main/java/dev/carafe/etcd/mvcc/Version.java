package dev.carafe.etcd.mvcc;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.KeyValue;
import org.jspecify.annotations.Nullable;

/**
 * One key at one revision, linked to the same key before. A tombstone is a version like any other.
 *
 * <p>The link is cut by compaction, and only there. It is volatile so that a reader that finds it cut is sure to see
 * the compact revision that was published before the cut, and can tell "compacted" from "did not exist".
 */
final class Version implements ValueSlot {
    /** Not volatile: what a move puts here is equal to what was here, and safe to be seen by a race. */
    private KeyValue kv;

    private volatile @Nullable Version prev;

    Version(KeyValue kv, @Nullable Version prev) {
        this.kv = kv;
        this.prev = prev;
    }

    @Override
    public KeyValue kv() {
        return kv;
    }

    @Override
    public void move(Bytes stored) {
        KeyValue now = kv;
        kv = new KeyValue(now.key(), stored, now.createRevision(), now.modRevision(), now.version(), now.lease());
    }

    @Nullable
    Version prev() {
        return prev;
    }

    /** Links it to what was before it, once, before anybody else knows it. */
    void follow(Version before) {
        prev = before;
    }

    void cut() {
        prev = null;
    }

    boolean isLive() {
        return !kv.isTombstone();
    }

    /** The key as of a revision, null when it did not exist then. */
    @Nullable
    KeyValue at(long revision) {
        Version version = versionAt(revision);
        return version == null ? null : version.kv;
    }

    /** What the key was as of a revision, null when it did not exist then. */
    @Nullable
    Version versionAt(long revision) {
        Version version = this;
        while (version != null && version.kv.modRevision() > revision) {
            version = version.prev();
        }
        return version == null || !version.isLive() ? null : version;
    }

    /** What it costs in a store on disk: key, value and 40 bytes around them. */
    long sizeBytes() {
        return 40L + kv.key().length() + kv.value().length();
    }
}
