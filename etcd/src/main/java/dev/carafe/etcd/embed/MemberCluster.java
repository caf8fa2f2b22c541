package dev.carafe.etcd.embed;

import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.consensus.Consensus;
import dev.carafe.etcd.consensus.LeaderCalls;
import dev.carafe.etcd.consensus.Peers;
import dev.carafe.etcd.membership.ClusterMember;
import dev.carafe.etcd.membership.MemberIds;
import dev.carafe.etcd.membership.Membership;
import dev.carafe.etcd.membership.ProposedMember;
import dev.carafe.etcd.metrics.Family;
import dev.carafe.etcd.metrics.Labels;
import dev.carafe.etcd.metrics.ServerMetrics;
import dev.carafe.etcd.raft.ConfChange;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The cluster as one of its members sees it. Source of the checks before a change: etcd {@code
 * server/etcdserver/server.go} ({@code mayAddMember}, {@code mayRemoveMember}, {@code mayPromoteMember}).
 */
final class MemberCluster implements Cluster {
    /** How long a member must be reachable to count as healthy (etcd's {@code HealthInterval}). */
    private static final long HEALTH_MS = 5000;

    /** How much of the leader's log a learner must have to be made a voter (etcd's {@code readyPercentThreshold}). */
    private static final double READY = 0.9;

    private final ClusterLoop loop;
    private final Peers peers;
    private final LeaderCalls calls;
    private final ClusterConfig config;
    private final LongSupplier clockMs;
    private final ServerMetrics metrics;
    private final long self;

    MemberCluster(
            ClusterLoop loop,
            Peers peers,
            LeaderCalls calls,
            ClusterConfig config,
            LongSupplier clockMs,
            ServerMetrics metrics) {
        this.loop = loop;
        this.peers = peers;
        this.calls = calls;
        this.config = config;
        this.clockMs = clockMs;
        this.metrics = metrics;
        this.self = loop.identity().memberId();
    }

    @Override
    public List<ClusterMember> members() {
        return list(loop.membership());
    }

    private static List<ClusterMember> list(Membership membership) {
        return List.copyOf(membership.members().values());
    }

    @Override
    public void awaitLinearizable() {
        loop.awaitBarrier();
    }

    @Override
    public ClusterMember add(List<String> peerUrls, boolean learner) {
        if (!learner && config.strictReconfigCheck()) {
            if (!enoughStarted(_ -> true, 1, 0)) {
                throw EtcdError.MEMBER_NOT_ENOUGH_STARTED.exception();
            }
            if (healthyVoters() < voters().size()) {
                throw EtcdError.UNHEALTHY.exception();
            }
        }
        // Not the time, which members may disagree about: the same addresses get another id each time.
        long id = MemberIds.added(peerUrls, ThreadLocalRandom.current().nextLong(Long.MAX_VALUE));
        ClusterMember added = ClusterMember.of(id, peerUrls, learner);
        var _ = change(learner ? ConfChange.Kind.ADD_LEARNER : ConfChange.Kind.ADD_VOTER, added);
        return added;
    }

    @Override
    public List<ClusterMember> remove(long id) {
        ClusterMember member = member(id);
        if (!member.learner() && config.strictReconfigCheck()) {
            if (!enoughStarted(voter -> voter.id() != id, 0, 0)) {
                throw EtcdError.MEMBER_NOT_ENOUGH_STARTED.exception();
            }
            boolean down = id != self && peers.activeSinceMs(id) < 0; // removing it costs nothing
            if (!down && healthyVoters() - 1 < 1 + (voters().size() - 1) / 2) {
                throw EtcdError.UNHEALTHY.exception();
            }
        }
        handOverBefore(id);
        return list(change(ConfChange.Kind.REMOVE, member));
    }

    /** The leader of two cannot remove itself: the other one could not commit that alone and be told. */
    private void handOverBefore(long removed) {
        List<ClusterMember> voters = voters();
        if (voters.size() == 2 && loop.standing().leaderId() == removed) {
            long other = voters.getFirst().id() == removed
                    ? voters.getLast().id()
                    : voters.getFirst().id();
            handOver(other);
        }
    }

    @Override
    public List<ClusterMember> update(long id, List<String> peerUrls) {
        ClusterMember member = member(id);
        return list(change(ConfChange.Kind.UPDATE, ClusterMember.of(id, peerUrls, member.learner())));
    }

    @Override
    public List<ClusterMember> promote(long id) {
        return onLeader(() -> countedPromotion(id), (leaderCalls, leader) -> leaderCalls.promote(leader, id));
    }

    private List<ClusterMember> countedPromotion(long id) {
        try {
            List<ClusterMember> members = promoteHere(id);
            metrics.promotions.increment();
            return members;
        } catch (EtcdException e) {
            metrics.promotionsFailed.increment(Labels.of("Reason", String.valueOf(e.getMessage())));
            throw e;
        }
    }

    private List<ClusterMember> promoteHere(long id) {
        ClusterMember member = member(id);
        if (!member.learner()) {
            throw EtcdError.MEMBER_NOT_LEARNER.exception();
        }
        ClusterLoop.Progress progress = Consensus.await(loop.progress(id));
        if (progress.match() < READY * progress.lastIndex()) {
            throw EtcdError.LEARNER_NOT_READY.exception();
        }
        if (config.strictReconfigCheck() && !enoughStarted(_ -> true, 1, 1)) {
            throw EtcdError.MEMBER_NOT_ENOUGH_STARTED.exception();
        }
        return list(change(ConfChange.Kind.ADD_VOTER, member));
    }

    private Membership change(ConfChange.Kind kind, ClusterMember member) {
        return Consensus.await(propose(kind, member));
    }

    @Override
    public CompletableFuture<Membership> propose(ConfChange.Kind kind, ClusterMember member) {
        return loop.change(kind, new ProposedMember(member, config.learnersMax()));
    }

    private ClusterMember member(long id) {
        ClusterMember member = loop.membership().members().get(id);
        if (member == null) {
            throw EtcdError.MEMBER_NOT_FOUND.exception();
        }
        return member;
    }

    private List<ClusterMember> voters() {
        return loop.membership().members().values().stream()
                .filter(member -> !member.learner())
                .toList();
    }

    /**
     * Whether a majority of the voters, after a change, has started.
     *
     * @param more voters that come
     * @param moreStarted how many of them have started
     */
    private boolean enoughStarted(Predicate<ClusterMember> stays, int more, int moreStarted) {
        List<ClusterMember> staying = voters().stream().filter(stays).toList();
        long started = moreStarted
                + staying.stream().filter(voter -> !voter.name().isEmpty()).count();
        int count = staying.size() + more;
        if (started == 1 && count == 2 && more == 1) {
            return true; // otherwise a cluster of one could never grow
        }
        return count > 0 && started >= count / 2 + 1;
    }

    private long healthyVoters() {
        long nowMs = clockMs.getAsLong();
        return voters().stream()
                .filter(voter -> {
                    long since = peers.activeSinceMs(voter.id());
                    return voter.id() == self || (since >= 0 && nowMs - since >= HEALTH_MS);
                })
                .count();
    }

    @Override
    public void moveLeader(long id) {
        long leader = loop.standing().leaderId();
        if (leader != self) {
            throw EtcdError.NOT_LEADER.exception();
        }
        ClusterMember target = loop.membership().members().get(id);
        if (target == null || target.learner()) {
            throw EtcdError.BAD_LEADER_TRANSFEREE.exception();
        }
        if (id != self) {
            handOver(id);
        }
    }

    @Override
    public void transferLeader(long id) {
        loop.transferLeader(id);
    }

    private void handOver(long id) {
        transferLeader(id);
        if (!await(standing -> standing.leaderId() == id, config.electionMs())) {
            throw EtcdError.TIMEOUT_LEADER_TRANSFER.exception();
        }
    }

    private boolean await(Predicate<Consensus.Standing> such, long timeoutMs) {
        try {
            return loop.awaitStanding(such, timeoutMs);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EtcdException(EtcdError.Code.CANCELLED, "context canceled", e);
        }
    }

    @Override
    public long electionMs() {
        return config.electionMs();
    }

    @Override
    public boolean removed() {
        return loop.isRemoved();
    }

    @Override
    public CompletableFuture<Void> ended() {
        return loop.ended();
    }

    @Override
    public <R> R onLeader(Supplier<R> here, Forwarded<R> there) {
        long endMs = clockMs.getAsLong() + config.requestTimeoutMs();
        long unreachable = 0;
        while (true) {
            long not = unreachable;
            if (!await(
                    standing -> standing.leaderId() != 0 && standing.leaderId() != not, endMs - clockMs.getAsLong())) {
                throw (unreachable == 0 ? EtcdError.NO_LEADER : EtcdError.TIMEOUT).exception();
            }
            long leader = loop.standing().leaderId();
            if (leader == self) {
                return here.get();
            }
            try {
                return there.ask(calls, leader);
            } catch (EtcdException e) {
                if (e.code() != EtcdError.Code.UNAVAILABLE) {
                    throw e;
                }
                unreachable = leader; // until another one leads
            }
        }
    }

    @Override
    public List<Family> metrics() {
        return peers.metrics();
    }

    @Override
    public void leave() {
        if (loop.standing().leaderId() != self) {
            return;
        }
        for (ClusterMember voter : voters()) {
            if (voter.id() != self && peers.activeSinceMs(voter.id()) >= 0) {
                try {
                    handOver(voter.id());
                } catch (EtcdException e) {
                    return; // the others elect one without it
                }
                return;
            }
        }
    }
}
