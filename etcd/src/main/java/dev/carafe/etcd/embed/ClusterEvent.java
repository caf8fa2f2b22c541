package dev.carafe.etcd.embed;

import dev.carafe.etcd.raft.Message;
import dev.carafe.etcd.wal.Snapshot;
import java.util.concurrent.CompletableFuture;

/** What reaches a member's loop from elsewhere. */
sealed interface ClusterEvent {
    record Propose(ClusterProposal proposal) implements ClusterEvent {}

    /** A read that waits until this member has all that was answered before. */
    record Read(CompletableFuture<Void> answer, long bornMs) implements ClusterEvent {}

    record Transfer(long target) implements ClusterEvent {}

    /** How much of the log a member has, asked of the leader. */
    record Ask(long id, CompletableFuture<ClusterLoop.Progress> answer) implements ClusterEvent {}

    record Step(Message message) implements ClusterEvent {}

    record Install(Message.InstallSnapshot message, Snapshot snapshot) implements ClusterEvent {}

    record Unreachable(long id) implements ClusterEvent {}

    record SnapshotSent(long id, boolean arrived) implements ClusterEvent {}
}
