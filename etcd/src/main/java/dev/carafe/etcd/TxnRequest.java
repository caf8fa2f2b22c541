package dev.carafe.etcd;

import java.util.List;

/**
 * Applies one of two lists of operations, atomically and at one revision.
 *
 * @param compares conditions, all of which must hold for {@code success}; none always hold
 * @param success applied when they hold
 * @param failure applied when they do not
 */
public record TxnRequest(List<Compare> compares, List<Op> success, List<Op> failure) implements Op, WriteRequest {
    public TxnRequest {
        compares = List.copyOf(compares);
        success = List.copyOf(success);
        failure = List.copyOf(failure);
    }

    /** Whether neither branch can change anything. */
    public boolean readOnly() {
        return readOnly(success) && readOnly(failure);
    }

    private static boolean readOnly(List<Op> ops) {
        for (Op op : ops) {
            boolean reads = switch (op) {
                case RangeRequest range -> true;
                case PutRequest put -> false;
                case DeleteRangeRequest delete -> false;
                case TxnRequest txn -> txn.readOnly();
            };
            if (!reads) {
                return false;
            }
        }
        return true;
    }
}
