package dev.carafe.etcd.robustness.check;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.DeleteRangeResponse;
import dev.carafe.etcd.OpResponse;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.PutResponse;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.RangeResponse;
import dev.carafe.etcd.TxnResponse;
import dev.carafe.etcd.WatchEvent;
import dev.carafe.etcd.WriteRequest;
import dev.carafe.etcd.robustness.history.Call;
import dev.carafe.etcd.robustness.history.Operation;
import dev.carafe.etcd.robustness.history.Outcome;
import dev.carafe.etcd.robustness.linearizability.LinearizabilityChecker;
import dev.carafe.etcd.robustness.linearizability.Verdict;
import dev.carafe.etcd.robustness.model.KeyRanges;
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
public final class HistoryChecks {
    private static final long STEPS_MAX = 20_000_000;
    private static final int SHOWN = 6;

    private HistoryChecks() {}

    /**
     * What is wrong with a history, empty when nothing is.
     *
     * @param leaseEnds the ends of leases by their time, which no client asks for
     * @param log all that happened to the store
     */
    public static List<String> history(List<Operation> history, List<Operation> leaseEnds, EventLog log) {
        List<String> wrong = new ArrayList<>(ReplayChecker.check(log, history));
        List<Operation> operations = withoutNeverHappened(history, log);
        operations.removeIf(HistoryChecks::serializable);
        operations.addAll(leaseEnds);
        switch (new LinearizabilityChecker<>(new LoggedModel(log), UnusedLeases.left(operations), STEPS_MAX).check()) {
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
    public static List<Operation> narrowed(List<Operation> history, EventLog log, LongUnaryOperator seenAt) {
        Map<Bytes, Long> revisions = new HashMap<>();
        for (long revision = 2; revision <= log.revision(); revision++) {
            for (WatchEvent event : log.change(revision)) {
                if (!event.isDelete()) {
                    revisions.putIfAbsent(event.kv().value(), revision);
                }
            }
        }
        Set<Long> explained = explained(history);
        List<Operation> kept = new ArrayList<>();
        for (Operation operation : history) {
            if (!operation.unknown()) {
                kept.add(operation);
            } else if (operation.call() instanceof Call.Write(WriteRequest request)) {
                PutValues put = PutValues.of(request);
                Optional<Long> done = put.values().stream()
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
                } else if (request instanceof DeleteRangeRequest delete) {
                    long until = lastDelete(delete, operation.calledAt(), log, explained, seenAt);
                    if (until > operation.calledAt()) {
                        kept.add(new Operation(
                                operation.client(),
                                operation.call(),
                                operation.calledAt(),
                                until,
                                operation.outcome()));
                    }
                } else if (!put.tell()) {
                    kept.add(operation);
                }
            }
        }
        return kept;
    }

    /** The revisions that writes made which were answered: nothing else made them. */
    private static Set<Long> explained(List<Operation> history) {
        Set<Long> revisions = new HashSet<>();
        for (Operation operation : history) {
            if (operation.call() instanceof Call.Write
                    && operation.outcome() instanceof Outcome.Answered(Record response)
                    && response instanceof OpResponse answer
                    && changed(answer)) {
                revisions.add(operation.toldRevision());
            }
        }
        return revisions;
    }

    private static boolean changed(OpResponse response) {
        return switch (response) {
            case PutResponse _ -> true;
            case DeleteRangeResponse delete -> delete.deleted() > 0;
            case RangeResponse _ -> false;
            case TxnResponse txn -> txn.responses().stream().anyMatch(HistoryChecks::changed);
        };
    }

    /**
     * When the last delete was seen that a request may have done: nobody else's, and after it was asked for. Whatever it did
     * not delete it need not be searched a place for. 0 for none.
     */
    private static long lastDelete(
            DeleteRangeRequest request, long calledAt, EventLog log, Set<Long> explained, LongUnaryOperator seenAt) {
        for (long revision = log.revision(); revision >= 2; revision--) {
            long seen = seenAt.applyAsLong(revision);
            if (seen > calledAt
                    && !explained.contains(revision)
                    && log.change(revision).stream()
                            .allMatch(event -> event.isDelete()
                                    && KeyRanges.contains(
                                            request.key(),
                                            request.rangeEnd(),
                                            event.kv().key()))) {
                return seen;
            }
        }
        return 0;
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
