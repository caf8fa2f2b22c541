package dev.carafe.etcd.mvcc;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.Compare;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.Op;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.TxnRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Refuses what is wrong with a request by itself, whatever the store holds. Source: etcd {@code
 * server/etcdserver/api/v3rpc/key.go}.
 *
 * @param txnOpsMax most comparisons, and most operations of a branch, nested ones included
 * @param requestBytesMax most bytes of keys and values
 */
public record RequestCheck(int txnOpsMax, int requestBytesMax) {
    /**
     * Throws etcd's error when the operation is malformed.
     *
     * @throws dev.carafe.etcd.EtcdException with {@code INVALID_ARGUMENT}
     */
    public void check(Op op) {
        checkForm(op, txnOpsMax);
        if (sizeBytes(op) > requestBytesMax) {
            throw EtcdError.REQUEST_TOO_LARGE.exception();
        }
    }

    private static void checkForm(Op op, int opsMax) {
        switch (op) {
            case RangeRequest range -> checkKey(range.key());
            case DeleteRangeRequest delete -> checkKey(delete.key());
            case PutRequest put -> {
                checkKey(put.key());
                if (put.ignoreValue() && !put.value().isEmpty()) {
                    throw EtcdError.VALUE_PROVIDED.exception();
                }
                if (put.ignoreLease() && put.lease() != 0) {
                    throw EtcdError.LEASE_PROVIDED.exception();
                }
            }
            case TxnRequest txn -> checkTxn(txn, opsMax);
        }
    }

    private static void checkTxn(TxnRequest txn, int opsMax) {
        int largest = Math.max(
                txn.compares().size(),
                Math.max(txn.success().size(), txn.failure().size()));
        if (largest > opsMax) {
            throw EtcdError.TOO_MANY_OPS.exception();
        }
        for (Compare compare : txn.compares()) {
            checkKey(compare.key());
        }
        for (Op op : txn.success()) {
            checkForm(op, opsMax - largest);
        }
        for (Op op : txn.failure()) {
            checkForm(op, opsMax - largest);
        }
        var _ = Writes.of(txn.success());
        var _ = Writes.of(txn.failure());
    }

    private static void checkKey(Bytes key) {
        if (key.isEmpty()) {
            throw EtcdError.EMPTY_KEY.exception();
        }
    }

    private static long sizeBytes(Op op) {
        return switch (op) {
            case RangeRequest range ->
                (long) range.key().length() + range.rangeEnd().length();
            case DeleteRangeRequest delete ->
                (long) delete.key().length() + delete.rangeEnd().length();
            case PutRequest put -> (long) put.key().length() + put.value().length();
            case TxnRequest txn -> {
                long sum = 0;
                for (Compare compare : txn.compares()) {
                    sum += compare.key().length() + compare.rangeEnd().length();
                    sum += compare.target() instanceof Compare.Value(Bytes value) ? value.length() : 0;
                }
                for (Op inner : txn.success()) {
                    sum += sizeBytes(inner);
                }
                for (Op inner : txn.failure()) {
                    sum += sizeBytes(inner);
                }
                yield sum;
            }
        };
    }

    /** What a list of operations writes: no key may be put twice, or put and deleted, by what can run together. */
    private record Writes(Set<Bytes> puts, List<KeyRange> deletes) {
        static Writes of(List<Op> ops) {
            Writes writes = new Writes(new HashSet<>(), new ArrayList<>());
            for (Op op : ops) {
                if (op instanceof DeleteRangeRequest delete) {
                    writes.deletes.add(KeyRange.of(delete.key(), delete.rangeEnd()));
                }
            }
            for (Op op : ops) {
                if (op instanceof TxnRequest txn) {
                    Writes then = of(txn.success());
                    Writes otherwise = of(txn.failure());
                    then.puts.forEach(writes::addPut);
                    for (Bytes key : otherwise.puts) {
                        if (!then.puts.contains(key)) { // only one of the two branches runs
                            writes.addPut(key);
                        }
                    }
                    writes.deletes.addAll(then.deletes);
                    writes.deletes.addAll(otherwise.deletes);
                }
            }
            for (Op op : ops) {
                if (op instanceof PutRequest put) {
                    writes.addPut(put.key());
                }
            }
            return writes;
        }

        private void addPut(Bytes key) {
            boolean deleted = deletes.stream().anyMatch(range -> range.contains(key));
            if (deleted || !puts.add(key)) {
                throw EtcdError.DUPLICATE_KEY.exception();
            }
        }
    }
}
