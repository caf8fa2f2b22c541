package dev.carafe.etcd.embed;

import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.WriteRequest;
import dev.carafe.etcd.consensus.Envelope;
import dev.carafe.etcd.membership.ClusterMember;
import dev.carafe.etcd.membership.ProposedMember;
import dev.carafe.etcd.raft.ConfChange;
import dev.carafe.etcd.wal.Wal;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Something that waits to be committed.
 *
 * @param tag what it is
 * @param request the write, null when it is none
 * @param change the kind of change of members, null when it is none
 * @param payload encoded, as the envelope holds it
 * @param answer completed by the loop, always: with the write's response, or the book of members after the change
 * @param term the only term in which it may be proposed, by that term's leader; 0 for any
 * @param bornMs when it began to wait, in monotonic milliseconds
 */
record ClusterProposal(
        Envelope.Tag tag,
        @Nullable WriteRequest request,
        ConfChange.@Nullable Kind change,
        ByteBuffer payload,
        CompletableFuture<Object> answer,
        long term,
        long bornMs) {
    static ClusterProposal write(WriteRequest request, long nowMs) {
        return new ClusterProposal(
                Envelope.Tag.REQUEST, request, null, Wal.encode(request), new CompletableFuture<>(), 0, nowMs);
    }

    /** A write that the leader of a term decides on and that no later leader may get. */
    static ClusterProposal ofTerm(long term, WriteRequest request, long nowMs) {
        return new ClusterProposal(
                Envelope.Tag.REQUEST, request, null, Wal.encode(request), new CompletableFuture<>(), term, nowMs);
    }

    static ClusterProposal attributes(ClusterMember member, long nowMs) {
        return new ClusterProposal(
                Envelope.Tag.ATTRIBUTES,
                null,
                null,
                member.encode().asByteBuffer(),
                new CompletableFuture<>(),
                0,
                nowMs);
    }

    static ClusterProposal change(ConfChange.Kind kind, ProposedMember member, long nowMs) {
        return new ClusterProposal(
                Envelope.Tag.MEMBER, null, kind, member.encode().asByteBuffer(), new CompletableFuture<>(), 0, nowMs);
    }

    void fail(EtcdError error) {
        var _ = answer.completeExceptionally(error.exception());
    }
}
