package dev.carafe.etcd.embed;

import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.membership.ClusterMember;
import dev.carafe.etcd.membership.Membership;
import dev.carafe.etcd.metrics.Family;
import dev.carafe.etcd.raft.ConfChange;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** The cluster of a store within another process: it is alone, and stays so until it is opened as a member. */
record LoneCluster(long memberId) implements Cluster {
    @Override
    public List<ClusterMember> members() {
        return List.of(ClusterMember.of(memberId, List.of(), false));
    }

    @Override
    public void awaitLinearizable() {
        // nobody else can change anything
    }

    @Override
    public ClusterMember add(List<String> peerUrls, boolean learner) {
        throw EtcdError.UNHEALTHY.exception(); // it listens for no other member
    }

    @Override
    public List<ClusterMember> remove(long id) {
        throw (id == memberId ? EtcdError.MEMBER_NOT_ENOUGH_STARTED : EtcdError.MEMBER_NOT_FOUND).exception();
    }

    @Override
    public List<ClusterMember> update(long id, List<String> peerUrls) {
        throw (id == memberId ? EtcdError.UNHEALTHY : EtcdError.MEMBER_NOT_FOUND).exception();
    }

    @Override
    public List<ClusterMember> promote(long id) {
        throw (id == memberId ? EtcdError.MEMBER_NOT_LEARNER : EtcdError.MEMBER_NOT_FOUND).exception();
    }

    @Override
    public CompletableFuture<Membership> propose(ConfChange.Kind kind, ClusterMember member) {
        return CompletableFuture.failedFuture(EtcdError.UNHEALTHY.exception());
    }

    @Override
    public void moveLeader(long id) {
        if (id != memberId) {
            throw EtcdError.BAD_LEADER_TRANSFEREE.exception();
        }
    }

    @Override
    public void transferLeader(long id) {} // it leads as long as it lives

    @Override
    public long electionMs() {
        return ClusterConfig.ELECTION_MS;
    }

    @Override
    public boolean removed() {
        return false;
    }

    @Override
    public CompletableFuture<Void> ended() {
        return new CompletableFuture<>(); // a store that fails goes on to serve reads
    }

    @Override
    public <R> R onLeader(Supplier<R> here, Forwarded<R> there) {
        return here.get();
    }

    @Override
    public List<Family> metrics() {
        return List.of();
    }

    @Override
    public void leave() {
        // there is nobody to hand over to
    }
}
