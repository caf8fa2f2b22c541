package dev.carafe.etcd.mvcc;

import dev.carafe.etcd.KeyValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything that one revision changed, in the order in which it did. Immutable. */
public final class Change {
    private final long revision;
    private final List<Version> versions;

    Change(long revision, List<Version> versions) {
        this.revision = revision;
        this.versions = versions;
    }

    public long revision() {
        return revision;
    }

    /** Number of keys changed, counting each time. */
    public int size() {
        return versions.size();
    }

    /** The key after the change; a tombstone when it was deleted. */
    public KeyValue kv(int index) {
        return versions.get(index).kv();
    }

    /** The key after the change, with a value that may move. */
    public ValueSlot slot(int index) {
        return versions.get(index);
    }

    /**
     * The key before the revision, null when it did not exist. (A transaction may put and delete a key in branches that
     * run one after the other; what was in between is no revision.) Reliable only while the store's compact revision, read
     * afterwards, is below this change's revision.
     */
    public @Nullable KeyValue prevKv(int index) {
        Version prev = versions.get(index).prev();
        while (prev != null && prev.kv().modRevision() == revision) {
            prev = prev.prev();
        }
        return prev == null || !prev.isLive() ? null : prev.kv();
    }

    /** Bytes of what the keys are after it, as {@link MvccState#sizeBytes} counts them. */
    public long sizeBytes() {
        long sum = 0;
        for (Version version : versions) {
            sum += version.sizeBytes();
        }
        return sum;
    }

    List<Version> versions() {
        return versions;
    }
}
