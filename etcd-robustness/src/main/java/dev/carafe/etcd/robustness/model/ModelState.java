package dev.carafe.etcd.robustness.model;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.KeyValue;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All that the newest revision of a store holds. Immutable.
 *
 * @param revision the newest revision, 1 in an empty store
 * @param compactRevision the oldest readable one, 0 before the first compaction
 * @param keys the keys
 * @param leases the leases' ids
 */
public record ModelState(long revision, long compactRevision, SortedMap<Bytes, KeyValue> keys, SortedSet<Long> leases) {
    public static final ModelState EMPTY =
            new ModelState(1, 0, Collections.emptySortedMap(), Collections.emptySortedSet());

    /** Refuses to read at a revision that is forgotten or yet to come; 0 or less is the newest. */
    void checkReadable(long wanted) {
        if (wanted > revision) {
            throw EtcdError.FUTURE_REVISION.exception();
        }
        if (wanted > 0 && wanted < compactRevision) {
            throw EtcdError.COMPACTED.exception();
        }
    }

    ModelState withKeys(long newRevision, SortedMap<Bytes, KeyValue> newKeys) {
        return new ModelState(newRevision, compactRevision, Collections.unmodifiableSortedMap(newKeys), leases);
    }

    ModelState compacted(long at) {
        return new ModelState(revision, at, keys, leases);
    }

    ModelState withLease(long id) {
        SortedSet<Long> more = new TreeSet<>(leases);
        more.add(id);
        return new ModelState(revision, compactRevision, keys, Collections.unmodifiableSortedSet(more));
    }

    /** Without a lease, and without the keys on it. */
    ModelState withoutLease(long id) {
        SortedSet<Long> fewer = new TreeSet<>(leases);
        fewer.remove(id);
        SortedMap<Bytes, KeyValue> left = new TreeMap<>(keys);
        boolean changed = left.values().removeIf(kv -> kv.lease() == id);
        return new ModelState(
                changed ? revision + 1 : revision,
                compactRevision,
                Collections.unmodifiableSortedMap(left),
                Collections.unmodifiableSortedSet(fewer));
    }
}
