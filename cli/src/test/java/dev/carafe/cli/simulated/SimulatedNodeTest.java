package dev.carafe.cli.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.ListOptions;
import dev.carafe.kubernetes.client.testing.FakeApi;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class SimulatedNodeTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final FakeApi api = new FakeApi();
    private final Client client = api.client();

    @Test
    void registersAsReadyAndRunsPodsAndEndsJobs() throws Exception {
        client.of(CoreV1.PODS).create(pod("web", "Always"));
        client.of(CoreV1.PODS).create(pod("job", "Never"));
        try (SimulatedNode node = SimulatedNode.start("simulated-node", client, Clock.system())) {
            assertThat(node).isNotNull();
            await(() -> client.of(CoreV1.NODES)
                    .find("", "simulated-node")
                    .filter(SimulatedNodeTest::isReady)
                    .isPresent());
            await(() -> phase("web").equals("Running"));
            await(() -> phase("job").equals("Succeeded"));
        }
        assertThat(client.of(CoreV1.PODS).list("default", ListOptions.ALL).items())
                .hasSize(2);
    }

    @Test
    void aDeletedPodIsGone() throws Exception {
        client.of(CoreV1.PODS).create(pod("web", "Always"));
        try (SimulatedNode node = SimulatedNode.start("simulated-node", client, Clock.system())) {
            assertThat(node).isNotNull();
            await(() -> phase("web").equals("Running"));
            client.of(CoreV1.PODS).delete("default", "web");
            await(() -> client.of(CoreV1.PODS).find("default", "web").isEmpty());
        }
    }

    private String phase(String name) {
        return client.of(CoreV1.PODS)
                .find("default", name)
                .map(pod -> pod.status().phase())
                .orElse("");
    }

    private static boolean isReady(Node node) {
        return node.status().conditions().stream()
                .anyMatch(each -> each.type().equals("Ready") && each.status().equals("True"));
    }

    private static Pod pod(String name, String restartPolicy) {
        return new Pod()
                .withMetadata(new ObjectMeta().withNamespace("default").withName(name))
                .withSpec(new PodSpec()
                        .withNodeName("simulated-node")
                        .withRestartPolicy(restartPolicy)
                        .withContainers(List.of(new Container().withName("c").withImage("carafe.local/busybox:1"))));
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        CountDownLatch never = new CountDownLatch(1);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time is up").isLessThan(deadline);
            assertThat(never.await(20, TimeUnit.MILLISECONDS)).isFalse();
        }
    }
}
