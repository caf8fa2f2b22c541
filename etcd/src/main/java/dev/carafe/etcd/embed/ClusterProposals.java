package dev.carafe.etcd.embed;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.consensus.Envelope;
import dev.carafe.etcd.raft.ConfChange;
import dev.carafe.etcd.raft.Entry;
import dev.carafe.etcd.raft.RaftCore;
import dev.carafe.etcd.raft.Role;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** What this member's clients wait for: not proposed yet, or on its way through the log. Belongs to the loop's thread. */
final class ClusterProposals {
    private final long memberId;
    private final long timeoutMs;
    private final Deque<ClusterProposal> deferred = new ArrayDeque<>();
    /** By number, oldest first. */
    private final Map<Long, ClusterProposal> underWay = new LinkedHashMap<>();

    private long number;

    /**
     * Nothing.
     *
     * @param firstNumber where numbers begin, other than in an earlier life: entries of that one may still come
     */
    ClusterProposals(long memberId, long timeoutMs, long firstNumber) {
        this.memberId = memberId;
        this.timeoutMs = timeoutMs;
        this.number = firstNumber;
    }

    void add(ClusterProposal proposal) {
        deferred.addLast(proposal);
    }

    boolean deferring() {
        return !deferred.isEmpty();
    }

    /** How many of those that wait, oldest first, fit together where entries' data of such lengths fit. */
    int fitting(Room room) {
        long bytes = 0;
        int count = 0;
        for (ClusterProposal proposal : deferred) {
            bytes += Envelope.HEADER_BYTES + proposal.payload().remaining();
            if (!room.fits(bytes, count + 1)) {
                break;
            }
            count++;
        }
        return count;
    }

    /** Where entries are to go. */
    interface Room {
        boolean fits(long dataBytes, int entries);
    }

    int deferredCount() {
        return deferred.size();
    }

    /** Fails what waits and was not proposed yet. */
    void refuse(EtcdError error) {
        deferred.forEach(proposal -> proposal.fail(error));
        deferred.clear();
    }

    /**
     * Proposes what waits, as far as it is taken; fails what only the leader of a term that is over could propose.
     *
     * @param most how many at once
     */
    void propose(RaftCore core, int most) {
        for (int i = 0; i < most && !deferred.isEmpty(); i++) {
            ClusterProposal next = deferred.getFirst();
            if (next.term() != 0 && (core.role() != Role.LEADER || core.term() != next.term())) {
                deferred.removeFirst().fail(EtcdError.LEADER_CHANGED);
                continue;
            }
            long its = number + 1;
            if (!propose(core, next, Envelope.encode(next.tag(), memberId, its, next.payload()))) {
                return;
            }
            number = its;
            underWay.put(its, deferred.removeFirst());
        }
    }

    private static boolean propose(RaftCore core, ClusterProposal proposal, Bytes data) {
        ConfChange.Kind change = proposal.change();
        return change == null
                ? core.propose(Entry.Kind.NORMAL, data)
                : core.propose(new ConfChange(change, ClusterApplier.memberOf(proposal.payload()), data));
    }

    /** The proposal that an entry is of, which does not wait any more; null when it is not of this member's life. */
    @Nullable
    ClusterProposal take(Envelope envelope) {
        return envelope.proposer() == memberId ? underWay.remove(envelope.number()) : null;
    }

    /**
     * Fails what has waited too long.
     *
     * @param why the error for what began to wait at a time, in monotonic milliseconds
     */
    void expire(long nowMs, LongFunction<EtcdError> why) {
        expire(deferred.iterator(), nowMs, why);
        expire(underWay.values().iterator(), nowMs, why);
    }

    private void expire(Iterator<ClusterProposal> oldestFirst, long nowMs, LongFunction<EtcdError> why) {
        while (oldestFirst.hasNext()) {
            ClusterProposal proposal = oldestFirst.next();
            if (nowMs - proposal.bornMs() < timeoutMs) {
                return;
            }
            oldestFirst.remove();
            proposal.fail(why.apply(proposal.bornMs()));
        }
    }

    /**
     * Lets nobody wait any longer.
     *
     * @param error why the member stops, for what no other has seen; what is on its way may still be committed, so nothing
     *     definite can be said of it
     */
    void fail(EtcdError error) {
        deferred.forEach(proposal -> proposal.fail(error));
        underWay.values().forEach(proposal -> proposal.fail(EtcdError.STOPPED));
        deferred.clear();
        underWay.clear();
    }
}
