package dev.carafe.etcd.embed;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.WriteRequest;
import dev.carafe.etcd.WriteResponse;
import dev.carafe.etcd.consensus.Envelope;
import dev.carafe.etcd.membership.ClusterMember;
import dev.carafe.etcd.membership.Membership;
import dev.carafe.etcd.membership.ProposedMember;
import dev.carafe.etcd.mvcc.MvccState;
import dev.carafe.etcd.raft.ConfChange;
import dev.carafe.etcd.raft.Entry;
import dev.carafe.etcd.state.StateMachine;
import dev.carafe.etcd.wal.CorruptException;
import dev.carafe.etcd.wal.Snapshot;
import dev.carafe.etcd.wal.Wal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Applies committed entries to the store and to the book of members, in order. Belongs to the loop's thread, but {@link
 * #membership}.
 */
final class ClusterApplier {
    /** What an entry led to. */
    enum Effect {
        NOTHING,
        /** The store may have changed. */
        STORE,
        /** Members came, went, or have other addresses, and the core must be told. */
        MEMBERS
    }

    private final StateMachine machine;
    private final TimedApplier applier;
    private final Consumer<MvccState> published;
    private volatile Membership membership;
    private long index;
    private long term;
    private final List<Runnable> answers = new ArrayList<>();

    /**
     * A member's state as a snapshot has it.
     *
     * @param observers told of each request
     * @param published told each state, after it can be read and before anybody is answered
     */
    ClusterApplier(
            StateMachine machine,
            WriterObservers observers,
            Consumer<MvccState> published,
            Membership membership,
            long index,
            long term) {
        this.machine = machine;
        this.applier = new TimedApplier(machine, observers);
        this.published = published;
        this.membership = membership;
        this.index = index;
        this.term = term;
    }

    Membership membership() {
        return membership;
    }

    /** The last entry applied. */
    long index() {
        return index;
    }

    /** That entry's term. */
    long term() {
        return term;
    }

    Snapshot snapshot() {
        return new Snapshot(
                index, machine.core().state(), machine.core().lessor().all(), machine.control(), term, membership);
    }

    /** Takes a leader's snapshot in place of all there is. */
    void restore(Snapshot snapshot, long nowMs) {
        machine.restore(snapshot.state(), snapshot.leases(), snapshot.control(), nowMs);
        membership = snapshot.membership();
        index = snapshot.index();
        term = snapshot.term();
    }

    /**
     * Applies an entry; {@link #answer} tells who waits for it.
     *
     * @param waiting finds the proposal of an envelope, null when nobody here waits for it
     * @throws CorruptException when it is not one that a member makes
     */
    Effect apply(Entry entry, long nowMs, Function<Envelope, @Nullable ClusterProposal> waiting) throws IOException {
        if (entry.index() != index + 1) {
            throw new IllegalStateException("entry " + entry.index() + " after entry " + index);
        }
        index = entry.index();
        term = entry.term();
        if (entry.data().isEmpty()) {
            return Effect.NOTHING;
        }
        try {
            if (entry.kind() == Entry.Kind.CONF_CHANGE) {
                ConfChange change = ConfChange.decode(entry.data());
                return applyChange(change, Envelope.decode(change.context()), waiting);
            }
            Envelope envelope = Envelope.decode(entry.data());
            return switch (envelope.tag()) {
                case REQUEST -> applyRequest(envelope, nowMs, waiting.apply(envelope));
                case ATTRIBUTES -> applyAttributes(envelope, waiting.apply(envelope));
                case MEMBER ->
                    throw new CorruptException("entry " + index + " is a change of members and says it is not");
            };
        } catch (IllegalArgumentException e) {
            throw new CorruptException("entry " + index + ": " + e.getMessage());
        }
    }

    private Effect applyRequest(Envelope envelope, long nowMs, @Nullable ClusterProposal proposal) throws IOException {
        WriteRequest known = proposal == null ? null : proposal.request();
        WriteRequest request = known == null ? Wal.decode(envelope.payload().asByteBuffer()) : known;
        try {
            machine.core().lessor().at(index);
            WriteResponse response = applier.apply(request, nowMs);
            published.accept(machine.core().state());
            if (proposal != null) {
                answers.add(() -> proposal.answer().complete(response));
            }
        } catch (EtcdException e) {
            // Refused by all members alike: what a request does depends on those before it only.
            if (proposal != null) {
                answers.add(() -> proposal.answer().completeExceptionally(e));
            }
        }
        return Effect.STORE;
    }

    private Effect applyAttributes(Envelope envelope, @Nullable ClusterProposal proposal) {
        ClusterMember told = ClusterMember.decode(envelope.payload());
        membership = membership.with(told.id(), told.name(), told.clientUrls());
        if (proposal != null) {
            Membership now = membership;
            answers.add(() -> proposal.answer().complete(now));
        }
        return Effect.NOTHING;
    }

    private Effect applyChange(
            ConfChange change, Envelope envelope, Function<Envelope, @Nullable ClusterProposal> waiting) {
        ClusterProposal proposal = waiting.apply(envelope);
        ProposedMember proposed = ProposedMember.decode(envelope.payload());
        if (proposed.member().id() != change.node()) {
            throw new IllegalArgumentException("a change of one member that is about another");
        }
        try {
            membership = membership.with(change.kind(), proposed);
        } catch (EtcdException e) {
            if (proposal != null) {
                answers.add(() -> proposal.answer().completeExceptionally(e));
            }
            return Effect.NOTHING;
        }
        if (proposal != null) {
            Membership now = membership;
            answers.add(() -> proposal.answer().complete(now));
        }
        return Effect.MEMBERS;
    }

    /**
     * Answers those whose entries were applied, one right after the other: each answer wakes a connection's thread, which
     * then finds several to send at once.
     */
    void answer() {
        answers.forEach(Runnable::run);
        answers.clear();
    }

    /** The id of an encoded member. */
    static long memberOf(ByteBuffer payload) {
        return ClusterMember.decode(Bytes.copyOf(payload.duplicate())).id();
    }
}
