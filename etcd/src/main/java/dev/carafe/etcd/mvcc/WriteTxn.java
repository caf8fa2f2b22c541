package dev.carafe.etcd.mvcc;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.KeyValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes being made on top of a state, all at the state's next revision. Nobody sees them before {@link #commit}; to
 * drop the object is to roll back.
 */
final class WriteTxn {
    private final MvccState base;
    private final List<Version> versions = new ArrayList<>(1);
    private KeyTree tree;
    private long sizeBytes;

    WriteTxn(MvccState base) {
        this.base = base;
        this.tree = base.tree;
        this.sizeBytes = base.sizeBytes();
    }

    /** The revision that a reader inside the transaction sees: the next one as soon as something has changed. */
    long revision() {
        return versions.isEmpty() ? base.revision() : base.revision() + 1;
    }

    /** What has been changed so far, in order. */
    List<Version> versions() {
        return versions;
    }

    /** The state as the transaction sees it. */
    MvccState view() {
        return versions.isEmpty()
                ? base
                : new MvccState(tree, base.log, base.revision() + 1, base.compactRevision(), sizeBytes);
    }

    /** The key as the transaction sees it. */
    @Nullable
    KeyValue get(Bytes key) {
        Version head = tree.get(key);
        return head == null || !head.isLive() ? null : head.kv();
    }

    void put(Bytes key, Bytes value, long lease) {
        Version head = tree.get(key);
        long revision = base.revision() + 1;
        KeyValue kv;
        if (head != null && head.isLive()) {
            KeyValue old = head.kv(); // its key is kept, so that a key's bytes are in memory once
            kv = new KeyValue(old.key(), value, old.createRevision(), revision, old.version() + 1, lease);
        } else {
            kv = new KeyValue(head == null ? key : head.kv().key(), value, revision, revision, 1, lease);
        }
        append(new Version(kv, head));
    }

    /** Deletes the range's keys and returns them as they were. */
    List<KeyValue> delete(KeyRange range) {
        List<Version> doomed = new ArrayList<>();
        if (range.isSingle()) {
            Version head = tree.get(range.from());
            if (head != null && head.isLive()) {
                doomed.add(head);
            }
        } else {
            tree.scan(range, head -> {
                if (head.isLive()) {
                    doomed.add(head);
                }
                return true;
            });
        }
        List<KeyValue> deleted = new ArrayList<>(doomed.size());
        for (Version head : doomed) {
            append(new Version(KeyValue.tombstone(head.kv().key(), base.revision() + 1), head));
            deleted.add(head.kv());
        }
        return deleted;
    }

    /** The state after the changes; the base itself when there are none. */
    MvccState commit() {
        if (versions.isEmpty()) {
            return base;
        }
        long revision = base.revision() + 1;
        RevisionLog log = base.log.with(new Change(revision, List.copyOf(versions)));
        return new MvccState(tree, log, revision, base.compactRevision(), sizeBytes);
    }

    private void append(Version version) {
        tree = tree.with(version);
        versions.add(version);
        sizeBytes += version.sizeBytes();
    }
}
