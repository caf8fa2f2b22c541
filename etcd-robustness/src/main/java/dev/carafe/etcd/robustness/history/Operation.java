package dev.carafe.etcd.robustness.history;

import dev.carafe.etcd.CompactResponse;
import dev.carafe.etcd.DeleteRangeResponse;
import dev.carafe.etcd.LeaseGrantResponse;
import dev.carafe.etcd.LeaseKeepAliveResponse;
import dev.carafe.etcd.LeaseLeasesResponse;
import dev.carafe.etcd.LeaseRevokeResponse;
import dev.carafe.etcd.LeaseTimeToLiveResponse;
import dev.carafe.etcd.PutResponse;
import dev.carafe.etcd.RangeResponse;
import dev.carafe.etcd.TxnResponse;

/**
 * One call of one client.
 *
 * @param client who called; -1 for the store itself, which ends leases
 * @param call what was asked
 * @param calledAt when, in ticks of which no two are the same
 * @param returnedAt when the answer came; of an unknown outcome the last moment at which it can have happened
 * @param outcome what came of it
 */
public record Operation(int client, Call call, long calledAt, long returnedAt, Outcome outcome) {
    /** As {@link #returnedAt}: it may happen at any time. */
    public static final long NEVER = Long.MAX_VALUE;

    /** Whether nobody knows whether it happened. */
    public boolean unknown() {
        return outcome instanceof Outcome.Unknown;
    }

    /** The store's revision that the answer told; 0 when there was none. */
    public long toldRevision() {
        return outcome instanceof Outcome.Answered(Record response) ? revision(response) : 0;
    }

    private static long revision(Record response) {
        return switch (response) {
            case RangeResponse range -> range.revision();
            case PutResponse put -> put.revision();
            case DeleteRangeResponse delete -> delete.revision();
            case TxnResponse txn -> txn.revision();
            case CompactResponse compact -> compact.revision();
            case LeaseGrantResponse grant -> grant.revision();
            case LeaseRevokeResponse revoke -> revoke.revision();
            case LeaseKeepAliveResponse alive -> alive.revision();
            case LeaseTimeToLiveResponse left -> left.revision();
            case LeaseLeasesResponse leases -> leases.revision();
            default -> 0;
        };
    }
}
