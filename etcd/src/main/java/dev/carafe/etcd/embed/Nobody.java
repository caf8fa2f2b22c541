package dev.carafe.etcd.embed;

import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.LeaseKeepAliveResponse;
import dev.carafe.etcd.LeaseTimeToLiveResponse;
import dev.carafe.etcd.consensus.LeaderCalls;
import dev.carafe.etcd.consensus.Peers;
import dev.carafe.etcd.membership.ClusterMember;
import dev.carafe.etcd.membership.Membership;
import dev.carafe.etcd.raft.Message;
import dev.carafe.etcd.wal.Snapshot;
import java.util.List;

/** The others of a member that is the only one: nothing arrives, and nobody answers. */
final class Nobody implements Peers, LeaderCalls {
    @Override
    public void send(Message message) {
        // as if it were lost
    }

    @Override
    public void send(Message.InstallSnapshot message, Snapshot snapshot) {
        throw new IllegalStateException("a snapshot for a member that there is not");
    }

    @Override
    public void members(Membership membership) {
        // it reaches none of them
    }

    @Override
    public long activeSinceMs(long id) {
        return -1;
    }

    @Override
    public List<LeaseKeepAliveResponse> keepAlive(long leaderId, List<Long> leaseIds) {
        throw EtcdError.NO_LEADER.exception();
    }

    @Override
    public LeaseTimeToLiveResponse timeToLive(long leaderId, long leaseId, boolean keys) {
        throw EtcdError.NO_LEADER.exception();
    }

    @Override
    public List<ClusterMember> promote(long leaderId, long memberId) {
        throw EtcdError.NO_LEADER.exception();
    }
}
