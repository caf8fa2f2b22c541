package dev.carafe.etcd.mvcc;

import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.KeyValue;
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
        KeptHistory.forEachKept(state, revision, false, hash::add);
        KeptHistory.forEachChange(state, revision, hash::add);
        long compactRevision = state.compactRevision() == 0 ? NEVER : state.compactRevision();
        return new Result((int) hash.crc.getValue(), compactRevision, revision);
    }

    private void add(long revision, long sub, KeyValue kv) {
        crc.update(KeptHistory.name(revision, sub, kv.isTombstone()).asByteBuffer());
        crc.update(StoredKeyValue.encode(kv));
    }
}
