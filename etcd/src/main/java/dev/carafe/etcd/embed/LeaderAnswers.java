package dev.carafe.etcd.embed;

import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.LeaseKeepAliveResponse;
import dev.carafe.etcd.LeaseTimeToLiveResponse;
import dev.carafe.etcd.consensus.Consensus;
import dev.carafe.etcd.consensus.LeaderCalls;
import dev.carafe.etcd.membership.ClusterMember;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Answers other members' questions while this one leads. Safe for any thread. */
record LeaderAnswers(EmbeddedStore store) implements LeaderCalls {
    @Override
    public List<LeaseKeepAliveResponse> keepAlive(long leaderId, List<Long> leaseIds) {
        check();
        // All begin before one is waited for, so that they share the leader's question whether it leads still.
        List<CompletableFuture<LeaseKeepAliveResponse>> begun =
                leaseIds.stream().map(store::prolong).toList();
        return begun.stream().map(Consensus::await).toList();
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
