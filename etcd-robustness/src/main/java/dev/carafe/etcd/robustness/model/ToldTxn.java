package dev.carafe.etcd.robustness.model;

import dev.carafe.etcd.Op;
import dev.carafe.etcd.OpResponse;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.RangeResponse;
import dev.carafe.etcd.TxnRequest;
import dev.carafe.etcd.TxnResponse;
import java.util.ArrayList;
import java.util.List;

/** What of a transaction's answer the state tells. */
final class ToldTxn {
    private ToldTxn() {}

    /**
     * The answer as etcd tells it to clients, where nested ones have empty headers, and without what was read of past
     * revisions, of which the state knows nothing.
     */
    static TxnResponse of(TxnRequest request, TxnResponse answer) {
        List<Op> ops = answer.succeeded() ? request.success() : request.failure();
        if (ops.size() != answer.responses().size()) {
            return answer; // of something else than what was asked
        }
        List<OpResponse> told = new ArrayList<>();
        for (int i = 0; i < ops.size(); i++) {
            told.add(told(ops.get(i), answer.responses().get(i)));
        }
        return new TxnResponse(answer.revision(), answer.succeeded(), List.copyOf(told));
    }

    private static OpResponse told(Op op, OpResponse answer) {
        if (op instanceof TxnRequest inner && answer instanceof TxnResponse nested) {
            return of(inner, new TxnResponse(0, nested.succeeded(), nested.responses()));
        }
        if (op instanceof RangeRequest read && read.revision() > 0 && answer instanceof RangeResponse range) {
            return new RangeResponse(range.revision(), List.of(), false, 0);
        }
        return answer;
    }
}
