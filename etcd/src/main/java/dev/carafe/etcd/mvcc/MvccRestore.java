package dev.carafe.etcd.mvcc;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.KeyValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rebuilds a state from what a snapshot keeps: the keys at the compact revision, then the changes of that revision and
 * of every later one. Belongs to one thread.
 */
public final class MvccRestore {
    private final long compactRevision;
    private final List<Version> base = new ArrayList<>();
    private KeyTree tree = KeyTree.EMPTY;
    private RevisionLog log;
    private long revision;
    private long sizeBytes;

    /** Starts with an empty store that was compacted at a revision, 0 for never. */
    public MvccRestore(long compactRevision) {
        this.compactRevision = compactRevision;
        this.revision = Math.max(compactRevision, 2) - 1;
        this.log = RevisionLog.startingAt(revision + 1);
    }

    /** Adds a key as it was at the compact revision; keys come in their order. */
    public void base(KeyValue kv) {
        Version version = new Version(kv, null);
        base.add(version);
        sizeBytes += version.sizeBytes();
    }

    /** Ends the base; changes follow. */
    public void baseDone() {
        tree = KeyTree.ofSorted(base);
        base.clear();
    }

    /** The key as the base holds it, null when it does not. */
    public @Nullable KeyValue inBase(Bytes key) {
        Version head = tree.get(key);
        return head == null ? null : head.kv();
    }

    /** Adds the next revision's change: the keys after it, in its order. */
    public void change(List<KeyValue> kvs) {
        revision++;
        List<Version> versions = new ArrayList<>(kvs.size());
        for (KeyValue kv : kvs) {
            Version head = tree.get(kv.key());
            if (revision == compactRevision) {
                versions.add(head != null && head.kv().equals(kv) ? head : new Version(kv, null));
                continue;
            }
            Version version = new Version(kv, head);
            tree = tree.with(version);
            sizeBytes += version.sizeBytes();
            versions.add(version);
        }
        log = log.with(new Change(revision, List.copyOf(versions)));
    }

    /** The state that came out. */
    public MvccState finish() {
        return new MvccState(tree, log, Math.max(revision, 1), compactRevision, sizeBytes);
    }
}
