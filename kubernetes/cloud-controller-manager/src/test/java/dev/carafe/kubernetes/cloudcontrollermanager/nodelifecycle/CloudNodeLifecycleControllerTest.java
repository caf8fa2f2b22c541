package dev.carafe.kubernetes.cloudcontrollermanager.nodelifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.NodeCondition;
import dev.carafe.kubernetes.api.core.v1.NodeSpec;
import dev.carafe.kubernetes.api.core.v1.NodeStatus;
import dev.carafe.kubernetes.api.core.v1.Taint;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.controller.ControllerContext;
import dev.carafe.kubernetes.client.informer.InformerFactory;
import dev.carafe.kubernetes.client.testing.FakeApi;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.InstanceMetadata;
import dev.carafe.kubernetes.cloudcontrollermanager.testing.FakeCloud;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CloudNodeLifecycleControllerTest {
    private static final Taint OTHER = new Taint().withKey("dedicated").withEffect("NoSchedule");
    private static final Taint SHUTDOWN =
            new Taint().withKey("node.cloudprovider.kubernetes.io/shutdown").withEffect("NoSchedule");

    private final FakeApi api = new FakeApi();
    private final FakeCloud cloud = new FakeCloud();

    private void given(String name, String ready, Taint... taints) {
        api.given(
                CoreV1.NODES,
                new Node()
                        .withMetadata(new ObjectMeta().withName(name))
                        .withSpec(new NodeSpec().withTaints(List.of(taints)))
                        .withStatus(new NodeStatus()
                                .withConditions(List.of(
                                        new NodeCondition().withType("Ready").withStatus(ready)))));
        cloud.given(name, new InstanceMetadata("fake://" + name, "", List.of(), "", "", Map.of()));
    }

    private List<String> names() {
        return api.client().of(CoreV1.NODES).list("").stream()
                .map(Node::name)
                .sorted()
                .toList();
    }

    private List<Taint> taints(String name) {
        return List.copyOf(api.client().of(CoreV1.NODES).get("", name).spec().taints());
    }

    private void monitor(Consumer<CloudNodeLifecycleController> rounds) throws InterruptedException {
        try (InformerFactory informers = new InformerFactory(api.client(), Clock.system());
                ControllerContext context = new ControllerContext(api.client(), null, informers, Clock.system())) {
            CloudNodeLifecycleController controller =
                    new CloudNodeLifecycleController(context, cloud, Duration.ofSeconds(5));
            informers.start();
            assertThat(informers.awaitSync(Duration.ofSeconds(30))).isTrue();
            rounds.accept(controller);
        }
    }

    @Test
    void onlyNodesThatAreNotReadyAndHaveNoInstanceGo() throws InterruptedException {
        given("lost", "Unknown");
        given("silent", "Unknown");
        given("unready", "False");
        given("ready", "True");
        cloud.remove("lost");
        cloud.remove("unready");
        cloud.remove("ready");
        monitor(CloudNodeLifecycleController::monitorNodes);
        assertThat(names()).containsExactly("ready", "silent");
        assertThat(api.client().of(CoreV1.EVENTS).list("default")).anySatisfy(event -> {
            assertThat(event.reason()).isEqualTo("DeletingNode");
            assertThat(event.message()).isEqualTo("Deleting node lost because it does not exist in the cloud provider");
        });
    }

    @Test
    void aCloudThatFailsCostsNoNode() throws InterruptedException {
        given("silent", "Unknown");
        cloud.remove("silent");
        cloud.failInstances(new IOException("the cloud is away"));
        monitor(CloudNodeLifecycleController::monitorNodes);
        assertThat(names()).containsExactly("silent");
    }

    @Test
    void anInstanceThatIsShutDownTaintsItsNodeUntilItIsReady() throws InterruptedException {
        given("off", "Unknown", OTHER);
        given("back", "True", OTHER, SHUTDOWN);
        given("on", "Unknown", SHUTDOWN);
        cloud.shutDown("off");
        cloud.shutDown("back");
        monitor(CloudNodeLifecycleController::monitorNodes);
        assertThat(taints("off")).containsExactly(OTHER, SHUTDOWN);
        assertThat(taints("back")).as("it says itself that it is ready").containsExactly(OTHER);
        assertThat(taints("on")).as("not ready yet").containsExactly(SHUTDOWN);
    }
}
