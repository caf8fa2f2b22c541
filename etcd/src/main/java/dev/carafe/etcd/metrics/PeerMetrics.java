package dev.carafe.etcd.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToLongFunction;

/** How the ways to other members fare. */
public final class PeerMetrics {
    private final Map<Long, Remote> remotes = new ConcurrentHashMap<>();

    /** What is counted of one other member. */
    public static final class Remote {
        /** Goes down again when the way breaks. */
        public final LongAdder active = new LongAdder();

        public final LongAdder broken = new LongAdder();
        public final LongAdder sentBytes = new LongAdder();
        public final LongAdder receivedBytes = new LongAdder();
        /** Messages that were dropped. */
        public final LongAdder sendFailures = new LongAdder();

        public final Histogram roundTrips = new Histogram(0.0001, 16);
        public final Transfers sent = new Transfers();
        public final Transfers received = new Transfers();

        private Remote() {}
    }

    /** Snapshots on their way to another member, or from it. */
    public static final class Transfers {
        private final LongAdder underWay = new LongAdder();
        private final LongAdder arrived = new LongAdder();
        private final LongAdder failed = new LongAdder();
        private final Histogram took = new Histogram(0.1, 10);

        private Transfers() {}

        public void begun() {
            underWay.increment();
        }

        /** For each one begun. */
        public void ended(boolean whole, long tookNs) {
            underWay.decrement();
            (whole ? arrived : failed).increment();
            if (whole) {
                took.observeNs(tookNs);
            }
        }
    }

    /** What is counted of a member; there are as many as this one has ever known. */
    public Remote of(long id) {
        return remotes.computeIfAbsent(id, _ -> new Remote());
    }

    /** @param self the member that counts */
    public List<Family> families(long self) {
        SortedMap<String, Remote> all = new TreeMap<>();
        remotes.forEach((id, remote) -> all.put(Long.toHexString(id), remote));
        String local = Labels.of("Local", Long.toHexString(self));
        List<Family> families = new ArrayList<>();
        families.add(family(
                "etcd_network_active_peers",
                "1 for each member that is reached.",
                Family.Type.GAUGE,
                all,
                local + ",Remote",
                remote -> remote.active.sum()));
        families.add(counter(
                "etcd_network_disconnected_peers_total",
                "How often members could not be reached any more.",
                all,
                local + ",Remote",
                remote -> remote.broken.sum()));
        families.add(counter(
                "etcd_network_peer_sent_bytes_total",
                "Bytes sent to members.",
                all,
                "To",
                remote -> remote.sentBytes.sum()));
        families.add(counter(
                "etcd_network_peer_received_bytes_total",
                "Bytes received from members.",
                all,
                "From",
                remote -> remote.receivedBytes.sum()));
        families.add(counter(
                "etcd_network_peer_sent_failures_total",
                "Messages to members that were dropped.",
                all,
                "To",
                remote -> remote.sendFailures.sum()));
        families.add(histogram(
                "etcd_network_peer_round_trip_time_seconds",
                "How long members took to answer a sign of life.",
                all,
                "To",
                remote -> remote.roundTrips));
        addTransfers(families, "send", "sent", all, "To", remote -> remote.sent);
        addTransfers(families, "receive", "received", all, "From", remote -> remote.received);
        return families;
    }

    private interface Part<P> {
        P of(Remote remote);
    }

    private static void addTransfers(
            List<Family> to,
            String verb,
            String done,
            SortedMap<String, Remote> all,
            String label,
            Part<Transfers> part) {
        String name = "etcd_network_snapshot_" + verb;
        to.add(counter(
                name + "_success",
                "Snapshots " + done + " whole.",
                all,
                label,
                remote -> part.of(remote).arrived.sum()));
        to.add(counter(
                name + "_failures",
                "Snapshots that could not be " + done + ".",
                all,
                label,
                remote -> part.of(remote).failed.sum()));
        to.add(family(
                name + "_inflights_total",
                "Snapshots being " + done + ".",
                Family.Type.GAUGE,
                all,
                label,
                remote -> part.of(remote).underWay.sum()));
        to.add(histogram(
                name + "_total_duration_seconds",
                "How long snapshots " + done + " took.",
                all,
                label,
                remote -> part.of(remote).took));
    }

    private static Family counter(
            String name, String help, SortedMap<String, Remote> all, String label, ToLongFunction<Remote> count) {
        return family(name, help, Family.Type.COUNTER, all, label, count);
    }

    private static Family family(
            String name,
            String help,
            Family.Type type,
            SortedMap<String, Remote> all,
            String label,
            ToLongFunction<Remote> count) {
        List<Family.Sample> samples = new ArrayList<>();
        all.forEach((id, remote) -> samples.add(Family.Sample.of(Labels.of(label, id), count.applyAsLong(remote))));
        return new Family(name, help, type, samples);
    }

    private static Family histogram(
            String name, String help, SortedMap<String, Remote> all, String label, Part<Histogram> part) {
        List<Family.Sample> samples = new ArrayList<>();
        all.forEach((id, remote) -> samples.addAll(part.of(remote).samples(Labels.of(label, id))));
        return new Family(name, help, Family.Type.HISTOGRAM, samples);
    }
}
