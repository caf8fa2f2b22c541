package dev.carafe.conformance;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.EtcdException;
import dev.carafe.etcd.LeaseGrantRequest;
import dev.carafe.etcd.LeaseGrantResponse;
import dev.carafe.etcd.WatchEvent;
import dev.carafe.etcd.WatchRequest;
import dev.carafe.etcd.robustness.check.HistoryChecks;
import dev.carafe.etcd.robustness.check.LeaseEnds;
import dev.carafe.etcd.robustness.check.LeaseTimes;
import dev.carafe.etcd.robustness.check.SeenLog;
import dev.carafe.etcd.robustness.history.Call;
import dev.carafe.etcd.robustness.history.Operation;
import dev.carafe.etcd.robustness.history.Outcome;
import dev.carafe.etcd.robustness.watch.EventLog;
import dev.carafe.etcd.robustness.watch.WatchChecker;
import dev.carafe.etcd.robustness.watch.WatchRecord;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchResponse;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What clients of real processes asked and were told, and what their watchers were told, to be checked in the end. */
final class EtcdHistory {
    private static final WatchRequest EVERYTHING = WatchRequest.prefix(Bytes.EMPTY)
            .withStartRevision(1)
            .withPrevKv(true)
            .withProgressNotify(true);

    /** A second by the fastest clock: what corrects this machine's may let it run a little faster. */
    private static final long LEASE_SECOND_NS = 990_000_000;

    /** How long until a member that only learnt is asked again. */
    private static final long LEARNER_PAUSE_MS = 200;

    /** Nanoseconds of the machine's clock, of which no two are the same. */
    private final AtomicLong time = new AtomicLong(System.nanoTime());

    // Guarded by this object's monitor.
    private final List<Operation> operations = new ArrayList<>();
    private final List<Operation> prelude = new ArrayList<>();
    private final List<WatchRecord> watches = new ArrayList<>();
    private final SeenLog seen = new SeenLog();
    private int interruptions;

    private long tick() {
        return time.updateAndGet(before -> Math.max(before + 1, System.nanoTime()));
    }

    /** Asks, waits for the answer for so long at most, and notes both; the answer, null when there was none. */
    @Nullable
    Record ask(int client, EtcdCalls at, Call call, long mostMs) throws InterruptedException {
        long calledAt = tick();
        Future<? extends Record> answer = at.ask(call);
        try {
            Record response = answer.get(mostMs, TimeUnit.MILLISECONDS);
            note(new Operation(client, named(call, response), calledAt, tick(), new Outcome.Answered(response)));
            return response;
        } catch (TimeoutException _) {
            answer.cancel(true);
            note(new Operation(client, call, calledAt, Operation.NEVER, new Outcome.Unknown()));
        } catch (ExecutionException e) {
            Outcome outcome = outcome(e);
            long returnedAt = outcome instanceof Outcome.Unknown ? Operation.NEVER : tick();
            note(new Operation(client, call, calledAt, returnedAt, outcome));
        }
        return null;
    }

    /** Which lease is granted the member decides. */
    private static Call named(Call call, Record response) {
        return call instanceof Call.Write(LeaseGrantRequest grant) && response instanceof LeaseGrantResponse granted
                ? new Call.Write(new LeaseGrantRequest(grant.ttlSeconds(), granted.id()))
                : call;
    }

    /** What a failure says of the call: only a member's own refusal means that it changed nothing. */
    private static Outcome outcome(ExecutionException failure) {
        Status status = Status.fromThrowable(failure);
        return switch (status.getCode()) {
            case INVALID_ARGUMENT, NOT_FOUND, FAILED_PRECONDITION, OUT_OF_RANGE ->
                new Outcome.Refused(new EtcdException(
                        EtcdError.Code.valueOf(status.getCode().name()), String.valueOf(status.getDescription())));
            default -> new Outcome.Unknown();
        };
    }

    private synchronized void note(Operation operation) {
        operations.add(operation);
    }

    /**
     * Begins to watch all keys at a member, from the first revision, until its client ends. jetcd goes on where it was when it
     * was cut off; where it was refused by a learner, it is begun again here.
     */
    synchronized void watch(Client client) {
        WatchRecord record = new WatchRecord(EVERYTHING, 1, () -> 0);
        watches.add(record);
        watch(client, record, 1);
    }

    private void watch(Client client, WatchRecord record, long from) {
        var _ = client.getWatchClient()
                .watch(
                        JetcdCalls.bytes(EVERYTHING.key()),
                        WatchOption.builder()
                                .withRange(JetcdCalls.bytes(EVERYTHING.rangeEnd()))
                                .withRevision(from)
                                .withPrevKV(true)
                                .withProgressNotify(true)
                                .build(),
                        Watch.listener(
                                response -> told(record, response),
                                failure -> interrupted(client, record, failure),
                                () -> {}));
    }

    private synchronized void told(WatchRecord record, WatchResponse response) {
        List<WatchEvent> events =
                response.getEvents().stream().map(EtcdHistory::event).toList();
        if (events.isEmpty()) {
            record.progress(response.getHeader().getRevision());
        } else {
            record.events(events, response.getHeader().getRevision());
            seen.take(events, tick());
        }
    }

    private static WatchEvent event(io.etcd.jetcd.watch.WatchEvent event) {
        io.etcd.jetcd.KeyValue previous = event.getPrevKV();
        boolean none = previous == null || previous.getModRevision() == 0;
        return new WatchEvent(JetcdCalls.keyValue(event.getKeyValue()), none ? null : JetcdCalls.keyValue(previous));
    }

    /** jetcd begins the watch anew behind the last event that it was told; one that ends for good is missed in the end. */
    private synchronized void interrupted(Client client, WatchRecord record, Throwable failure) {
        interruptions++;
        if (String.valueOf(failure.getMessage()).contains(EtcdError.NOT_SUPPORTED_FOR_LEARNER.text())) {
            long from = record.reached() + 1;
            CompletableFuture.delayedExecutor(LEARNER_PAUSE_MS, TimeUnit.MILLISECONDS)
                    .execute(() -> watch(client, record, from));
        }
    }

    /** The revision up to which every watcher was told everything. */
    synchronized long reached() {
        return watches.stream().mapToLong(WatchRecord::reached).min().orElse(0);
    }

    /** In few words, for a log. */
    synchronized String summary() {
        long unknown = operations.stream().filter(Operation::unknown).count();
        long refused = operations.stream()
                .filter(operation -> operation.outcome() instanceof Outcome.Refused)
                .count();
        return operations.size() + " operations, of which " + unknown + " without an answer and " + refused
                + " refused, " + reached() + " revisions, " + watches.size() + " watchers interrupted " + interruptions
                + " times";
    }

    /** What is wrong with it, empty when nothing is; called when nobody asks or watches any more. */
    synchronized List<String> check() {
        return check(operations, watches);
    }

    private List<String> check(List<Operation> history, List<WatchRecord> records) {
        EventLog log = seen.log();
        List<String> found = new ArrayList<>(seen.wrong());
        if (found.isEmpty()) {
            records.forEach(record -> found.addAll(WatchChecker.check(log, record, true)));
            List<Operation> ends = LeaseEnds.of(history, (tick, seconds) -> tick + seconds * LEASE_SECOND_NS);
            found.addAll(LeaseTimes.check(history, EtcdHistory::msBetween));
            found.addAll(HistoryChecks.history(HistoryChecks.narrowed(history, log, seen::seenAt), ends, log));
        }
        return found;
    }

    private static long msBetween(long tick, long later) {
        return (later - tick) * 1000 / LEASE_SECOND_NS + 1;
    }

    /** What a check says when a watcher was not told of one message in the middle. */
    synchronized List<String> checkWithAMessageLost() {
        WatchRecord whole = watches.getFirst();
        List<WatchRecord.Told> events = messages(whole);
        return checkWith(whole, told -> told.remove(events.get(events.size() / 2)));
    }

    /** What a check says when a watcher was told one message twice. */
    synchronized List<String> checkWithAMessageTwice() {
        WatchRecord whole = watches.getLast();
        return checkWith(whole, told -> told.add(messages(whole).getLast()));
    }

    private static List<WatchRecord.Told> messages(WatchRecord record) {
        return record.told().stream()
                .filter(WatchRecord.Events.class::isInstance)
                .toList();
    }

    private List<String> checkWith(WatchRecord whole, Consumer<List<WatchRecord.Told>> change) {
        WatchRecord changed = new WatchRecord(whole.request(), 1, () -> 0);
        changed.told().addAll(whole.told());
        change.accept(changed.told());
        return check(List.of(), List.of(changed));
    }

    /** What has been asked until now, one after the other, is what {@link #checkWithAStaleRead} looks at. */
    synchronized void endPrelude() {
        prelude.addAll(operations);
    }

    /** What a check says when the last read of the prelude was answered as the first was, though a put was over by then. */
    synchronized List<String> checkWithAStaleRead() {
        Operation first = prelude.stream()
                .filter(operation -> operation.outcome() instanceof Outcome.Answered)
                .findFirst()
                .orElseThrow();
        Operation last = prelude.getLast();
        List<Operation> history = new ArrayList<>(prelude);
        history.set(
                history.size() - 1,
                new Operation(last.client(), last.call(), last.calledAt(), last.returnedAt(), first.outcome()));
        return check(history, List.of());
    }
}
