package dev.carafe.kubernetes.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.client.ApiRequest;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.leaderelection.LeaseTimes;
import dev.carafe.kubernetes.client.testing.FakeApi;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KubeSchedulerTest {
    private final FakeApi api = new FakeApi();
    private final Client client = api.client();
    private final KubeScheduler scheduler = KubeScheduler.start(
            new SchedulerConfig(SchedulerConfig.NAME_DEFAULT, false, LeaseTimes.DEFAULT, "test", 4),
            client,
            Clock.system());

    @AfterEach
    void close() {
        scheduler.close();
        api.close();
    }

    @Test
    void podsAreBoundAsFarAsNodesHaveRoom() {
        api.given(CoreV1.NODES, Pods.node("a", 1, 1024));
        for (int i = 0; i < 3; i++) {
            api.given(CoreV1.PODS, Pods.pod("p" + i, 400, 10));
        }
        await(() -> bindings() == 2);
        await(() -> client.of(CoreV1.PODS).list("default").stream()
                .flatMap(pod -> pod.status().conditions().stream())
                .anyMatch(condition -> condition.reason().equals("Unschedulable")
                        && condition
                                .message()
                                .equals("0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are"
                                        + " available: 1 No preemption victims found for incoming pod.")));
    }

    @Test
    void waitingPodIsBoundWhenANodeComes() {
        api.given(CoreV1.PODS, Pods.pod("p", 400, 10));
        await(() -> client.of(CoreV1.PODS).get("default", "p").status().conditions().stream()
                .anyMatch(condition -> condition.message().equals("no nodes available to schedule pods")));
        api.given(CoreV1.NODES, Pods.node("a", 1, 1024));
        await(() -> bindings() == 1);
    }

    @Test
    void failedBindingIsTriedAgain() {
        AtomicInteger failures = new AtomicInteger();
        api.addFault(request -> isBinding(request) && failures.getAndIncrement() == 0
                ? Optional.of(StatusError.internal("the store is away"))
                : Optional.empty());
        api.given(CoreV1.NODES, Pods.node("a", 1, 1024));
        api.given(CoreV1.PODS, Pods.pod("p", 400, 10));
        await(() -> bindings() == 1); // the one that failed never arrived
        assertThat(failures.get()).isEqualTo(2);
    }

    @Test
    void podsOfOtherSchedulersAreLeftAlone() {
        Pod foreign = Pods.pod("foreign", 1, 1);
        api.given(CoreV1.PODS, foreign.withSpec(foreign.spec().withSchedulerName("other")));
        api.given(CoreV1.PODS, Pods.pod("own", 1, 1));
        api.given(CoreV1.NODES, Pods.node("a", 1, 1024));
        await(() -> bindings() == 1);
        assertThat(api.requests())
                .filteredOn(KubeSchedulerTest::isBinding)
                .allMatch(request -> request.path().contains("/own/"));
    }

    private long bindings() {
        return api.requests().stream().filter(KubeSchedulerTest::isBinding).count();
    }

    private static boolean isBinding(ApiRequest request) {
        return request.path().endsWith("/binding");
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(5_000_000);
            assertThat(Thread.interrupted()).as("the test's time is over").isFalse();
        }
    }
}
