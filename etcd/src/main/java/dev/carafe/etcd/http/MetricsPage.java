package dev.carafe.etcd.http;

import dev.carafe.etcd.Member;
import dev.carafe.etcd.StatusResponse;
import dev.carafe.etcd.metrics.Family;
import dev.carafe.etcd.metrics.MetricsText;
import java.util.ArrayList;
import java.util.List;

/** {@code /metrics}: what is known of the member, in Prometheus' text form under etcd's names. Safe for any thread. */
final class MetricsPage {
    private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final Member member;
    private final HealthPages health;
    private final CallCounters calls;

    MetricsPage(Member member, HealthPages health, CallCounters calls) {
        this.member = member;
        this.health = health;
        this.calls = calls;
    }

    HttpAnswer answer() {
        List<Family> all = new ArrayList<>(status(member.status()));
        all.addAll(member.metrics());
        all.addAll(health.families());
        all.addAll(calls.families());
        all.addAll(ProcessFamilies.now());
        return new HttpAnswer(200, TYPE, MetricsText.of(all));
    }

    private static List<Family> status(StatusResponse status) {
        String version = status.version();
        return List.of(
                Family.fact(
                        "etcd_cluster_version",
                        "The version that the members agree on.",
                        "cluster_version",
                        version.substring(0, version.lastIndexOf('.'))),
                Family.gauge("etcd_debugging_mvcc_current_revision", "The store's revision.", status.revision()),
                Family.gauge(
                        "etcd_mvcc_db_total_size_in_bytes", "Bytes on disk, log and snapshots.", status.dbSizeBytes()),
                Family.gauge(
                        "etcd_mvcc_db_total_size_in_use_in_bytes",
                        "Bytes of keys and values that are not compacted away.",
                        status.dbSizeInUseBytes()),
                Family.gauge(
                        "etcd_server_has_leader",
                        "1 while a leader is known, 0 otherwise.",
                        status.leaderId() == 0 ? 0 : 1),
                Family.fact("etcd_server_id", "The member's id.", "server_id", Long.toHexString(status.memberId())),
                Family.gauge(
                        "etcd_server_is_leader",
                        "1 while this member leads, 0 otherwise.",
                        status.leaderId() == status.memberId() ? 1 : 0),
                Family.gauge(
                        "etcd_server_is_learner",
                        "1 while this member has no vote, 0 otherwise.",
                        status.learner() ? 1 : 0),
                Family.gauge(
                        "etcd_server_proposals_applied_total", "The last proposal applied.", status.raftAppliedIndex()),
                Family.gauge(
                        "etcd_server_proposals_committed_total", "The last proposal committed.", status.raftIndex()),
                Family.gauge(
                        "etcd_server_quota_backend_bytes",
                        "Most bytes of keys, values and history.",
                        status.dbSizeQuotaBytes()),
                Family.fact("etcd_server_version", "The version that runs.", "server_version", version));
    }
}
