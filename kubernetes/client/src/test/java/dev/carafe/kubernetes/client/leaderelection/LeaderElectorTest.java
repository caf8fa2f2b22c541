package dev.carafe.kubernetes.client.leaderelection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.coordination.v1.CoordinationV1;
import dev.carafe.kubernetes.api.coordination.v1.Lease;
import dev.carafe.kubernetes.client.ConnectionException;
import dev.carafe.kubernetes.client.testing.FakeApi;
import dev.carafe.kubernetes.client.testing.ManualClock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LeaderElectorTest {
    private final ManualClock clock = new ManualClock();
    private final FakeApi api = new FakeApi(clock);

    private LeaderElector candidate(String identity) {
        LeaderElector elector = new LeaderElector(
                new LeaderElectionConfig("kube-system", "part", identity, LeaseTimes.DEFAULT), api.client(), clock);
        Thread.ofVirtual().start(() -> elector.run(() -> {}, () -> {}));
        return elector;
    }

    private void await(Duration step, BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            clock.advance(step);
            LockSupport.parkNanos(2_000_000);
        }
    }

    private Lease lease() {
        return api.client().of(CoordinationV1.LEASES).get("kube-system", "part");
    }

    @Test
    void theSecondTakesOverAtOnceWhenTheFirstCloses() {
        LeaderElector first = candidate("one");
        await(Duration.ofMillis(100), first::isLeader);
        LeaderElector second = candidate("two");
        await(Duration.ofMillis(100), () -> clock.waiting() >= 2);
        assertThat(second.isLeader()).isFalse();
        first.close();
        assertThat(lease().spec().holderIdentity()).isEmpty();
        await(Duration.ofMillis(500), second::isLeader);
        assertThat(lease().spec().holderIdentity()).isEqualTo("two");
        second.close();
    }

    @Test
    void oneWhoCannotRenewLosesTheLead() {
        LeaderElector only = candidate("one");
        await(Duration.ofMillis(100), only::isLeader);
        long since = clock.nanoTime();
        api.addFault(request ->
                request.method().equals("PUT") ? Optional.of(new ConnectionException("down")) : Optional.empty());
        await(Duration.ofMillis(500), () -> !only.isLeader());
        assertThat(Duration.ofNanos(clock.nanoTime() - since)).isGreaterThan(Duration.ofSeconds(9));
        only.close();
    }
}
