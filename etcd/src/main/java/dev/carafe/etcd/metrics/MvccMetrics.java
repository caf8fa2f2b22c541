package dev.carafe.etcd.metrics;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** What requests do to a member's keys. */
public final class MvccMetrics {
    public final LongAdder ranges = new LongAdder();
    public final LongAdder puts = new LongAdder();
    public final LongAdder putBytes = new LongAdder();
    public final LongAdder deletes = new LongAdder();
    /** Requests of more than one operation. */
    public final LongAdder txns = new LongAdder();
    /** Of all keys and their history. */
    public final Histogram hashes = new Histogram(0.01, 15);
    /** Up to a revision. */
    public final Histogram hashesByRevision = new Histogram(0.01, 15);

    public List<Family> families() {
        return List.of(
                Family.counter("etcd_mvcc_range_total", "Ranges read.", ranges.sum()),
                Family.counter("etcd_mvcc_put_total", "Puts applied.", puts.sum()),
                Family.counter("etcd_mvcc_delete_total", "Deletions applied.", deletes.sum()),
                Family.counter("etcd_mvcc_txn_total", "Transactions of more than one operation.", txns.sum()),
                Family.gauge(
                        "etcd_debugging_mvcc_total_put_size_in_bytes", "Keys and values of all puts.", putBytes.sum()),
                Family.histogram("etcd_mvcc_hash_duration_seconds", "How long hashes of all keys took.", hashes),
                Family.histogram(
                        "etcd_mvcc_hash_rev_duration_seconds",
                        "How long hashes up to a revision took.",
                        hashesByRevision));
    }
}
