package dev.carafe.etcd.embed;

import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.LeaseKeepAliveResponse;
import dev.carafe.etcd.LeaseTimeToLiveResponse;
import dev.carafe.etcd.consensus.LeaderCalls;
import dev.carafe.etcd.membership.ClusterMember;
import java.util.List;

/** Answers other members' questions while this one leads. Safe for any thread. */
record LeaderAnswers(EmbeddedStore store) implements LeaderCalls {
    @Override
    public LeaseKeepAliveResponse keepAlive(long leaderId, long leaseId) {
        check();
        return store.leaseKeepAlive(leaseId);
    }

    @Override
    public LeaseTimeToLiveResponse timeToLive(long leaderId, long leaseId, boolean keys) {
        check();
        return store.leaseTimeToLive(leaseId, keys);
    }

    @Override
    public List<ClusterMember> promote(long leaderId, long memberId) {
        check();
        return store.cluster().promote(memberId);
    }

    /** So that two members that each take the other for the leader do not ask each other for ever. */
    private void check() {
        if (!store.leads()) {
            throw EtcdError.LEADER_CHANGED.exception();
        }
    }
}
