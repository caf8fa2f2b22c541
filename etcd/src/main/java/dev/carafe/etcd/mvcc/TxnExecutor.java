package dev.carafe.etcd.mvcc;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.Compare;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.DeleteRangeResponse;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.Op;
import dev.carafe.etcd.OpResponse;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.PutResponse;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.TxnRequest;
import dev.carafe.etcd.TxnResponse;
import dev.carafe.etcd.lease.Lessor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Executes operations in a {@link WriteTxn}, in etcd's order ({@code server/etcdserver/txn/txn.go}): all comparisons,
 * those of nested transactions too, are decided on the state before; then the chosen operations are checked; then they
 * run one after the other, each seeing what those before it did. What throws has changed nothing that is visible.
 */
final class TxnExecutor {
    /** Which branch each transaction takes: its own answer and, in order, those of the ones nested in that branch. */
    private record Path(boolean succeeded, List<Path> nested) {}

    private final WriteTxn txn;
    private final Lessor lessor;

    TxnExecutor(WriteTxn txn, Lessor lessor) {
        this.txn = txn;
        this.lessor = lessor;
    }

    PutResponse put(PutRequest request) {
        checkPut(request);
        return executePut(request);
    }

    DeleteRangeResponse delete(DeleteRangeRequest request) {
        List<KeyValue> deleted = txn.delete(KeyRange.of(request.key(), request.rangeEnd()));
        return new DeleteRangeResponse(
                txn.revision(), deleted.size(), request.prevKv() ? List.copyOf(deleted) : List.of());
    }

    TxnResponse txn(TxnRequest request) {
        Path path = decide(request);
        check(request, path);
        return execute(request, path);
    }

    private Path decide(TxnRequest request) {
        MvccState state = txn.view();
        boolean succeeded = true;
        for (Compare compare : request.compares()) {
            if (!Comparison.holds(state, compare)) {
                succeeded = false;
                break;
            }
        }
        List<Path> nested = new ArrayList<>();
        for (Op op : branch(request, succeeded)) {
            if (op instanceof TxnRequest inner) {
                nested.add(decide(inner));
            }
        }
        return new Path(succeeded, nested);
    }

    private void check(TxnRequest request, Path path) {
        int nested = 0;
        for (Op op : branch(request, path.succeeded())) {
            switch (op) {
                case RangeRequest range -> {
                    var _ = txn.view().readRevision(range.revision());
                }
                case PutRequest put -> checkPut(put);
                case DeleteRangeRequest delete -> {}
                case TxnRequest inner -> check(inner, path.nested().get(nested++));
            }
        }
    }

    private TxnResponse execute(TxnRequest request, Path path) {
        List<OpResponse> responses = new ArrayList<>();
        int nested = 0;
        for (Op op : branch(request, path.succeeded())) {
            responses.add(
                    switch (op) {
                        case RangeRequest range -> RangeReader.read(txn.view(), range);
                        case PutRequest put -> executePut(put);
                        case DeleteRangeRequest delete -> delete(delete);
                        case TxnRequest inner -> execute(inner, path.nested().get(nested++));
                    });
        }
        return new TxnResponse(txn.revision(), path.succeeded(), List.copyOf(responses));
    }

    private static List<Op> branch(TxnRequest request, boolean succeeded) {
        return succeeded ? request.success() : request.failure();
    }

    private void checkPut(PutRequest request) {
        if ((request.ignoreValue() || request.ignoreLease()) && txn.get(request.key()) == null) {
            throw EtcdError.KEY_NOT_FOUND.exception();
        }
        if (request.lease() != 0 && !lessor.contains(request.lease())) {
            throw EtcdError.LEASE_NOT_FOUND.exception();
        }
    }

    private PutResponse executePut(PutRequest request) {
        @Nullable KeyValue old = txn.get(request.key());
        Bytes value = request.ignoreValue() && old != null ? old.value() : request.value();
        long lease = request.ignoreLease() && old != null ? old.lease() : request.lease();
        txn.put(request.key(), value, lease);
        return new PutResponse(txn.revision(), request.prevKv() ? old : null);
    }
}
