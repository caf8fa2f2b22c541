package dev.carafe.etcd.robustness.watch;

import static dev.carafe.etcd.robustness.testing.Histories.kv;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.EtcdError;
import dev.carafe.etcd.KeyValue;
import dev.carafe.etcd.WatchEvent;
import dev.carafe.etcd.WatchRequest;
import dev.carafe.etcd.rpc.EncodedEvent;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each promise of a watch, kept and broken. */
class WatchCheckerTest {
    private static final WatchRequest ALL = WatchRequest.prefix(Bytes.EMPTY).withStartRevision(2);

    private static final WatchEvent A2 = event(kv("a", "1", 2, 2, 1), null);
    private static final WatchEvent B3 = event(kv("b", "1", 3, 3, 1), null);
    private static final WatchEvent A4 = event(kv("a", "2", 2, 4, 2), null);
    private static final WatchEvent B4 = event(kv("b", "2", 3, 4, 2), null);
    private static final WatchEvent A5 = event(KeyValue.tombstone(Bytes.utf8("a"), 5), null);

    private final EventLog log = new EventLog();
    private long compacted;

    WatchCheckerTest() {
        assertThat(log.append(List.of(A2, B3, A4, B4, A5))).isEmpty();
    }

    private static WatchEvent event(KeyValue kv, @Nullable KeyValue prev) {
        return new WatchEvent(kv, prev);
    }

    private WatchRecord watch(WatchRequest request) {
        return new WatchRecord(request, 1, () -> compacted);
    }

    private List<String> check(WatchRecord record) {
        return WatchChecker.check(log, record, false);
    }

    private List<String> told(WatchEvent... events) {
        WatchRecord record = watch(ALL);
        record.events(List.of(events), 5);
        return check(record);
    }

    @Test
    void takesAllEventsInOrder() {
        WatchRecord record = watch(ALL);
        record.events(List.of(A2, B3), 3);
        record.progress(3);
        record.events(List.of(A4, B4, A5), 5);
        assertThat(WatchChecker.check(log, record, true)).isEmpty();
    }

    @Test
    void findsDisorder() {
        assertThat(told(B3, A2)).isNotEmpty();
    }

    @Test
    void findsDoubles() {
        assertThat(told(A2, A2)).isNotEmpty();
        WatchRecord record = watch(ALL);
        record.events(List.of(A2), 2);
        record.events(List.of(A2, B3), 3);
        assertThat(check(record)).isNotEmpty();
    }

    @Test
    void findsGaps() {
        assertThat(told(A2, A4, B4)).isNotEmpty();
        assertThat(told(B3)).as("from the start on").isNotEmpty();
    }

    @Test
    void findsTornRevisions() {
        assertThat(told(A2, B3, A4)).isNotEmpty();
        WatchRecord record = watch(ALL);
        record.events(List.of(A2, B3, A4), 4);
        record.events(List.of(B4), 4);
        assertThat(check(record)).isNotEmpty();
    }

    @Test
    void findsProgressThatComesTooSoon() {
        WatchRecord record = watch(ALL);
        record.events(List.of(A2), 2);
        record.progress(3);
        assertThat(check(record)).isNotEmpty();
        WatchRecord ahead = watch(ALL);
        ahead.progress(99);
        assertThat(check(ahead)).isNotEmpty();
    }

    @Test
    void findsEventsBehindTheProgressTold() {
        WatchRecord record = watch(WatchRequest.of(Bytes.utf8("b")).withStartRevision(2));
        record.progress(2);
        record.events(List.of(B3), 3);
        assertThat(check(record)).isEmpty();
        record.progress(4);
        assertThat(check(record)).isNotEmpty();
    }

    @Test
    void findsWrongKeysAndEventsThatNeverWere() {
        assertThat(told(event(kv("a", "9", 2, 2, 1), null))).isNotEmpty();
        assertThat(told(event(kv("a", "1", 1, 2, 1), null)))
                .as("said to be no creation")
                .isNotEmpty();
        assertThat(told(event(kv("z", "1", 2, 2, 1), null))).isNotEmpty();
    }

    @Test
    void findsMissingAndWrongPreviousValues() {
        WatchRequest request =
                WatchRequest.of(Bytes.utf8("a")).withStartRevision(4).withPrevKv(true);
        WatchRecord right = watch(request);
        right.events(List.of(event(A4.kv(), A2.kv()), event(A5.kv(), A4.kv())), 5);
        assertThat(check(right)).isEmpty();
        WatchRecord missing = watch(request);
        missing.events(List.of(event(A4.kv(), null)), 5);
        assertThat(check(missing)).isNotEmpty();
        WatchRecord wrong = watch(request);
        wrong.events(List.of(event(A4.kv(), B3.kv())), 5);
        assertThat(check(wrong)).isNotEmpty();
        assertThat(told(event(A2.kv(), B3.kv()))).as("not asked for").isNotEmpty();
        compacted = 4;
        WatchRecord forgotten = watch(request);
        forgotten.events(List.of(event(A4.kv(), null)), 5);
        assertThat(check(forgotten)).isEmpty();
    }

    @Test
    void findsWhatFiltersShouldHaveHeldBack() {
        WatchRequest request =
                new WatchRequest(Bytes.utf8("a"), Bytes.EMPTY, 2, false, false, Set.of(WatchRequest.Filter.NO_PUT));
        WatchRecord right = watch(request);
        right.events(List.of(A5), 5);
        assertThat(WatchChecker.check(log, right, true)).isEmpty();
        WatchRecord wrong = watch(request);
        wrong.events(List.of(A2), 5);
        assertThat(check(wrong)).isNotEmpty();
    }

    @Test
    void findsACancellationWithoutACompaction() {
        WatchRecord record = watch(ALL);
        record.cancelled(EtcdError.COMPACTED.exception(), 4);
        assertThat(check(record)).isNotEmpty();
        compacted = 4;
        WatchRecord compactedAway = watch(ALL);
        compactedAway.cancelled(EtcdError.COMPACTED.exception(), 4);
        assertThat(check(compactedAway)).isEmpty();
        WatchRecord upToDate = watch(ALL);
        upToDate.events(List.of(A2, B3, A4, B4), 4);
        upToDate.cancelled(EtcdError.COMPACTED.exception(), 4);
        assertThat(check(upToDate)).isNotEmpty();
    }

    @Test
    void findsThatTheLastEventsNeverCame() {
        WatchRecord record = watch(ALL);
        record.events(List.of(A2, B3), 3);
        assertThat(WatchChecker.check(log, record, false)).isEmpty();
        assertThat(WatchChecker.check(log, record, true)).isNotEmpty();
    }

    /** A watch that asks for fragments in which one event fits. */
    private WatchRecord fragmented() {
        return new WatchRecord(ALL, 1, () -> compacted, EncodedEvent.of(A2).bytes() + 1);
    }

    @Test
    void putsFragmentsTogether() {
        WatchRecord record = fragmented();
        record.message(List.of(A2), true, 4);
        record.message(List.of(B3), true, 4);
        record.message(List.of(A4), true, 4);
        assertThat(record.reached()).as("of a response that is not whole").isEqualTo(1);
        record.message(List.of(B4), false, 4);
        assertThat(record.reached()).isEqualTo(4);
        record.events(List.of(A5), 5);
        assertThat(WatchChecker.check(log, record, true)).isEmpty();
    }

    @Test
    void findsARevisionTornBetweenTwoResponses() {
        WatchRecord record = fragmented();
        record.message(List.of(A2), true, 4);
        record.message(List.of(B3), true, 4);
        record.message(List.of(A4), false, 4);
        record.message(List.of(B4), false, 4);
        assertThat(check(record)).anyMatch(wrong -> wrong.contains("was told 1 of the 2 events of revision 4"));
    }

    @Test
    void findsAResponseWithoutItsEnd() {
        WatchRecord record = fragmented();
        record.message(List.of(A2), true, 4);
        record.message(List.of(B3), true, 4);
        record.message(List.of(A4), true, 4);
        assertThat(check(record)).as("its connection may have broken").isEmpty();
        assertThat(WatchChecker.check(log, record, true))
                .anyMatch(wrong -> wrong.contains("was not told the rest of a response"));
        record.progress(4);
        assertThat(check(record)).anyMatch(wrong -> wrong.contains("progress within a response"));
        WatchRecord ended = fragmented();
        ended.message(List.of(A2), true, 4);
        ended.cancelled(EtcdError.PERMISSION_DENIED.exception(), 0);
        assertThat(check(ended)).anyMatch(wrong -> wrong.contains("its end within a response"));
    }

    @Test
    void findsWhatIsWrongInAResponseThatBrokeOff() {
        WatchRecord gap = fragmented();
        gap.message(List.of(A2), true, 4);
        gap.message(List.of(A4), true, 4);
        assertThat(check(gap)).isNotEmpty();
        WatchRecord twice = fragmented();
        twice.message(List.of(A2), true, 4);
        twice.message(List.of(A2), true, 4);
        assertThat(check(twice)).isNotEmpty();
        WatchRecord wrong = fragmented();
        wrong.message(List.of(B3), true, 4);
        assertThat(check(wrong)).isNotEmpty();
    }

    @Test
    void findsFragmentsOfDifferentRevisions() {
        WatchRecord record = fragmented();
        record.message(List.of(A2), true, 3);
        record.message(List.of(B3), false, 4);
        assertThat(check(record)).anyMatch(wrong -> wrong.contains("within a response of 3"));
    }

    @Test
    void findsFragmentsOfTheWrongSize() {
        WatchRecord large = fragmented();
        large.message(List.of(A2, B3), true, 4);
        large.message(List.of(A4), true, 4);
        large.message(List.of(B4), false, 4);
        assertThat(check(large)).anyMatch(wrong -> wrong.contains("bytes at once"));
        WatchRecord empty = fragmented();
        empty.message(List.of(A2), true, 2);
        empty.message(List.of(), true, 2);
        assertThat(check(empty)).anyMatch(wrong -> wrong.contains("an empty fragment"));
        WatchRecord nothing = fragmented();
        nothing.message(List.of(), false, 2);
        assertThat(check(nothing)).isNotEmpty();
        WatchRecord alone = new WatchRecord(ALL, 1, () -> compacted, 1);
        alone.message(List.of(A2), false, 2);
        assertThat(check(alone)).as("an event that is larger").isEmpty();
    }

    @Test
    void findsFragmentsThatNobodyAskedFor() {
        WatchRecord record = watch(ALL);
        record.message(List.of(A2), true, 3);
        record.message(List.of(B3), false, 3);
        assertThat(check(record)).anyMatch(wrong -> wrong.contains("asked for none"));
    }

    @Test
    void refusesLogsThatCannotBe() {
        assertThat(new EventLog().append(List.of(B3))).isNotEmpty();
        assertThat(new EventLog().append(List.of(event(kv("a", "1", 2, 2, 2), null))))
                .isNotEmpty();
        assertThat(new EventLog().append(List.of(event(KeyValue.tombstone(Bytes.utf8("a"), 2), null))))
                .isNotEmpty();
    }
}
