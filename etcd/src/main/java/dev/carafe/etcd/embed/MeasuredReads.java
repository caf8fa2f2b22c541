package dev.carafe.etcd.embed;

import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.Op;
import dev.carafe.etcd.OpResponse;
import dev.carafe.etcd.metrics.ServerMetrics;
import dev.carafe.etcd.metrics.StoreMetrics;
import dev.carafe.etcd.slow.SlowApplies;
import java.util.function.Supplier;

/** Counts and times reads. Safe for any thread. */
final class MeasuredReads {
    /** How etcd's metrics call them. */
    static final String RANGE = "Range";

    static final String TXN = "ReadonlyTxn";

    private final ServerMetrics metrics;
    private final AppliedCounts counts;
    private final SlowApplies slow;

    MeasuredReads(StoreMetrics metrics, SlowApplies slow) {
        this.metrics = metrics.server();
        this.counts = new AppliedCounts(metrics);
        this.slow = slow;
    }

    /**
     * Reads.
     *
     * @param startNs when the request came, before whatever it waited for
     * @param kind how metrics call such a request
     */
    <R extends OpResponse> R read(String kind, Op op, long startNs, Supplier<R> reading) {
        boolean success = false;
        long readNs = System.nanoTime();
        try {
            R response = reading.get();
            counts.read(op, response);
            success = true;
            return response;
        } finally {
            long nowNs = System.nanoTime();
            if (kind.equals(RANGE)) {
                metrics.read(success, nowNs - readNs);
            }
            done(kind, success, nowNs - startNs);
        }
    }

    /** Waits for what a read needs. */
    void await(String kind, long startNs, Runnable waiting) {
        try {
            waiting.run();
        } catch (EtcdException e) {
            done(kind, false, System.nanoTime() - startNs);
            throw e;
        }
    }

    private void done(String kind, boolean success, long tookNs) {
        metrics.answered(kind, success, tookNs);
        if (slow.isSlow(tookNs)) {
            metrics.slowApplies.increment();
        }
    }
}
