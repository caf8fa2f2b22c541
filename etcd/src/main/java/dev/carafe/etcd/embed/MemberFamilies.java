package dev.carafe.etcd.embed;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.StatusResponse;
import dev.carafe.etcd.membership.ClusterMember;
import dev.carafe.etcd.metrics.Family;
import dev.carafe.etcd.metrics.Family.Sample;
import dev.carafe.etcd.metrics.Labels;
import dev.carafe.etcd.state.StateMachine;
import dev.carafe.etcd.watch.WatchHub;
import java.util.ArrayList;
import java.util.List;

/** What a member tells of itself to those who watch over it, beside its status. */
final class MemberFamilies {
    private MemberFamilies() {}

    static List<Family> of(EmbeddedStore store, StateMachine machine) {
        List<Family> all = new ArrayList<>(store.metrics().families());
        WatchHub.Counts watchers = store.hub().counts();
        all.add(Family.gauge("etcd_debugging_mvcc_watcher_total", "Watches.", watchers.all()));
        all.add(Family.gauge(
                "etcd_debugging_mvcc_slow_watcher_total",
                "Watches that are behind, and read history.",
                watchers.slow()));
        all.add(Family.counter("etcd_debugging_mvcc_events_total", "Events told to watches.", watchers.events()));
        all.add(Family.gauge(
                "etcd_debugging_mvcc_keys_total",
                "Keys.",
                machine.core()
                        .range(RangeRequest.prefix(Bytes.EMPTY).withCountOnly(true))
                        .count()));
        all.add(Family.gauge(
                "etcd_debugging_mvcc_compact_revision",
                "The revision that the store was compacted at.",
                store.compactRevision()));
        all.add(Family.gauge(
                "etcd_debugging_auth_revision",
                "The revision of users and roles.",
                machine.auth().state().revision()));
        all.add(alarms(machine));
        all.add(peers(store));
        all.addAll(store.cluster().metrics());
        return all;
    }

    private static Family alarms(StateMachine machine) {
        List<Sample> raised = machine.control().alarms().stream()
                .map(alarm -> Sample.of(
                        Labels.of("alarm_type", alarm.type().name(), "server_id", Long.toHexString(alarm.memberId())),
                        1))
                .toList();
        return new Family("etcd_debugging_server_alarms", "Alarms that are raised.", Family.Type.GAUGE, raised);
    }

    private static Family peers(EmbeddedStore store) {
        StatusResponse status = store.status();
        String local = Long.toHexString(status.memberId());
        List<Sample> members = store.cluster().members().stream()
                .map(ClusterMember::id)
                .map(id -> Sample.of(Labels.of("Local", local, "Remote", Long.toHexString(id)), 1))
                .toList();
        return new Family("etcd_network_known_peers", "Members of the cluster.", Family.Type.GAUGE, members);
    }
}
