package dev.carafe.etcd.robustness.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.etcd.Bytes;
import dev.carafe.etcd.LeaseGrantRequest;
import dev.carafe.etcd.LeaseGrantResponse;
import dev.carafe.etcd.LeaseKeepAliveResponse;
import dev.carafe.etcd.LeaseLeasesResponse;
import dev.carafe.etcd.LeaseRevokeRequest;
import dev.carafe.etcd.LeaseRevokeResponse;
import dev.carafe.etcd.LeaseTimeToLiveResponse;
import dev.carafe.etcd.robustness.history.Call;
import dev.carafe.etcd.robustness.history.Operation;
import dev.carafe.etcd.robustness.history.Outcome;
import dev.carafe.etcd.robustness.watch.EventLog;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Ticks are milliseconds here, by the fastest clock too. */
class LeaseTimesTest {
    private static final Operation GRANT =
            answered(1000, new Call.Write(new LeaseGrantRequest(10, 7)), new LeaseGrantResponse(1, 7, 10));

    private static Operation answered(long from, Call call, Record response) {
        return new Operation(0, call, from, from + 1, new Outcome.Answered(response));
    }

    private static Operation left(long from, long seconds, Bytes... keys) {
        return answered(
                from, new Call.TimeToLive(7, true), new LeaseTimeToLiveResponse(1, 7, seconds, 10, List.of(keys)));
    }

    private static Operation keptAlive(long from, long seconds) {
        return answered(from, new Call.KeepAlive(7), new LeaseKeepAliveResponse(1, 7, seconds));
    }

    private static List<String> check(Operation... history) {
        return LeaseTimes.check(
                Stream.concat(Stream.of(GRANT), Stream.of(history)).toList(), (from, to) -> to - from);
    }

    private static List<String> order(Operation... history) {
        return HistoryChecks.history(
                Stream.concat(Stream.of(GRANT), Stream.of(history)).toList(), List.of(), new EventLog());
    }

    @Test
    void asMuchIsLeftAsWasPromisedOrMore() {
        assertThat(check(left(4000, 6))).isEmpty();
        assertThat(check(left(4000, 10))).isEmpty(); // a new leader gave it its time again
        assertThat(check(left(4000, 5))).isNotEmpty();
        assertThat(check(left(4000, 11))).isNotEmpty();
    }

    @Test
    void aKeepAliveIsAPromise() {
        assertThat(check(keptAlive(8000, 10), left(9000, 8))).isEmpty();
        assertThat(check(keptAlive(8000, 10), left(9000, 2))).isNotEmpty();
        assertThat(check(keptAlive(8000, 0), left(9000, 2))).isNotEmpty();
        assertThat(check(keptAlive(12_000, 0), left(12_100, 0))).isEmpty();
    }

    @Test
    void aKeepAliveIsRefusedOfALeaseThatMayBeRevoked() {
        Operation revoke = new Operation(
                1, new Call.Write(new LeaseRevokeRequest(7)), 1500, Operation.NEVER, new Outcome.Unknown());
        assertThat(check(revoke, keptAlive(2000, 0))).isEmpty();
    }

    @Test
    void ofALeaseThatWasGrantedTwiceNothingIsKnown() {
        Operation again = answered(1500, new Call.Write(new LeaseGrantRequest(3, 7)), new LeaseGrantResponse(1, 7, 3));
        assertThat(check(again, left(4000, 0))).isEmpty();
    }

    @Test
    void aLeaseThatIsThereIsToldAsThere() {
        assertThat(order(left(2000, 9))).isEmpty();
        assertThat(order(left(2000, 9, Bytes.utf8("nothing put this on it")))).isNotEmpty();
        assertThat(order(left(2000, -1))).isNotEmpty();
    }

    @Test
    void allLeasesAreTold() {
        Operation revoke = answered(1500, new Call.Write(new LeaseRevokeRequest(7)), new LeaseRevokeResponse(1));
        assertThat(order(leases(2000, 7L))).isEmpty();
        assertThat(order(leases(2000))).isNotEmpty();
        assertThat(order(leases(2000, 7L, 8L))).isNotEmpty();
        assertThat(order(revoke, leases(2000))).isEmpty();
        assertThat(order(revoke, leases(2000, 7L))).isNotEmpty();
    }

    private static Operation leases(long from, Long... ids) {
        return answered(from, new Call.Leases(), new LeaseLeasesResponse(1, List.of(ids)));
    }
}
