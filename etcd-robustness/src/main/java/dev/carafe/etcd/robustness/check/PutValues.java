package dev.carafe.etcd.robustness.check;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.Op;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.TxnRequest;
import dev.carafe.etcd.WriteRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The values that a request may put.
 *
 * @param values in every branch of a transaction and of those nested in it
 * @param tell whether they tell if it changed anything: it cannot do so without putting one of them
 */
record PutValues(List<Bytes> values, boolean tell) {
    static PutValues of(WriteRequest request) {
        return switch (request) {
            case PutRequest put -> of((Op) put);
            case TxnRequest txn -> of((Op) txn);
            default -> new PutValues(List.of(), false);
        };
    }

    private static PutValues of(Op op) {
        List<Bytes> values = new ArrayList<>();
        collect(op, values);
        return new PutValues(List.copyOf(values), tells(op));
    }

    private static void collect(Op op, List<Bytes> values) {
        switch (op) {
            case PutRequest put when !put.ignoreValue() -> values.add(put.value());
            case TxnRequest txn ->
                Stream.concat(txn.success().stream(), txn.failure().stream()).forEach(inner -> collect(inner, values));
            case PutRequest _, DeleteRangeRequest _, RangeRequest _ -> {}
        }
    }

    private static boolean tells(Op op) {
        return switch (op) {
            case PutRequest put -> !put.ignoreValue();
            case DeleteRangeRequest _ -> false;
            case RangeRequest _ -> true;
            case TxnRequest txn -> tells(txn.success()) && tells(txn.failure());
        };
    }

    /** Whether operations that all happen tell of themselves: one puts a value in any case, or each tells. */
    private static boolean tells(List<Op> branch) {
        return branch.stream().anyMatch(PutValues::puts) || branch.stream().allMatch(PutValues::tells);
    }

    private static boolean puts(Op op) {
        return switch (op) {
            case PutRequest put -> !put.ignoreValue();
            case DeleteRangeRequest _, RangeRequest _ -> false;
            case TxnRequest txn ->
                txn.success().stream().anyMatch(PutValues::puts)
                        && txn.failure().stream().anyMatch(PutValues::puts);
        };
    }
}
