package dev.carafe.etcd.metrics;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** How a member's disk fares. */
public final class DiskMetrics {
    private final Histogram logSyncs = new Histogram(0.001, 14);
    private final Histogram logWrites = new Histogram(0.001, 14);
    private final LongAdder logBytes = new LongAdder();
    /** A snapshot written at a client's wish, and the log that none needs dropped. */
    public final Histogram defragmentations = new Histogram(0.1, 13);

    public final LongAdder defragmenting = new LongAdder();
    /** A snapshot read by a client. */
    public final Histogram snapshots = new Histogram(0.01, 17);
    /** A leader's snapshot made durable. */
    public final Histogram snapshotsTaken = new Histogram(0.1, 10);

    /** A batch of the log was written and synced. */
    public void logged(int bytes, long writeNs, long syncNs) {
        logBytes.add(bytes);
        logWrites.observeNs(writeNs);
        logSyncs.observeNs(syncNs);
    }

    public List<Family> families() {
        return List.of(
                Family.histogram("etcd_disk_wal_fsync_duration_seconds", "How long syncs of the log took.", logSyncs),
                Family.histogram("etcd_disk_wal_write_duration_seconds", "How long writes of the log took.", logWrites),
                Family.gauge("etcd_disk_wal_write_bytes_total", "Bytes written to the log.", logBytes.sum()),
                Family.histogram(
                        "etcd_disk_backend_defrag_duration_seconds",
                        "How long defragmentations took.",
                        defragmentations),
                Family.gauge("etcd_disk_defrag_inflight", "Defragmentations under way.", defragmenting.sum()),
                Family.histogram(
                        "etcd_disk_backend_snapshot_duration_seconds",
                        "How long clients took to read snapshots.",
                        snapshots),
                Family.histogram(
                        "etcd_snap_db_save_total_duration_seconds",
                        "How long leaders' snapshots took to save.",
                        snapshotsTaken));
    }
}
