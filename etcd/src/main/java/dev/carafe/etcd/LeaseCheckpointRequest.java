package dev.carafe.etcd;

import java.util.List;

/**
 * Records what is left of leases, so that a new leader gives them that and not their whole time again. Only a leader asks for it, never a
 * client (etcd {@code LeaseCheckpointRequest} of {@code rpc.proto}).
 *
 * @param appliedIndex the last entry of the log that the leader had applied: what was left of a lease that was granted behind it is of an
 *     earlier one of the same id
 * @param checkpoints leases that are gone meanwhile are passed over
 */
public record LeaseCheckpointRequest(long appliedIndex, List<Checkpoint> checkpoints) implements WriteRequest {
    /**
     * What is left of a lease.
     *
     * @param id the lease
     * @param remainingSeconds seconds left, 0 for its whole time
     */
    public record Checkpoint(long id, long remainingSeconds) {}

    public LeaseCheckpointRequest {
        checkpoints = List.copyOf(checkpoints);
    }

    /** Gives a lease its whole time again. */
    public static LeaseCheckpointRequest whole(long id) {
        return new LeaseCheckpointRequest(0, List.of(new Checkpoint(id, 0)));
    }
}
