package dev.carafe.kubernetes.kubelet.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.testing.FakeApi;
import dev.carafe.kubernetes.kubelet.node.NodeConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SimulatedKubeletTest {
    private final BlockingQueue<FakeApi.Change> changes = new ArrayBlockingQueue<>(10_000);

    @TempDir
    Path directory = Path.of(".");

    @Test
    void reportsPodsRunningAndLetsThemGo() throws Exception {
        FakeApi api = new FakeApi();
        api.observe(changes::add);
        Client client = api.client();
        NodeConfig config = new NodeConfig("sim", List.of("192.0.2.1"), Map.of(), List.of(), 10_250, 110, "v1.37.0");
        try (SimulatedKubelet kubelet = SimulatedKubelet.start(config, directory, client)) {
            await("/nodes", change -> change.after().isPresent());
            client.of(CoreV1.PODS)
                    .create(new Pod()
                            .withMetadata(
                                    new ObjectMeta(Struct.EMPTY).withName("p").withNamespace("default"))
                            .withSpec(new PodSpec(Struct.EMPTY)
                                    .withNodeName("sim")
                                    .withContainers(List.of(new Container(Struct.of("name", "c", "image", "i"))))));
            Node node = client.of(CoreV1.NODES).get("", "sim");
            assertThat(node.metadata().labels()).containsEntry(SimulatedKubelet.LABEL, "true");
            client.of(CoreV1.NODES).update(node.withSpec(node.spec().withPodCIDR("10.9.8.0/24")));
            Pod running = new Pod(await(
                    "/pods",
                    change -> change.after()
                            .filter(pod -> new Pod(pod).status().phase().equals("Running"))
                            .isPresent()));
            assertThat(running.status().podIP()).isEqualTo("10.9.8.2");
            assertThat(running.status().containerStatuses().getFirst().ready()).isTrue();
            client.of(CoreV1.PODS).delete("default", "p");
            await("/pods", change -> change.after().isEmpty());
            assertThat(kubelet.node()).isPresent();
        }
    }

    private Struct await(String resource, Predicate<FakeApi.Change> wanted) throws InterruptedException {
        while (true) {
            FakeApi.Change change = changes.poll(30, TimeUnit.SECONDS);
            assertThat(change).as("a change of %s in time", resource).isNotNull();
            if (change != null && change.resource().equals(resource) && wanted.test(change)) {
                return Optional.ofNullable(change.after().orElse(null)).orElse(Struct.EMPTY);
            }
        }
    }
}
