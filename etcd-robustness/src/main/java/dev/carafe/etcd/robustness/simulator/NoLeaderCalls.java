package dev.carafe.etcd.robustness.simulator;

import dev.carafe.etcd.LeaseKeepAliveResponse;
import dev.carafe.etcd.LeaseTimeToLiveResponse;
import dev.carafe.etcd.consensus.LeaderCalls;
import dev.carafe.etcd.membership.ClusterMember;
import java.util.List;

/** Nothing is asked of leaders by other members here: who wants something of the leader asks it itself. */
record NoLeaderCalls() implements LeaderCalls {
    @Override
    public List<LeaseKeepAliveResponse> keepAlive(long leaderId, List<Long> leaseIds) {
        throw new UnsupportedOperationException();
    }

    @Override
    public LeaseTimeToLiveResponse timeToLive(long leaderId, long leaseId, boolean keys) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<ClusterMember> promote(long leaderId, long memberId) {
        throw new UnsupportedOperationException();
    }
}
