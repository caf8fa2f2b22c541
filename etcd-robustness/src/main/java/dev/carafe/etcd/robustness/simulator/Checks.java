package dev.carafe.etcd.robustness.simulator;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.Op;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.TxnRequest;
import dev.carafe.etcd.WatchEvent;
import dev.carafe.etcd.WriteRequest;
import dev.carafe.etcd.robustness.history.Call;
import dev.carafe.etcd.robustness.history.Operation;
import dev.carafe.etcd.robustness.linearizability.LinearizabilityChecker;
import dev.carafe.etcd.robustness.linearizability.Verdict;
import dev.carafe.etcd.robustness.model.EtcdModel;
import dev.carafe.etcd.robustness.watch.EventLog;
import dev.carafe.etcd.robustness.watch.ReplayChecker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongUnaryOperator;

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

    /**
     * A cluster's history, with less left open, so that the search is short. Who was not answered may still have what was
     * asked for done long after: in a cluster it is on its way for as long as any member lives. But each value is put once,
     * so that a put without an answer, in a transaction too, was done before its value was in the log, or not at all.
     *
     * @param seenAt when a revision was in the log of any member
     */
    static List<Operation> narrowed(List<Operation> history, EventLog log, LongUnaryOperator seenAt) {
        Map<Bytes, Long> revisions = new HashMap<>();
        for (long revision = 2; revision <= log.revision(); revision++) {
            for (WatchEvent event : log.change(revision)) {
                if (!event.isDelete()) {
                    revisions.putIfAbsent(event.kv().value(), revision);
                }
            }
        }
        List<Operation> kept = new ArrayList<>();
        for (Operation operation : history) {
            if (!operation.unknown()) {
                kept.add(operation);
            } else if (operation.call() instanceof Call.Write(WriteRequest request)) {
                List<Bytes> values = new ArrayList<>();
                boolean told = told(request, values);
                Optional<Long> done = values.stream()
                        .filter(revisions::containsKey)
                        .map(revisions::get)
                        .findFirst();
                if (done.isPresent()) {
                    kept.add(new Operation(
                            operation.client(),
                            operation.call(),
                            operation.calledAt(),
                            Math.max(operation.calledAt() + 1, seenAt.applyAsLong(done.get())),
                            operation.outcome()));
                } else if (!told) {
                    kept.add(operation);
                }
            }
        }
        return kept;
    }

    /** Collects the values that a request puts; whether it can change nothing without putting one. */
    private static boolean told(WriteRequest request, List<Bytes> values) {
        return switch (request) {
            case PutRequest put when put.ignoreValue() -> false;
            case PutRequest put -> {
                values.add(put.value());
                yield true;
            }
            case TxnRequest txn -> {
                boolean all = true;
                for (List<Op> branch : List.of(txn.success(), txn.failure())) {
                    boolean puts = branch.stream().anyMatch(PutRequest.class::isInstance);
                    boolean deletes = branch.stream().anyMatch(DeleteRangeRequest.class::isInstance);
                    all &= puts || !deletes;
                    for (Op op : branch) {
                        if (op instanceof PutRequest put) {
                            values.add(put.value());
                        }
                    }
                }
                yield all;
            }
            default -> false;
        };
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
