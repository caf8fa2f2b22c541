package dev.carafe.etcd.mvcc;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.KeyValue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All keys and their uncompacted history at one instant. Immutable: a reader may keep it while the store goes on. */
public final class MvccState {
    private static final KeyRange ALL = new KeyRange(Bytes.EMPTY, null);

    final KeyTree tree;
    final RevisionLog log;
    private final long revision;
    private final long compactRevision;
    private final long sizeBytes;

    MvccState(KeyTree tree, RevisionLog log, long revision, long compactRevision, long sizeBytes) {
        this.tree = tree;
        this.log = log;
        this.revision = revision;
        this.compactRevision = compactRevision;
        this.sizeBytes = sizeBytes;
    }

    /** An empty store; etcd's counts from revision 1. */
    static MvccState empty() {
        return new MvccState(KeyTree.EMPTY, RevisionLog.startingAt(2), 1, 0, 0);
    }

    /** The newest revision. */
    public long revision() {
        return revision;
    }

    /** The oldest revision that can be read; 0 before the first compaction. */
    public long compactRevision() {
        return compactRevision;
    }

    /** Bytes of all versions kept, as {@link Version#sizeBytes} counts them. */
    public long sizeBytes() {
        return sizeBytes;
    }

    /** The first revision of which the change is known: the compact revision, or 2 in a store never compacted. */
    public long firstChange() {
        return Math.max(compactRevision, 2);
    }

    /** The change that made a revision between {@link #firstChange} and {@link #revision}. */
    public Change change(long wanted) {
        return log.get(wanted);
    }

    /** The key as it was at a readable revision, null when it did not exist then. */
    public @Nullable KeyValue at(Bytes key, long wanted) {
        Version head = tree.get(key);
        return head == null ? null : head.at(wanted);
    }

    /** Calls for every key as it was at a readable revision, in the order of the keys. */
    public void forEachAt(long wanted, Consumer<KeyValue> consumer) {
        forEachSlotAt(wanted, slot -> consumer.accept(slot.kv()));
    }

    /** As {@link #forEachAt}, with values that may move. */
    public void forEachSlotAt(long wanted, Consumer<ValueSlot> consumer) {
        tree.scan(ALL, head -> {
            @Nullable Version version = head.versionAt(wanted);
            if (version != null) {
                consumer.accept(version);
            }
            return true;
        });
    }

    /** The revision to read at when a request names {@code wanted}; 0 or less names the newest. */
    long readRevision(long wanted) {
        if (wanted > revision) {
            throw EtcdError.FUTURE_REVISION.exception();
        }
        if (wanted <= 0) {
            return revision;
        }
        if (wanted < compactRevision) {
            throw EtcdError.COMPACTED.exception();
        }
        return wanted;
    }
}
