package dev.carafe.kubernetes.kubelet.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.ContainerStatus;
import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.testing.FakeApi;
import dev.carafe.kubernetes.kubelet.node.NodeConfig;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SimulatedKubeletTest {
    private static final NodeConfig CONFIG =
            new NodeConfig("sim", List.of("192.0.2.1"), Map.of(), List.of(), 10_250, 110, "v1.37.0");

    private final BlockingQueue<FakeApi.Change> changes = new ArrayBlockingQueue<>(10_000);
    private final FakeApi api = new FakeApi();
    private final Client client = api.client();

    @Test
    void reportsPodsRunningAndLetsThemGo() throws Exception {
        api.observe(changes::add);
        try (SimulatedKubelet kubelet = start()) {
            create(pod("p", "Always"));
            giveRange();
            Pod running = awaitPod(pod -> pod.status().phase().equals("Running"));
            assertThat(running.status().podIP()).isEqualTo("10.9.8.2");
            assertThat(running.status().containerStatuses().getFirst().ready()).isTrue();
            client.of(CoreV1.PODS).delete("default", "p");
            await("/pods", change -> change.after().isEmpty());
            assertThat(kubelet.node()).isPresent();
        }
    }

    @Test
    void saysWhereverANodeIsShownThatItIsSimulated() throws Exception {
        api.observe(changes::add);
        try (SimulatedKubelet _ = start()) {
            Node node = client.of(CoreV1.NODES).get("", "sim");
            assertThat(node.metadata().labels()).containsEntry(SimulatedKubelet.LABEL, "true");
            assertThat(node.status().nodeInfo().kubeletVersion()).isEqualTo("v1.37.0+simulated");
            assertThat(node.status().nodeInfo().osImage()).isEqualTo("simulated");
            assertThat(node.status().nodeInfo().kernelVersion()).isEqualTo("simulated");
            assertThat(node.status().nodeInfo().containerRuntimeVersion()).isEqualTo("simulated://v1.37.0");
        }
    }

    @Test
    void endsPodsThatAreNotMeantToRunForEver() throws Exception {
        api.observe(changes::add);
        Pod job = pod("job", "OnFailure");
        try (SimulatedKubelet _ = start()) {
            create(job.withSpec(job.spec()
                    .withInitContainers(List.of(
                            new Container(Struct.of("name", "init", "image", "i")),
                            new Container().withName("sidecar").withImage("i").withRestartPolicy("Always")))));
            giveRange();
            awaitPod(pod -> pod.status().phase().equals("Running"));
            Pod ended = awaitPod(pod -> pod.status().phase().equals("Succeeded"));
            assertThat(ended.status().initContainerStatuses()).hasSize(2).allMatch(SimulatedKubeletTest::completed);
            assertThat(ended.status().containerStatuses()).singleElement().matches(SimulatedKubeletTest::completed);
            create(pod("next", "Always"));
            Pod next = awaitPod(pod -> pod.status().phase().equals("Running"));
            assertThat(next.status().podIP()).isNotEqualTo(ended.status().podIP());
        }
    }

    @Test
    void goesOnWithWhatRanBeforeItsOwnRestart() throws Exception {
        api.observe(changes::add);
        Pod before;
        try (SimulatedKubelet _ = start()) {
            giveRange();
            create(pod("z", "Always"));
            before = awaitPod(pod -> pod.status().phase().equals("Running"));
        }
        create(pod("a", "Always")); // listed before the other, so it would be given the first address
        try (SimulatedKubelet _ = start()) {
            Pod other = awaitPod(
                    pod -> pod.name().equals("a") && pod.status().phase().equals("Running"));
            assertThat(other.status().podIP()).isEqualTo("10.9.8.3");
            Pod after = client.of(CoreV1.PODS).get("default", "z");
            assertThat(after.status()).isEqualTo(before.status());
        }
    }

    @Test
    void aPodOfTheHostsNetworkThatWasThereBeforeHasTheHostsAddress() throws Exception {
        Pod pod = pod("p", "Always");
        create(pod.withSpec(pod.spec().withHostNetwork(true)));
        api.observe(changes::add);
        try (SimulatedKubelet _ = SimulatedKubelet.start(CONFIG, client, Clock.system())) {
            Pod running = awaitPod(each -> each.status().phase().equals("Running"));
            assertThat(running.status().podIP()).isEqualTo("192.0.2.1");
        }
    }

    /** One that has registered. */
    private SimulatedKubelet start() throws InterruptedException {
        SimulatedKubelet kubelet = SimulatedKubelet.start(CONFIG, client, Clock.system());
        if (client.of(CoreV1.NODES).find("", "sim").isEmpty()) {
            await("/nodes", change -> change.after().isPresent());
        }
        return kubelet;
    }

    private void create(Pod pod) {
        client.of(CoreV1.PODS).create(pod);
    }

    private void giveRange() {
        Node node = client.of(CoreV1.NODES).get("", "sim");
        client.of(CoreV1.NODES).update(node.withSpec(node.spec().withPodCIDR("10.9.8.0/24")));
    }

    private static Pod pod(String name, String restartPolicy) {
        return new Pod()
                .withMetadata(new ObjectMeta().withName(name).withNamespace("default"))
                .withSpec(new PodSpec()
                        .withNodeName("sim")
                        .withRestartPolicy(restartPolicy)
                        .withContainers(List.of(new Container(Struct.of("name", "c", "image", "i")))));
    }

    private static boolean completed(ContainerStatus status) {
        return status.state().terminated().reason().equals("Completed");
    }

    private Pod awaitPod(Predicate<Pod> wanted) throws InterruptedException {
        return new Pod(await(
                "/pods",
                change ->
                        change.after().filter(pod -> wanted.test(new Pod(pod))).isPresent()));
    }

    private Struct await(String resource, Predicate<FakeApi.Change> wanted) throws InterruptedException {
        while (true) {
            FakeApi.Change change = changes.poll(30, TimeUnit.SECONDS);
            assertThat(change).as("a change of %s in time", resource).isNotNull();
            if (change != null && change.resource().equals(resource) && wanted.test(change)) {
                return change.after().orElse(Struct.EMPTY);
            }
        }
    }
}
