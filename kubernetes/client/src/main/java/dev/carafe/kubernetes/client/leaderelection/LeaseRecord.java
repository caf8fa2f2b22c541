package dev.carafe.kubernetes.client.leaderelection;

import dev.carafe.kubernetes.api.coordination.v1.Lease;
import dev.carafe.kubernetes.api.coordination.v1.LeaseSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A candidate's view of the lease, and what it would write; no I/O. One thread uses it.
 *
 * <p>Another's lease counts as held until its duration has passed on <em>this</em> candidate's stopwatch since it last saw
 * the lease change, so that the candidates' clocks need not agree.
 */
final class LeaseRecord {
    private final LeaderElectionConfig config;
    private LeaseSpec observed = new LeaseSpec();
    private long observedNs;

    LeaseRecord(LeaderElectionConfig config) {
        this.config = config;
    }

    /** Takes note of the lease as the server holds it. */
    void observe(Lease lease, long nowNs) {
        if (!lease.spec().equals(observed)) {
            observed = lease.spec();
            observedNs = nowNs;
        }
    }

    boolean isLeader() {
        return config.identity().equals(observed.holderIdentity());
    }

    String holder() {
        return observed.holderIdentity();
    }

    /** Whether another's lease still runs. */
    boolean heldByOther(long nowNs) {
        long durationNs = Duration.ofSeconds(observed.leaseDurationSeconds()).toNanos();
        return !observed.holderIdentity().isEmpty() && !isLeader() && observedNs + durationNs > nowNs;
    }

    /** The lease to write in order to take or keep it. */
    Lease renewed(Optional<Lease> found, Instant now) {
        LeaseSpec spec = new LeaseSpec()
                .withHolderIdentity(config.identity())
                .withLeaseDurationSeconds((int) config.times().leaseDuration().toSeconds())
                .withRenewTime(now);
        if (found.isEmpty()) {
            return new Lease()
                    .withMetadata(new Lease().metadata().withName(config.name()).withNamespace(config.namespace()))
                    .withSpec(spec.withAcquireTime(now).withLeaseTransitions(0));
        }
        LeaseSpec before = found.get().spec();
        boolean mine = config.identity().equals(before.holderIdentity());
        return found.get()
                .withSpec(spec.withAcquireTime(mine ? before.acquireTime().orElse(now) : now)
                        .withLeaseTransitions(mine ? before.leaseTransitions() : before.leaseTransitions() + 1));
    }

    /** The lease to write in order to give it up. */
    Lease released(Lease found, Instant now) {
        return found.withSpec(found.spec()
                .withHolderIdentity("")
                .withLeaseDurationSeconds(1)
                .withRenewTime(now)
                .withAcquireTime(now));
    }
}
