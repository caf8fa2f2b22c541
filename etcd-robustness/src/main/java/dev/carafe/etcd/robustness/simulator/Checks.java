package dev.carafe.etcd.robustness.simulator;

import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.WatchEvent;
import dev.carafe.etcd.robustness.history.Call;
import dev.carafe.etcd.robustness.history.Operation;
import dev.carafe.etcd.robustness.linearizability.LinearizabilityChecker;
import dev.carafe.etcd.robustness.linearizability.Verdict;
import dev.carafe.etcd.robustness.model.EtcdModel;
import dev.carafe.etcd.robustness.watch.EventLog;
import dev.carafe.etcd.robustness.watch.ReplayChecker;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** All checks of a history. */
final class Checks {
    private static final long STEPS_MAX = 20_000_000;
    private static final int SHOWN = 6;

    private Checks() {}

    static List<String> history(List<Operation> history, VirtualTime time, EventLog log) {
        List<String> wrong = new ArrayList<>(ReplayChecker.check(log, history));
        List<Operation> operations = withoutNeverHappened(history, log);
        operations.removeIf(Checks::serializable);
        operations.addAll(LeaseEnds.of(history, time));
        switch (new LinearizabilityChecker<>(new EtcdModel(), operations, STEPS_MAX).check()) {
            case Verdict.Linearizable _ -> {}
            case Verdict.Undecided(long steps) ->
                wrong.add("linearizability: no order found in " + steps + " steps of search");
            case Verdict.Illegal illegal -> wrong.add(describe(illegal));
        }
        return wrong;
    }

    private static boolean serializable(Operation operation) {
        return operation.call() instanceof Call.Range(RangeRequest request) && request.serializable();
    }

    /**
     * Without the unanswered puts whose value, which nobody else puts, is not in the log: they never happened, and would
     * only lengthen the search.
     */
    private static List<Operation> withoutNeverHappened(List<Operation> history, EventLog log) {
        Set<Object> values = new HashSet<>();
        for (long revision = 2; revision <= log.revision(); revision++) {
            for (WatchEvent event : log.change(revision)) {
                values.add(event.kv().value());
            }
        }
        List<Operation> kept = new ArrayList<>();
        for (Operation operation : history) {
            boolean never = operation.unknown()
                    && operation.call() instanceof Call.Write(PutRequest put)
                    && !put.ignoreValue()
                    && !values.contains(put.value());
            if (!never) {
                kept.add(operation);
            }
        }
        return kept;
    }

    private static String describe(Verdict.Illegal illegal) {
        List<Operation> longest = illegal.longest();
        return "linearizability: no order explains the answers; after " + longest.size()
                + " operations, the last being "
                + longest.subList(Math.max(0, longest.size() - SHOWN), longest.size()) + ", the state is "
                + illegal.state() + " and none of these can follow: " + illegal.stuck();
    }
}
