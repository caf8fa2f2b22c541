package dev.carafe.etcd.embed;

import dev.carafe.etcd.LeaseCheckpointRequest;
import dev.carafe.etcd.lease.Lessor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When what is left of leases is recorded: once it is less than what is recorded by an interval (etcd {@code server/lease/lessor.go},
 * which counts the interval from the record instead). So a leader that is elected gives a lease an interval too much at the most. Belongs
 * to the thread that writes.
 */
final class LeaseCheckpoints {
    /** As etcd's {@code maxLeaseCheckpointBatchSize}. */
    private static final int CHECKPOINTS_MAX = 1000;

    /** All leases are looked at, so not at every turn. */
    private static final int LOOKS = 10;

    private final long intervalMs;
    private long nextLookMs = Long.MIN_VALUE;

    /** @param intervalMs 0 for never */
    LeaseCheckpoints(long intervalMs) {
        this.intervalMs = intervalMs;
    }

    /**
     * What is to be recorded now, null for nothing.
     *
     * @param appliedIndex the entry of the log that the leases are as of
     */
    @Nullable
    LeaseCheckpointRequest due(Lessor lessor, long appliedIndex, long nowMs) {
        if (intervalMs <= 0 || nowMs < nextLookMs) {
            return null;
        }
        List<LeaseCheckpointRequest.Checkpoint> due = lessor.dueCheckpoints(nowMs, intervalMs, CHECKPOINTS_MAX);
        nextLookMs = due.size() == CHECKPOINTS_MAX ? nowMs : nowMs + intervalMs / LOOKS;
        return due.isEmpty() ? null : new LeaseCheckpointRequest(appliedIndex, due);
    }
}
