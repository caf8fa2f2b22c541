package dev.carafe.etcd.mvcc;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.KeyValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rebuilds a state from what a snapshot keeps: the keys at the compact revision, then the changes of that revision and
 * of every later one. Belongs to one thread.
 */
public final class MvccRestore {
    private final long compactRevision;
    /** All versions: the base's in the order of their keys, behind them the later ones in the order of their revisions. */
    private final List<Version> versions = new ArrayList<>();

    private KeyTree base = KeyTree.EMPTY;
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
        versions.add(version);
        sizeBytes += version.sizeBytes();
    }

    /** Ends the base; changes follow. */
    public void baseDone() {
        base = KeyTree.ofSorted(versions);
    }

    /** The key as the base holds it, null when it does not. */
    public @Nullable KeyValue inBase(Bytes key) {
        Version head = base.get(key);
        return head == null ? null : head.kv();
    }

    /** Adds the next revision's change: the keys after it, in its order. */
    public void change(List<KeyValue> kvs) {
        revision++;
        List<Version> changed = new ArrayList<>(kvs.size());
        for (KeyValue kv : kvs) {
            if (revision == compactRevision) {
                Version head = base.get(kv.key());
                changed.add(head != null && head.kv().equals(kv) ? head : new Version(kv, null));
                continue;
            }
            Version version = new Version(kv, null);
            sizeBytes += version.sizeBytes();
            versions.add(version);
            changed.add(version);
        }
        log = log.with(new Change(revision, List.copyOf(changed)));
    }

    /** The state that came out. */
    public MvccState finish() {
        return new MvccState(KeyTree.ofSorted(heads()), log, Math.max(revision, 1), compactRevision, sizeBytes);
    }

    /** Each key's newest version, linked to those before it. To sort them once is cheaper than to grow a tree. */
    private List<Version> heads() {
        // Stable, so a key's versions stay in the order of their revisions.
        versions.sort(Comparator.comparing(version -> version.kv().key()));
        List<Version> heads = new ArrayList<>(versions.size());
        Version last = null;
        for (Version version : versions) {
            if (last != null && last.kv().key().equals(version.kv().key())) {
                version.follow(last);
                heads.removeLast();
            }
            heads.add(version);
            last = version;
        }
        return heads;
    }
}
