package dev.carafe.etcd.robustness.check;

import static dev.carafe.etcd.robustness.testing.Histories.get;
import static dev.carafe.etcd.robustness.testing.Histories.kv;
import static dev.carafe.etcd.robustness.testing.Histories.maybePut;
import static dev.carafe.etcd.robustness.testing.Histories.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.DeleteRangeRequest;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.LeaseGrantRequest;
import dev.carafe.etcd.LeaseKeepAliveResponse;
import dev.carafe.etcd.LeaseRevokeRequest;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.PutResponse;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.RangeResponse;
import dev.carafe.etcd.TxnRequest;
import dev.carafe.etcd.TxnResponse;
import dev.carafe.etcd.WatchEvent;
import dev.carafe.etcd.WriteRequest;
import dev.carafe.etcd.robustness.history.Call;
import dev.carafe.etcd.robustness.history.Operation;
import dev.carafe.etcd.robustness.history.Outcome;
import dev.carafe.etcd.robustness.watch.EventLog;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryChecksTest {
    private static Operation maybe(long from, WriteRequest request) {
        return new Operation(0, new Call.Write(request), from, Operation.NEVER, new Outcome.Unknown());
    }

    private static EventLog log(KeyValue... puts) {
        EventLog log = new EventLog();
        for (KeyValue kv : puts) {
            assertThat(log.append(List.of(new WatchEvent(kv, null)))).isEmpty();
        }
        return log;
    }

    @Test
    void anOrderIsOneThatLedToTheLog() {
        List<Operation> history = List.of(
                maybePut(1, Operation.NEVER, "a", "1"), maybePut(2, Operation.NEVER, "a", "2"), put(3, 4, "b", "1", 4));

        EventLog twoThenOne = log(kv("a", "2", 2, 2, 1), kv("a", "1", 2, 3, 2), kv("b", "1", 4, 4, 1));

        assertThat(HistoryChecks.history(history, List.of(), twoThenOne)).isEmpty();
    }

    @Test
    void anOrderThatLedElsewhereIsNone() {
        List<Operation> history = List.of(maybePut(1, Operation.NEVER, "a", "1"), get(2, 3, "c", 2));

        EventLog another = log(kv("a", "1", 2, 2, 1), kv("b", "nobody put this", 3, 3, 1));
        assertThat(HistoryChecks.history(history, List.of(), another)).isEmpty(); // of what came after nobody was told

        List<Operation> told = new ArrayList<>(history);
        told.add(maybe(4, DeleteRangeRequest.of(Bytes.utf8("a"))));
        told.add(get(5, 6, "c", 3));
        assertThat(HistoryChecks.history(told, List.of(), another))
                .singleElement()
                .asString()
                .startsWith("linearizability: no order explains the answers");
    }

    @Test
    void leasesThatNobodyWasToldOfCostNothing() {
        List<Operation> history = new ArrayList<>();
        for (int lease = 1; lease <= 60; lease++) {
            history.add(maybe(lease, new LeaseGrantRequest(10, lease)));
            history.add(maybe(100 + lease, new LeaseRevokeRequest(lease)));
        }
        assertThat(UnusedLeases.left(history)).isEmpty();

        history.add(get(
                300, 301, "a", 2)); // a revision that nobody made: all that is open would be tried before it is refused
        assertThat(HistoryChecks.history(history, List.of(), new EventLog())).isNotEmpty();
    }

    @Test
    void leasesThatAKeyIsOnOrSomebodyWasToldOfStay() {
        Operation granted = maybe(1, new LeaseGrantRequest(10, 1));
        Operation on = maybe(2, PutRequest.of(Bytes.utf8("a"), Bytes.utf8("1")).withLease(1));
        Operation other = maybe(3, new LeaseGrantRequest(10, 2));
        Operation alive = new Operation(
                0, new Call.KeepAlive(2), 4, 5, new Outcome.Answered(new LeaseKeepAliveResponse(1, 2, 10)));
        Operation unused = maybe(6, new LeaseGrantRequest(10, 3));

        assertThat(UnusedLeases.left(List.of(granted, on, other, alive, unused)))
                .containsExactly(granted, on, other, alive);
    }

    @Test
    void aPutInANestedTransactionWithoutAnAnswerIsFoundInTheLog() {
        TxnRequest inner =
                new TxnRequest(List.of(), List.of(PutRequest.of(Bytes.utf8("a"), Bytes.utf8("1"))), List.of());
        Operation outer = maybe(1, new TxnRequest(List.of(), List.of(inner), List.of()));
        List<Operation> history = List.of(outer, get(2, 3, "a", 2, kv("a", "1", 2, 2, 1)));
        EventLog log = log(kv("a", "1", 2, 2, 1));

        List<Operation> narrowed = HistoryChecks.narrowed(history, log, _ -> 2);
        assertThat(narrowed).hasSize(2);
        assertThat(HistoryChecks.history(narrowed, List.of(), log)).isEmpty();
    }

    @Test
    void onlyWhatPutsAValueInAnyCaseTellsOfItself() {
        PutRequest put = PutRequest.of(Bytes.utf8("a"), Bytes.utf8("1"));
        DeleteRangeRequest delete = DeleteRangeRequest.of(Bytes.utf8("b"));
        TxnRequest either = new TxnRequest(List.of(), List.of(put), List.of(put));
        TxnRequest one = new TxnRequest(List.of(), List.of(put), List.of());

        assertThat(PutValues.of(put)).isEqualTo(new PutValues(List.of(put.value()), true));
        assertThat(PutValues.of(delete).tell()).isFalse();
        assertThat(PutValues.of(new TxnRequest(List.of(), List.of(delete, put), List.of()))
                        .tell())
                .isTrue();
        assertThat(PutValues.of(new TxnRequest(List.of(), List.of(delete, either), List.of()))
                        .tell())
                .isTrue();
        assertThat(PutValues.of(new TxnRequest(List.of(), List.of(delete, one), List.of()))
                        .tell())
                .isFalse();
        assertThat(PutValues.of(new TxnRequest(List.of(), List.of(put), List.of(delete)))
                        .tell())
                .isFalse();
    }

    /** A transaction that puts b at revision 4, and reads a at a past one. */
    private static Operation reading(long revision, Outcome outcome) {
        TxnRequest inner = new TxnRequest(
                List.of(), List.of(RangeRequest.of(Bytes.utf8("a")).withRevision(revision)), List.of());
        TxnRequest outer =
                new TxnRequest(List.of(), List.of(PutRequest.of(Bytes.utf8("b"), Bytes.utf8("1")), inner), List.of());
        return new Operation(0, new Call.Write(outer), 5, 6, outcome);
    }

    private static Outcome read(KeyValue kv) {
        RangeResponse range = new RangeResponse(4, List.of(kv), false, 1);
        TxnResponse inner = new TxnResponse(0, true, List.of(range));
        return new Outcome.Answered(new TxnResponse(4, true, List.of(new PutResponse(4, null), inner)));
    }

    @Test
    void whatATransactionReadsOfThePastIsOfTheLog() {
        Operation one = put(1, 2, "a", "1", 2);
        Operation two = put(3, 4, "a", "2", 3);
        KeyValue old = kv("a", "1", 2, 2, 1);
        KeyValue newer = kv("a", "2", 2, 3, 2);
        EventLog log = log(old, newer, kv("b", "1", 4, 4, 1));

        assertThat(HistoryChecks.history(List.of(one, two, reading(2, read(old))), List.of(), log))
                .isEmpty();
        assertThat(HistoryChecks.history(List.of(one, two, reading(2, read(newer))), List.of(), log))
                .singleElement()
                .asString()
                .startsWith("read of ");
    }

    @Test
    void aTransactionIsRefusedForARevisionThatIsNotThere() {
        Operation one = put(1, 2, "a", "1", 2);
        KeyValue first = kv("a", "1", 2, 2, 1);
        Outcome refused = new Outcome.Refused(EtcdError.FUTURE_REVISION.exception());

        assertThat(HistoryChecks.history(List.of(one, reading(3, refused)), List.of(), log(first)))
                .isEmpty();
        assertThat(HistoryChecks.history(List.of(one, reading(2, refused)), List.of(), log(first)))
                .singleElement()
                .asString()
                .startsWith("linearizability: ");
    }

    @Test
    void whatALearnerRefusesChangesNothing() {
        Operation one = put(1, 2, "a", "1", 2);
        Outcome refused = new Outcome.Refused(EtcdError.NOT_SUPPORTED_FOR_LEARNER.exception());
        Operation two =
                new Operation(0, new Call.Write(PutRequest.of(Bytes.utf8("a"), Bytes.utf8("2"))), 3, 4, refused);
        KeyValue first = kv("a", "1", 2, 2, 1);

        assertThat(HistoryChecks.history(List.of(one, two, get(5, 6, "a", 2, first)), List.of(), log(first)))
                .isEmpty();
        KeyValue second = kv("a", "2", 2, 3, 2);
        assertThat(HistoryChecks.history(List.of(one, two, get(5, 6, "a", 3, second)), List.of(), log(first, second)))
                .isNotEmpty();
    }
}
