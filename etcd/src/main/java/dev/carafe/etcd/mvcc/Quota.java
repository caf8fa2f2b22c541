package dev.carafe.etcd.mvcc;

import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.Op;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.TxnRequest;
import java.util.List;

/** How much of the quota a request may use up. Source: etcd {@code server/storage/quota.go}. */
public final class Quota {
    /** What etcd allows when nothing is said, in bytes. */
    public static final long DEFAULT_BYTES = 2L << 30;

    /** What a lease costs, in bytes. */
    public static final long LEASE_BYTES = 64;

    private static final long KEY_OVERHEAD_BYTES = 256;

    private Quota() {}

    /** Most bytes that the operation adds; 0 when it only reads or deletes. */
    public static long cost(Op op) {
        return switch (op) {
            case PutRequest put ->
                KEY_OVERHEAD_BYTES + put.key().length() + put.value().length();
            case TxnRequest txn -> Math.max(cost(txn.success()), cost(txn.failure()));
            case RangeRequest _, DeleteRangeRequest _ -> 0;
        };
    }

    private static long cost(List<Op> ops) {
        long sum = 0;
        for (Op op : ops) {
            sum += cost(op);
        }
        return sum;
    }
}
