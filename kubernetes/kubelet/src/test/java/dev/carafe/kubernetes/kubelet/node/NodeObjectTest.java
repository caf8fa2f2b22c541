package dev.carafe.kubernetes.kubelet.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.NodeCondition;
import dev.carafe.kubernetes.api.core.v1.NodeStatus;
import dev.carafe.kubernetes.api.core.v1.Taint;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeObjectTest {
    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");
    private static final NodeHealth WELL = new NodeHealth("", "containerd://2", List.of(), false, false, false);
    private static final Machine MACHINE =
            new Machine(4, 8L << 30, 0, 100_000, 1_000, "amd64", "6.1", "Linux", "id", "uuid", "boot", "host");

    private final NodeObject object = new NodeObject(
            MACHINE,
            new NodeConfig(
                    "here",
                    List.of(),
                    Map.of("disk", "ssd", "kubernetes.io/hostname", "other"),
                    List.of(new Taint(Struct.of("key", "new", "effect", "NoSchedule"))),
                    10250,
                    110,
                    "v1.37.2",
                    false));

    @Test
    void registersWithWhatTheMachineHasAndKeepsSomeFromPods() {
        Node node = object.initial(WELL, List.of("192.0.2.1", "2001:db8::1"), THEN);
        assertThat(node.metadata().labels())
                .containsEntry("disk", "ssd")
                .containsEntry("kubernetes.io/hostname", "here")
                .containsEntry("kubernetes.io/arch", "amd64");
        assertThat(node.spec().taints()).hasSize(1);
        assertThat(node.status().addresses())
                .extracting(address -> address.type() + " " + address.address())
                .containsExactly("InternalIP 192.0.2.1", "InternalIP 2001:db8::1", "Hostname here");
        assertThat(node.status().capacity().get("memory")).hasToString("8Gi");
        assertThat(node.status().allocatable().get("memory")).hasToString("8092Mi");
        assertThat(node.status().allocatable().get("ephemeral-storage")).hasToString("90k");
        assertThat(node.status().nodeInfo().hasSwap())
                .as("this machine has none")
                .isFalse();
        assertThat(node.status().daemonEndpoints().kubeletEndpoint().Port()).isEqualTo(10250);
    }

    @Test
    void aConditionKeepsTheTimeOfItsLastChange() {
        NodeStatus first = object.status(new NodeStatus(Struct.EMPTY), WELL, List.of(), THEN);
        NodeStatus second = object.status(first, WELL, List.of(), THEN.plusSeconds(60));
        assertThat(condition(second, "Ready").lastTransitionTime()).contains(THEN);
        assertThat(condition(second, "Ready").lastHeartbeatTime()).contains(THEN.plusSeconds(60));
        assertThat(NodeObject.same(first, second))
                .as("but for when it was looked")
                .isTrue();
        NodeHealth ill = new NodeHealth("container runtime is down: x", "", List.of(), true, false, false);
        NodeStatus third = object.status(second, ill, List.of(), THEN.plusSeconds(90));
        assertThat(condition(third, "Ready").status()).isEqualTo("False");
        assertThat(condition(third, "Ready").reason()).isEqualTo("KubeletNotReady");
        assertThat(condition(third, "Ready").message()).isEqualTo("container runtime is down: x");
        assertThat(condition(third, "Ready").lastTransitionTime()).contains(THEN.plusSeconds(90));
        assertThat(condition(third, "MemoryPressure").reason()).isEqualTo("KubeletHasInsufficientMemory");
        assertThat(condition(third, "DiskPressure").lastTransitionTime()).contains(THEN);
    }

    @Test
    void whatOthersSayOfTheNodeStays() {
        NodeStatus status = object.status(new NodeStatus(Struct.EMPTY), WELL, List.of(), THEN);
        List<NodeCondition> conditions = new ArrayList<>(status.conditions());
        conditions.add(new NodeCondition(Struct.of("type", "NetworkUnavailable", "status", "False")));
        NodeStatus next = object.status(status.withConditions(conditions), WELL, List.of(), THEN);
        assertThat(condition(next, "NetworkUnavailable").status()).isEqualTo("False");
        assertThat(object.labels(Map.of("disk", "hdd", "mine", "yes")))
                .containsEntry("mine", "yes")
                .containsEntry("disk", "hdd");
    }

    private static NodeCondition condition(NodeStatus status, String type) {
        return status.conditions().stream()
                .filter(condition -> condition.type().equals(type))
                .findFirst()
                .orElseThrow();
    }
}
