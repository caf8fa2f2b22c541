package dev.carafe.etcd.robustness.watch;

import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.RangeResponse;
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
        }
        return wrong;
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
