package dev.carafe.etcd.robustness.linearizability;

import static dev.carafe.etcd.robustness.testing.Histories.delete;
import static dev.carafe.etcd.robustness.testing.Histories.get;
import static dev.carafe.etcd.robustness.testing.Histories.kv;
import static dev.carafe.etcd.robustness.testing.Histories.maybePut;
import static dev.carafe.etcd.robustness.testing.Histories.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.Compare;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.LeaseGrantRequest;
import dev.carafe.etcd.LeaseGrantResponse;
import dev.carafe.etcd.LeaseRevokeRequest;
import dev.carafe.etcd.PutRequest;
import dev.carafe.etcd.PutResponse;
import dev.carafe.etcd.RangeRequest;
import dev.carafe.etcd.RangeResponse;
import dev.carafe.etcd.TxnRequest;
import dev.carafe.etcd.TxnResponse;
import dev.carafe.etcd.WriteRequest;
import dev.carafe.etcd.robustness.history.Call;
import dev.carafe.etcd.robustness.history.Operation;
import dev.carafe.etcd.robustness.history.Outcome;
import dev.carafe.etcd.robustness.model.EtcdModel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinearizabilityCheckerTest {
    private static Verdict check(Operation... history) {
        return new LinearizabilityChecker<>(new EtcdModel(), List.of(history), 1_000_000).check();
    }

    private static void good(Operation... history) {
        assertThat(check(history)).isInstanceOf(Verdict.Linearizable.class);
    }

    private static void bad(Operation... history) {
        assertThat(check(history)).isInstanceOf(Verdict.Illegal.class);
    }

    private static Operation write(long from, long to, WriteRequest request, Record response) {
        return new Operation(0, new Call.Write(request), from, to, new Outcome.Answered(response));
    }

    @Test
    void takesOperationsOneAfterTheOther() {
        good(
                put(1, 2, "a", "1", 2),
                get(3, 4, "a", 2, kv("a", "1", 2, 2, 1)),
                delete(5, 6, "a", 1, 3),
                delete(7, 8, "a", 0, 3),
                get(9, 10, "a", 3));
    }

    @Test
    void takesConcurrentOperationsInEitherOrder() {
        good(put(1, 10, "a", "1", 3), put(2, 9, "a", "2", 2), get(11, 12, "a", 3, kv("a", "1", 2, 3, 2)));
        good(put(1, 10, "a", "1", 2), get(2, 3, "a", 1), get(4, 5, "a", 2, kv("a", "1", 2, 2, 1)));
    }

    @Test
    void refusesAReadThatMissesAFinishedWrite() {
        bad(put(1, 2, "a", "1", 2), get(3, 4, "a", 1));
    }

    @Test
    void refusesReadsThatGoBackInTime() {
        bad(put(1, 10, "a", "1", 2), get(2, 3, "a", 2, kv("a", "1", 2, 2, 1)), get(4, 5, "a", 1));
    }

    @Test
    void refusesARevisionToldTwice() {
        bad(put(1, 2, "a", "1", 2), put(3, 4, "b", "1", 2));
        bad(put(1, 10, "a", "1", 2), put(2, 9, "b", "1", 2));
    }

    @Test
    void refusesARevisionThatNobodyMade() {
        bad(put(1, 2, "a", "1", 2), put(3, 4, "b", "1", 4));
    }

    @Test
    void refusesALostWrite() {
        bad(put(1, 2, "a", "1", 2), put(3, 4, "a", "2", 2));
        bad(put(1, 2, "a", "1", 2), put(3, 4, "b", "2", 3), get(5, 6, "a", 3));
    }

    @Test
    void refusesWrongVersionsAndCreateRevisions() {
        bad(put(1, 2, "a", "1", 2), put(3, 4, "a", "2", 3), get(5, 6, "a", 3, kv("a", "2", 2, 3, 1)));
        bad(put(1, 2, "a", "1", 2), put(3, 4, "a", "2", 3), get(5, 6, "a", 3, kv("a", "2", 3, 3, 2)));
    }

    @Test
    void letsAnUnansweredWriteHappenLaterOrNever() {
        good(maybePut(1, Operation.NEVER, "a", "1"), get(3, 4, "a", 1), get(5, 6, "a", 2, kv("a", "1", 2, 2, 1)));
        good(maybePut(1, Operation.NEVER, "a", "1"), get(3, 4, "a", 1), put(5, 6, "b", "1", 2));
        good(maybePut(1, Operation.NEVER, "a", "1"), put(5, 6, "b", "1", 3));
    }

    @Test
    void refusesThatAnUnansweredWriteHappensTwiceOrBeforeItsCallOrPastItsLimit() {
        bad(maybePut(1, Operation.NEVER, "a", "1"), put(5, 6, "b", "1", 4));
        bad(put(1, 2, "b", "1", 3), maybePut(5, Operation.NEVER, "a", "1"));
        bad(maybePut(1, 2, "a", "1"), get(3, 4, "a", 1), get(5, 6, "a", 2, kv("a", "1", 2, 2, 1)));
    }

    @Test
    void findsItsWayThroughManyUnansweredWrites() {
        List<Operation> history = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            history.add(maybePut(2L * i, Operation.NEVER, "a", "maybe" + i));
        }
        for (int i = 0; i < 200; i++) {
            history.add(put(1000 + 2L * i, 1001 + 2L * i, "b", "v" + i, i < 100 ? 2L + i : 4L + i));
        }
        assertThat(new LinearizabilityChecker<>(new EtcdModel(), history, 1_000_000).check())
                .isInstanceOf(Verdict.Linearizable.class);
    }

    @Test
    void decidesTransactionsByTheirGuards() {
        Bytes key = Bytes.utf8("a");
        TxnRequest create = new TxnRequest(
                List.of(Compare.modRevision(key, 0)),
                List.of(PutRequest.of(key, Bytes.utf8("1"))),
                List.of(RangeRequest.of(key)));
        TxnResponse made = new TxnResponse(2, true, List.of(new PutResponse(2, null)));
        good(write(1, 2, create, made));
        bad(put(1, 2, "a", "0", 2), write(3, 4, create, made));
        bad(write(1, 10, create, made), write(2, 9, create, made));
    }

    @Test
    void endsLeasesWithTheirKeysOnceAndNotTwice() {
        PutRequest put = PutRequest.of(Bytes.utf8("a"), Bytes.utf8("1")).withLease(7);
        Operation grant = write(1, 2, new LeaseGrantRequest(10, 7), new LeaseGrantResponse(1, 7, 10));
        Operation attach = write(3, 4, put, new PutResponse(2, null));
        Operation end =
                new Operation(-1, new Call.Write(new LeaseRevokeRequest(7)), 5, Operation.NEVER, new Outcome.Unknown());
        good(grant, attach, end, get(6, 7, "a", 3));
        good(grant, attach, end, get(6, 7, "a", 2, new dev.carafe.etcd.KeyValue(put.key(), put.value(), 2, 2, 1, 7)));
        bad(grant, attach, get(6, 7, "a", 3));
        bad(grant, attach, end, get(6, 7, "a", 4));
        Operation late =
                new Operation(0, new Call.Write(put), 8, 9, new Outcome.Refused(EtcdError.LEASE_NOT_FOUND.exception()));
        good(grant, end, late);
        bad(grant, late);
    }

    @Test
    void saysThatItGaveUp() {
        assertThat(new LinearizabilityChecker<>(new EtcdModel(), List.of(put(1, 2, "a", "1", 2)), 0).check())
                .isEqualTo(new Verdict.Undecided(0));
    }

    @Test
    void nestedTransactionsCompareWithTheStateBeforeTheOutermost() {
        Compare absent = new Compare(Bytes.utf8("a"), Bytes.EMPTY, Compare.Result.EQUAL, new Compare.Version(0));
        TxnRequest inner =
                new TxnRequest(List.of(absent), List.of(PutRequest.of(Bytes.utf8("b"), Bytes.utf8("2"))), List.of());
        TxnRequest outer =
                new TxnRequest(List.of(), List.of(PutRequest.of(Bytes.utf8("a"), Bytes.utf8("1")), inner), List.of());

        good(write(
                1,
                2,
                outer,
                new TxnResponse(
                        2,
                        true,
                        List.of(
                                new PutResponse(2, null),
                                new TxnResponse(2, true, List.of(new PutResponse(2, null)))))));
        bad(write(
                1,
                2,
                outer,
                new TxnResponse(2, true, List.of(new PutResponse(2, null), new TxnResponse(2, false, List.of())))));
    }

    @Test
    void rangesHaveTheOrderThatWasAskedFor() {
        RangeRequest newestFirst = RangeRequest.prefix(Bytes.EMPTY)
                .withSort(RangeRequest.SortTarget.MOD, RangeRequest.SortOrder.DESCEND)
                .withLimit(1);
        Operation first = put(1, 2, "a", "1", 2);
        Operation second = put(3, 4, "b", "1", 3);

        good(first, second, range(5, newestFirst, 3, true, 2, kv("b", "1", 3, 3, 1)));
        bad(first, second, range(5, newestFirst, 3, true, 2, kv("a", "1", 2, 2, 1)));
        // Without an order only what the limit left, and one more, is sorted.
        RangeRequest unordered = RangeRequest.prefix(Bytes.EMPTY)
                .withSort(RangeRequest.SortTarget.VERSION, RangeRequest.SortOrder.NONE)
                .withLimit(1);
        good(
                first,
                put(3, 4, "a", "2", 3),
                put(5, 6, "b", "1", 4),
                range(7, unordered, 4, true, 2, kv("b", "1", 4, 4, 1)));
    }

    private static Operation range(
            long from, RangeRequest request, long revision, boolean more, long count, KeyValue... found) {
        return new Operation(
                0,
                new Call.Range(request),
                from,
                from + 1,
                new Outcome.Answered(new RangeResponse(revision, List.of(found), more, count)));
    }
}
