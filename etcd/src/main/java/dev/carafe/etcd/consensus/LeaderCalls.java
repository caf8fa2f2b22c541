package dev.carafe.etcd.consensus;

import dev.carafe.etcd.LeaseKeepAliveResponse;
import dev.carafe.etcd.LeaseTimeToLiveResponse;
import dev.carafe.etcd.membership.ClusterMember;
import java.util.List;

/**
 * What only the leader can answer, asked by another member for its client. Blocks until the answer; throws {@link
 * dev.carafe.etcd.EtcdException}, with code UNAVAILABLE when the leader could not be reached or leads no more.
 */
public interface LeaderCalls {
    /** Prolongs leases; the answers are in the order of the leases. */
    List<LeaseKeepAliveResponse> keepAlive(long leaderId, List<Long> leaseIds);

    LeaseTimeToLiveResponse timeToLive(long leaderId, long leaseId, boolean keys);

    /** Makes a learner a voter; returns the members after that. */
    List<ClusterMember> promote(long leaderId, long memberId);
}
