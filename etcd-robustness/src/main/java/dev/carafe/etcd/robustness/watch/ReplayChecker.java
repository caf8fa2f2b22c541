package dev.carafe.etcd.robustness.watch;

import dev.carafe.etcd.Op;
import dev.carafe.etcd.OpResponse;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.RangeResponse;
import dev.carafe.etcd.TxnRequest;
import dev.carafe.etcd.TxnResponse;
import dev.carafe.etcd.WriteRequest;
import dev.carafe.etcd.robustness.history.Call;
import dev.carafe.etcd.robustness.history.Operation;
import dev.carafe.etcd.robustness.history.Outcome;
import dev.carafe.etcd.robustness.model.ModelRange;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks reads against the replay of the log: whatever revision a read was of, old because it was asked for or because the
 * read was serializable, its keys are those of that revision.
 */
public final class ReplayChecker {
    private ReplayChecker() {}

    /** What is wrong, empty when nothing is. */
    public static List<String> check(EventLog log, List<Operation> history) {
        List<String> wrong = new ArrayList<>();
        for (Operation operation : history) {
            if (operation.call() instanceof Call.Range(RangeRequest request)
                    && operation.outcome() instanceof Outcome.Answered(RangeResponse told)) {
                check(log, request, told, wrong);
            }
            if (operation.call() instanceof Call.Write(WriteRequest write)
                    && write instanceof TxnRequest request
                    && operation.outcome() instanceof Outcome.Answered(TxnResponse told)) {
                check(log, request, told, wrong);
            }
        }
        return wrong;
    }

    /** What a transaction read of past revisions; all else is a matter of the order of operations. */
    private static void check(EventLog log, TxnRequest request, TxnResponse told, List<String> wrong) {
        List<Op> ops = told.succeeded() ? request.success() : request.failure();
        for (int i = 0; i < Math.min(ops.size(), told.responses().size()); i++) {
            OpResponse answer = told.responses().get(i);
            if (ops.get(i) instanceof TxnRequest inner && answer instanceof TxnResponse nested) {
                check(log, inner, nested, wrong);
            } else if (ops.get(i) instanceof RangeRequest read
                    && read.revision() > 0
                    && answer instanceof RangeResponse range) {
                check(log, read, range, wrong);
            }
        }
    }

    private static void check(EventLog log, RangeRequest request, RangeResponse told, List<String> wrong) {
        long at = request.revision() > 0 ? request.revision() : told.revision();
        if (told.revision() > log.revision() || at > told.revision()) {
            wrong.add("read of " + at + " told revision " + told.revision() + ", the log ends at " + log.revision());
            return;
        }
        RangeResponse expected = ModelRange.read(told.revision(), log.at(at).values(), request);
        if (!expected.equals(told)) {
            wrong.add("read of " + request + " told " + told + ", the log has " + expected);
        }
    }
}
