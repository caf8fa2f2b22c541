package dev.carafe.etcd.embed;

import dev.carafe.etcd.consensus.LeaderCalls;
import dev.carafe.etcd.membership.ClusterMember;
import dev.carafe.etcd.membership.Membership;
import dev.carafe.etcd.metrics.Family;
import dev.carafe.etcd.raft.ConfChange;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The members, and how they change. Safe for any thread. Methods that change something return the members after that, and
 * throw {@link dev.carafe.etcd.EtcdException} with etcd's codes and texts.
 */
public interface Cluster {
    /** A question for another member, which leads. */
    interface Forwarded<R> {
        R ask(LeaderCalls calls, long leaderId);
    }

    /** The members as this member knows them. */
    List<ClusterMember> members();

    /** Returns when {@link #members} holds all changes that were answered before the call. */
    void awaitLinearizable();

    /** Adds a member that will be at these addresses, and returns it. */
    ClusterMember add(List<String> peerUrls, boolean learner);

    List<ClusterMember> remove(long id);

    List<ClusterMember> update(long id, List<String> peerUrls);

    /** Makes a learner a voter. */
    List<ClusterMember> promote(long id);

    /**
     * Proposes a change without waiting and without the checks of the methods above; the answer is the book of members
     * after it, or is what all members refuse alike.
     */
    CompletableFuture<Membership> propose(ConfChange.Kind kind, ClusterMember member);

    /** Hands leadership to another member. */
    void moveLeader(long id);

    /** Begins to hand leadership to another member, if this one leads, and does not wait for it. */
    void transferLeader(long id);

    /** After how many milliseconds without a leader one is elected. */
    long electionMs();

    /** Whether this member was removed for good, so that it does nothing any more. */
    boolean removed();

    /** Completes when the member does nothing any more: it was stopped or removed, or its disk failed. */
    CompletableFuture<Void> ended();

    /** Answers here when this member leads, and lets the leader answer otherwise. */
    <R> R onLeader(Supplier<R> here, Forwarded<R> there);

    /** What was counted of the ways to other members. */
    List<Family> metrics();

    /** Hands leadership over, if it can be done soon, before this member goes. */
    void leave();
}
