package dev.carafe.etcd.embed;

import dev.carafe.etcd.CallerRequest;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.LeaseGrantRequest;
import dev.carafe.etcd.LeaseRevokeRequest;
import dev.carafe.etcd.Op;
import dev.carafe.etcd.OpResponse;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.TxnRequest;
import dev.carafe.etcd.TxnResponse;
import dev.carafe.etcd.WriteRequest;
import dev.carafe.etcd.WriteResponse;
import dev.carafe.etcd.metrics.LeaseMetrics;
import dev.carafe.etcd.metrics.MvccMetrics;
import dev.carafe.etcd.metrics.StoreMetrics;
import dev.carafe.etcd.mvcc.MvccState;
import java.util.List;

/** Counts what requests did once they are applied. Source: etcd {@code server/storage/mvcc/metrics_txn.go}. Safe for any thread. */
final class AppliedCounts {
    private final MvccMetrics keys;
    private final LeaseMetrics leases;

    AppliedCounts(StoreMetrics metrics) {
        this.keys = metrics.mvcc();
        this.leases = metrics.leases();
    }

    /**
     * A request was applied.
     *
     * @param before the store's revision before it
     * @param after the store after it
     */
    void applied(WriteRequest request, WriteResponse response, long before, MvccState after) {
        if (request instanceof CallerRequest caller) {
            applied(caller.request(), response, before, after);
        } else if (request instanceof PutRequest put) {
            count(put);
        } else if (request instanceof Op op && response instanceof OpResponse answer) {
            if (count(op, answer) > 1) {
                keys.txns.increment();
            }
        } else if (request instanceof LeaseGrantRequest grant) {
            leases.granted.increment();
            leases.ttls.observe((double) grant.ttlSeconds());
        } else if (request instanceof LeaseRevokeRequest) {
            leases.revoked.increment();
            if (after.revision() > before) {
                keys.deletes.add(after.change(after.revision()).size());
            }
        }
    }

    /** Keys were read by a request that changes nothing. */
    void read(Op op, OpResponse response) {
        if (count(op, response) > 1) {
            keys.txns.increment();
        }
    }

    private void count(PutRequest put) {
        keys.puts.increment();
        keys.putBytes.add(put.key().length() + put.value().length());
    }

    private int count(Op op, OpResponse response) {
        return switch (op) {
            case PutRequest put -> {
                count(put);
                yield 1;
            }
            case DeleteRangeRequest _ -> {
                keys.deletes.increment();
                yield 1;
            }
            case RangeRequest _ -> {
                keys.ranges.increment();
                yield 1;
            }
            case TxnRequest txn -> {
                int ops = 0;
                if (response instanceof TxnResponse answer) {
                    List<Op> taken = answer.succeeded() ? txn.success() : txn.failure();
                    for (int i = 0; i < taken.size(); i++) {
                        ops += count(taken.get(i), answer.responses().get(i));
                    }
                }
                yield ops;
            }
        };
    }
}
