package dev.carafe.kubernetes.controllermanager.nodelifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.NodeCondition;
import dev.carafe.kubernetes.api.core.v1.NodeStatus;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.api.core.v1.Taint;
import dev.carafe.kubernetes.api.core.v1.Toleration;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.client.controller.ControllerContext;
import dev.carafe.kubernetes.client.informer.InformerFactory;
import dev.carafe.kubernetes.client.testing.FakeApi;
import dev.carafe.kubernetes.client.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class NodeLifecycleTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final ManualClock clock = new ManualClock(NOON);
    private final FakeApi api = new FakeApi(clock);

    private Node node(String name) {
        return new Node()
                .withMetadata(new ObjectMeta().withName(name))
                .withStatus(new NodeStatus().withConditions(List.of(ready(clock.instant()))));
    }

    private static NodeCondition ready(Instant heartbeat) {
        return new NodeCondition().withType("Ready").withStatus("True").withLastHeartbeatTime(heartbeat);
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private List<String> taints(String name) {
        return api.client().of(CoreV1.NODES).get("", name).spec().taints().stream()
                .map(taint -> taint.key() + ":" + taint.effect())
                .toList();
    }

    @Test
    void aSilentNodeIsTaintedButNotWhenAllAreSilent() {
        var nodes = api.client().of(CoreV1.NODES);
        api.given(CoreV1.NODES, node("loud"));
        api.given(CoreV1.NODES, node("quiet"));
        try (InformerFactory informers = new InformerFactory(api.client(), clock);
                ControllerContext context = new ControllerContext(api.client(), null, informers, clock)) {
            NodeLifecycleController controller =
                    new NodeLifecycleController(context, Duration.ofSeconds(5), Duration.ofSeconds(50), 1);
            var lister = informers.informer(CoreV1.NODES).lister();
            informers.start();
            await(() -> lister.size() == 2);
            controller.lookAtAll();

            clock.advance(Duration.ofSeconds(51));
            Node loud = nodes.get("", "loud");
            nodes.updateStatus(loud.withStatus(loud.status().withConditions(List.of(ready(clock.instant())))));
            await(() -> lister.find("", "loud")
                    .orElseThrow()
                    .status()
                    .conditions()
                    .getFirst()
                    .lastHeartbeatTime()
                    .equals(java.util.Optional.of(clock.instant())));
            controller.lookAtAll();

            NodeCondition condition =
                    nodes.get("", "quiet").status().conditions().getFirst();
            assertThat(condition.status()).isEqualTo("Unknown");
            assertThat(condition.message()).isEqualTo("Kubelet stopped posting node status.");
            assertThat(taints("quiet")).containsExactly("node.kubernetes.io/unreachable:NoExecute");
            assertThat(taints("loud")).isEmpty();

            clock.advance(Duration.ofSeconds(51));
            await(() -> lister.find("", "quiet").orElseThrow().spec().taints().size() == 1);
            controller.lookAtAll();
            assertThat(taints("quiet")).as("no node is ready any more").isEmpty();
        }
    }

    @Test
    void aPodLeavesWhenItsTolerationEnds() {
        Taint taint = new Taint()
                .withKey("node.kubernetes.io/unreachable")
                .withEffect("NoExecute")
                .withTimeAdded(NOON);
        Toleration fiveMinutes = new Toleration()
                .withKey("node.kubernetes.io/unreachable")
                .withOperator("Exists")
                .withEffect("NoExecute")
                .withTolerationSeconds(300);
        Pod patient = new Pod().withSpec(new PodSpec().withTolerations(List.of(fiveMinutes)));
        Pod stoic = new Pod().withSpec(new PodSpec().withTolerations(List.of(new Toleration().withOperator("Exists"))));
        assertThat(Eviction.at(new Pod(), List.of(taint), NOON)).contains(NOON);
        assertThat(Eviction.at(patient, List.of(taint), NOON)).contains(NOON.plusSeconds(300));
        assertThat(Eviction.at(stoic, List.of(taint), NOON)).isEmpty();
        assertThat(Eviction.at(new Pod(), List.of(taint.withEffect("NoSchedule")), NOON))
                .isEmpty();
    }
}
