package dev.carafe.etcd.metrics;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** How consensus and requests fare at a member. */
public final class ServerMetrics {
    public final LongAdder leaderChanges = new LongAdder();
    public final LongAdder heartbeatSendFailures = new LongAdder();
    /** Goes down again with each answer. */
    public final LongAdder proposalsPending = new LongAdder();

    public final LongAdder proposalsFailed = new LongAdder();
    public final LongAdder slowApplies = new LongAdder();
    public final LongAdder slowReadIndexes = new LongAdder();
    public final LongAdder readIndexesFailed = new LongAdder();
    /** Goes down again when a leader's snapshot is taken. */
    public final LongAdder snapshotsApplying = new LongAdder();

    public final LongAdder promotions = new LongAdder();
    public final Counters promotionsFailed = new Counters();
    private final Histograms applies = new Histograms(0.0001, 20);
    private final Histograms ranges = new Histograms(0.0001, 20);
    private final Histograms requests = new Histograms(0.001, 14);

    /** A request of the log was applied, or refused then. */
    public void applied(String kind, boolean success, long tookNs) {
        applies.with(Labels.of("op", kind, "success", Boolean.toString(success)) + ",version=\"v3\"")
                .observeNs(tookNs);
    }

    /** Keys were read, or it was refused to. */
    public void read(boolean success, long tookNs) {
        ranges.with(Labels.of("success", Boolean.toString(success))).observeNs(tookNs);
    }

    /** A request was answered, all that it waited for included. */
    public void answered(String kind, boolean success, long tookNs) {
        requests.with(Labels.of("success", Boolean.toString(success), "type", kind))
                .observeNs(tookNs);
    }

    public List<Family> families() {
        return List.of(
                Family.counter(
                        "etcd_server_leader_changes_seen_total", "Leaders seen to be elected.", leaderChanges.sum()),
                Family.counter(
                        "etcd_server_heartbeat_send_failures_total",
                        "Heartbeats that a leader sent late, most likely for its disk.",
                        heartbeatSendFailures.sum()),
                Family.gauge(
                        "etcd_server_proposals_pending", "Proposals that wait to be applied.", proposalsPending.sum()),
                Family.counter(
                        "etcd_server_proposals_failed_total", "Proposals that were given up.", proposalsFailed.sum()),
                Family.counter(
                        "etcd_server_slow_apply_total",
                        "Requests that took longer to apply than they should.",
                        slowApplies.sum()),
                Family.counter(
                        "etcd_server_slow_read_indexes_total",
                        "Questions of reads to the leader that were answered late or not in time.",
                        slowReadIndexes.sum()),
                Family.counter(
                        "etcd_server_read_indexes_failed_total",
                        "Questions of reads to the leader that failed.",
                        readIndexesFailed.sum()),
                Family.gauge(
                        "etcd_server_snapshot_apply_in_progress_total",
                        "1 while a leader's snapshot is taken, 0 otherwise.",
                        snapshotsApplying.sum()),
                Family.counter("etcd_server_learner_promote_successes", "Learners made voters here.", promotions.sum()),
                promotionsFailed.family(
                        "etcd_server_learner_promote_failures", "Learners that could not be made voters here, by why."),
                applies.family("etcd_server_apply_duration_seconds", "How long requests of the log took to apply."),
                ranges.family("etcd_server_range_duration_seconds", "How long keys took to read."),
                requests.family(
                        "etcd_server_request_duration_seconds", "How long requests took, waiting included, by kind."));
    }
}
