package dev.carafe.etcd;

import org.jspecify.annotations.Nullable;

/**
 * A key-value store with etcd's v3 semantics: every change makes a new revision of the whole store, and past revisions
 * stay readable until they are compacted.
 *
 * <p>Methods block, may be called from any thread (virtual ones are meant), and throw {@link EtcdException} with
 * etcd's own codes and texts. A write that returned is durable. A write that threw with code {@code UNAVAILABLE} or
 * {@code CANCELLED} may or may not have happened. An interrupted wait leaves the thread's interrupt flag set and throws
 * with {@code CANCELLED}.
 */
public interface Store extends AutoCloseable {
    RangeResponse range(RangeRequest request);

    PutResponse put(PutRequest request);

    DeleteRangeResponse deleteRange(DeleteRangeRequest request);

    TxnResponse txn(TxnRequest request);

    CompactResponse compact(CompactRequest request);

    /**
     * Starts a watch and returns once it is registered: every change after {@link Watcher#createdRevision} (or from
     * the start revision on) is going to be delivered.
     */
    Watcher watch(WatchRequest request, WatchListener listener);

    LeaseGrantResponse leaseGrant(LeaseGrantRequest request);

    LeaseRevokeResponse leaseRevoke(LeaseRevokeRequest request);

    /** Sets a lease's clock back to its full time to live; time to live 0 in the answer when there is no such lease. */
    LeaseKeepAliveResponse leaseKeepAlive(long id);

    LeaseTimeToLiveResponse leaseTimeToLive(long id, boolean keys);

    LeaseLeasesResponse leaseLeases();

    StatusResponse status();

    /** The newest value of one key, null when it does not exist. */
    default @Nullable KeyValue get(Bytes key) {
        RangeResponse response = range(RangeRequest.of(key));
        return response.kvs().isEmpty() ? null : response.kvs().getFirst();
    }

    /** Ends all watches and releases everything; writes waiting are answered with "server stopped". */
    @Override
    void close();
}
