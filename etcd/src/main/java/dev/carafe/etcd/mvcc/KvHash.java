package dev.carafe.etcd.mvcc;

import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.KeyValue;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The hash by which etcd's members compare their histories: CRC-32C over the bucket's name, and the revision and the
 * protobuf message of each change that is kept (etcd {@code server/storage/mvcc/hash.go}). It is etcd's own number for
 * the same history, unless a transaction that is compacted away had changed several keys in another order than that of
 * the keys.
 */
public final class KvHash {
    private static final byte[] BUCKET = {'k', 'e', 'y'};
    private static final long NEVER = -1;
    private static final int REVISION_BYTES = 17;
    private static final int TOMBSTONE_BYTES = 18;

    /**
     * What came out.
     *
     * @param hash the CRC
     * @param compactRevision history before it is not in it; -1 before the first compaction, as etcd tells
     * @param revision history up to it is in it
     */
    public record Result(int hash, long compactRevision, long revision) {}

    private final CRC32C crc = new CRC32C();

    private KvHash() {}

    /**
     * The hash of a state's history.
     *
     * @param wanted the last revision that goes in, 0 for the newest
     */
    public static Result of(MvccState state, long wanted) {
        if (wanted > 0 && wanted < state.compactRevision()) {
            throw EtcdError.COMPACTED.exception();
        }
        if (wanted > state.revision()) {
            throw EtcdError.FUTURE_REVISION.exception();
        }
        long revision = wanted == 0 ? state.revision() : wanted;
        KvHash hash = new KvHash();
        hash.crc.update(BUCKET);
        hash.addKept(state, revision);
        for (long at = Math.max(state.compactRevision() + 1, 2); at <= revision; at++) {
            Change change = state.change(at);
            for (int sub = 0; sub < change.size(); sub++) {
                hash.add(change.kv(sub), at, sub);
            }
        }
        long compactRevision = state.compactRevision() == 0 ? NEVER : state.compactRevision();
        return new Result((int) hash.crc.getValue(), compactRevision, revision);
    }

    /** Changes up to the compact revision count as far as they are still what a key is at the last revision. */
    private void addKept(MvccState state, long revision) {
        if (state.compactRevision() == 0) {
            return;
        }
        List<KeyValue> kept = new ArrayList<>();
        state.forEachAt(revision, kv -> {
            if (kv.modRevision() <= state.compactRevision()) {
                kept.add(kv);
            }
        });
        kept.sort(Comparator.comparingLong(KeyValue::modRevision)); // stable: keys of one revision stay in order
        long last = 0;
        int sub = 0;
        for (KeyValue kv : kept) {
            sub = kv.modRevision() == last ? sub + 1 : 0;
            last = kv.modRevision();
            add(kv, last, sub);
        }
    }

    private void add(KeyValue kv, long revision, long sub) {
        ByteBuffer name = ByteBuffer.allocate(TOMBSTONE_BYTES);
        name.putLong(revision).put((byte) '_').putLong(sub);
        if (kv.isTombstone()) {
            name.put((byte) 't');
        } else {
            name.limit(REVISION_BYTES);
        }
        crc.update(name.flip());
        crc.update(StoredKeyValue.encode(kv));
    }
}
