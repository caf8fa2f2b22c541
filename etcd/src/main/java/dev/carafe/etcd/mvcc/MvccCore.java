package dev.carafe.etcd.mvcc;

import dev.carafe.etcd.AlarmRequest;
import dev.carafe.etcd.AuthRequest;
import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.CallerRequest;
import dev.carafe.etcd.CompactRequest;
import dev.carafe.etcd.CompactResponse;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.DowngradeRequest;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.LeaseCheckpointRequest;
import dev.carafe.etcd.LeaseCheckpointResponse;
import dev.carafe.etcd.LeaseGrantRequest;
import dev.carafe.etcd.LeaseGrantResponse;
import dev.carafe.etcd.LeaseRevokeRequest;
import dev.carafe.etcd.LeaseRevokeResponse;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.RangeResponse;
import dev.carafe.etcd.TxnRequest;
import dev.carafe.etcd.TxnResponse;
import dev.carafe.etcd.WriteRequest;
import dev.carafe.etcd.WriteResponse;
import dev.carafe.etcd.lease.Lessor;
import org.jspecify.annotations.Nullable;

/**
 * The replicated state machine: applies write requests one after the other, always with the same result for the same
 * history, and answers reads from the state last published.
 *
 * <p>{@link #apply} and {@link #prune} belong to one writer thread; everything else may be called by any.
 */
public final class MvccCore {
    private final Lessor lessor;
    private volatile MvccState state;
    /** Lengths of all values put, summed up. Writer only. */
    private long putBytes;
    /** Up to here (inclusive) the history before the compact revision is physically gone. Writer only. */
    private long prunedRevision;

    public MvccCore(MvccState initial, Lessor lessor) {
        this.state = initial;
        this.lessor = lessor;
        this.prunedRevision = initial.compactRevision();
    }

    /** A core without any key. */
    public static MvccCore empty() {
        return new MvccCore(MvccState.empty(), new Lessor());
    }

    /** The newest published state. */
    public MvccState state() {
        return state;
    }

    /** Bytes of all values that were put since the core was made, also of those that are gone; belongs to the writer. */
    public long putBytes() {
        return putBytes;
    }

    public Lessor lessor() {
        return lessor;
    }

    public RangeResponse range(RangeRequest request) {
        return RangeReader.read(this, request);
    }

    /** Executes a transaction that {@link TxnRequest#readOnly only reads}. */
    public TxnResponse readTxn(TxnRequest request) {
        while (true) {
            MvccState before = state;
            TxnResponse response = new TxnExecutor(new WriteTxn(before), lessor).txn(request);
            if (state.compactRevision() == before.compactRevision()) {
                return response;
            }
            // History may have been freed under a range in the past: read again, and be told so.
        }
    }

    /**
     * Applies a request and publishes the state after it.
     *
     * @param nowMs monotonic time, from which a lease granted counts
     * @throws dev.carafe.etcd.EtcdException when the request is refused; nothing has changed then
     */
    public WriteResponse apply(WriteRequest request, long nowMs) {
        WriteTxn txn = new WriteTxn(state);
        TxnExecutor executor = new TxnExecutor(txn, lessor);
        return switch (request) {
            case PutRequest put -> commit(txn, executor.put(put));
            case DeleteRangeRequest delete -> commit(txn, executor.delete(delete));
            case TxnRequest nested -> commit(txn, executor.txn(nested));
            case CompactRequest compact -> compact(compact);
            case LeaseGrantRequest grant -> {
                long ttlSeconds = lessor.grant(grant.id(), grant.ttlSeconds(), nowMs);
                yield new LeaseGrantResponse(state.revision(), grant.id(), ttlSeconds);
            }
            case LeaseRevokeRequest revoke -> {
                for (Bytes key : lessor.revoke(revoke.id())) {
                    var _ = txn.delete(KeyRange.of(key, Bytes.EMPTY));
                }
                yield commit(txn, new LeaseRevokeResponse(txn.revision()));
            }
            case LeaseCheckpointRequest checkpoints -> {
                lessor.checkpoint(checkpoints);
                yield new LeaseCheckpointResponse(state.revision());
            }
            case AlarmRequest _, AuthRequest _, DowngradeRequest _, CallerRequest _ ->
                throw new IllegalArgumentException("nothing that changes keys: " + request.getClass());
        };
    }

    private <R extends WriteResponse> R commit(WriteTxn txn, R response) {
        for (Version version : txn.versions()) {
            putBytes += version.kv().value().length();
            Bytes key = version.kv().key();
            Version prev = version.prev();
            long before = prev == null ? 0 : prev.kv().lease();
            long after = version.kv().lease();
            if (before != after) {
                lessor.detach(before, key);
                lessor.attach(after, key);
            }
        }
        state = txn.commit();
        return response;
    }

    private CompactResponse compact(CompactRequest request) {
        MvccState now = state;
        if (request.revision() == 0 && now.compactRevision() == 0) {
            return new CompactResponse(now.revision()); // before the first revision there is nothing to forget
        }
        if (request.revision() <= now.compactRevision()) {
            throw EtcdError.COMPACTED.exception();
        }
        if (request.revision() > now.revision()) {
            throw EtcdError.FUTURE_REVISION.exception();
        }
        state = new MvccState(now.tree, now.log, now.revision(), request.revision(), now.sizeBytes());
        return new CompactResponse(now.revision());
    }

    /** Takes another state in place of the whole one; belongs to the writer. */
    public void restore(MvccState other) {
        state = other;
        prunedRevision = other.compactRevision();
    }

    /**
     * Frees some of what compaction has made unreadable.
     *
     * @param revisionsMax most revisions to look at in this call
     * @return whether there is more to do
     */
    public boolean prune(int revisionsMax) {
        MvccState now = state;
        long compact = now.compactRevision();
        if (prunedRevision >= compact) {
            return false;
        }
        long from = Math.max(prunedRevision + 1, 2);
        long to = Math.min(compact, from + revisionsMax - 1);
        KeyTree tree = now.tree;
        long freed = 0;
        for (long revision = from; revision <= to; revision++) {
            for (Version version : now.log.get(revision).versions()) {
                @Nullable Version prev = version.prev();
                if (prev != null) {
                    freed += prev.sizeBytes();
                    version.cut();
                }
                if (!version.isLive() && tree.get(version.kv().key()) == version) {
                    tree = tree.without(version.kv().key());
                    freed += version.sizeBytes();
                }
            }
        }
        prunedRevision = to;
        state = new MvccState(
                tree, now.log.withoutBefore(to), now.revision(), compact, Math.max(0, now.sizeBytes() - freed));
        return to < compact;
    }
}
