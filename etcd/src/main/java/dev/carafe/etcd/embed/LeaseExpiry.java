package dev.carafe.etcd.embed;

import dev.carafe.etcd.LeaseCheckpointRequest;
import dev.carafe.etcd.LeaseRevokeRequest;
import dev.carafe.etcd.lease.Lessor;
import dev.carafe.etcd.raft.RaftCore;
import dev.carafe.etcd.raft.Role;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/**
 * Ends leases whose time is over. Only the leader does, and only when it knows all of them (etcd {@code server/lease/lessor.go}); a
 * new one gives each the time that is recorded of it, its whole time unless what was left is recorded. Belongs to the loop's thread.
 */
final class LeaseExpiry {
    private static final int EXPIRED_MAX = 1000;

    private final RaftCore core;
    private final ClusterApplier applier;
    private final ClusterProposals proposals;

    /** Leases whose end is proposed. */
    private final Set<Long> ending = new HashSet<>();

    private final LeaseCheckpoints checkpoints;
    private final LongAdder expired;

    /** Whether a checkpoint waits for its answer. */
    private boolean recording;

    /** The last term in which this member led and had all that was committed before, 0 for none. */
    private long term;

    LeaseExpiry(
            RaftCore core,
            ClusterApplier applier,
            ClusterProposals proposals,
            LeaseCheckpoints checkpoints,
            LongAdder expired) {
        this.core = core;
        this.applier = applier;
        this.proposals = proposals;
        this.checkpoints = checkpoints;
        this.expired = expired;
    }

    /**
     * Gives all leases their time once this member leads and has all that was committed before. To be called after entries were applied
     * and before any client is told so: what a keep-alive adds would be taken away again.
     *
     * @param lessor the leases as they are now
     */
    void applied(Lessor lessor, long nowMs) {
        if (leads() && term != core.term()) {
            term = core.term();
            ending.clear();
            lessor.refreshAll(nowMs);
        }
    }

    /** @param lessor the leases as they are now */
    void tick(Lessor lessor, long nowMs) {
        if (!leads()) {
            return;
        }
        for (long lease : lessor.expired(nowMs, EXPIRED_MAX)) {
            if (ending.add(lease)) {
                expired.increment();
                ClusterProposal end = ClusterProposal.ofTerm(core.term(), new LeaseRevokeRequest(lease), nowMs);
                var _ = end.answer().whenComplete((_, _) -> ending.remove(lease));
                proposals.add(end);
            }
        }
        record(lessor, nowMs);
    }

    private boolean leads() {
        return core.role() == Role.LEADER && applier.term() == core.term();
    }

    private void record(Lessor lessor, long nowMs) {
        LeaseCheckpointRequest due = recording ? null : checkpoints.due(lessor, applier.index(), nowMs);
        if (due != null) {
            ClusterProposal checkpoint = ClusterProposal.ofTerm(core.term(), due, nowMs);
            recording = true;
            var _ = checkpoint.answer().whenComplete((_, _) -> recording = false);
            proposals.add(checkpoint);
        }
    }
}
