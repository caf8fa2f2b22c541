package dev.carafe.kubernetes.kubelet.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.NodeAddress;
import dev.carafe.kubernetes.api.core.v1.NodeStatus;
import dev.carafe.kubernetes.api.core.v1.Taint;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExternalCloudNodeTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String PROVIDED = "alpha.kubernetes.io/provided-node-ip";
    private static final Taint UNINITIALIZED = new Taint()
            .withKey("node.cloudprovider.kubernetes.io/uninitialized")
            .withValue("true")
            .withEffect("NoSchedule");
    private static final Machine MACHINE =
            new Machine(2, 4L << 30, 0, 10L << 30, 32_768, "amd64", "6.1", "Linux", "m", "u", "b", "host");
    private static final NodeHealth WELL = new NodeHealth("", "fake://1", List.of(), false, false, false);

    private static NodeObject object(boolean externalCloud, String... ips) {
        Taint own = new Taint().withKey("dedicated").withEffect("NoSchedule");
        return new NodeObject(
                MACHINE,
                new NodeConfig("n", List.of(ips), Map.of(), List.of(own), 10_250, 110, "v1.37.0", externalCloud));
    }

    private static Node initial(NodeObject object) {
        return object.initial(WELL, List.of("10.0.0.1"), NOW);
    }

    private static NodeAddress address(String type, String address) {
        return new NodeAddress().withType(type).withAddress(address);
    }

    @Test
    void aNodeOfAnExternalCloudWaitsForIt() {
        Node node = initial(object(true));
        assertThat(node.spec().taints()).hasSize(2).contains(UNINITIALIZED);
        assertThat(node.metadata().annotations()).doesNotContainKey(PROVIDED);
        assertThat(node.status().addresses())
                .as("its addresses are for the cloud to say")
                .containsExactly(address("Hostname", "n"));
        Node told = initial(object(true, "10.0.0.7", "fd00::7"));
        assertThat(told.metadata().annotations()).containsEntry(PROVIDED, "10.0.0.7,fd00::7");
        assertThat(told.status().addresses())
                .containsExactly(
                        address("InternalIP", "10.0.0.7"), address("InternalIP", "fd00::7"), address("Hostname", "n"));
    }

    @Test
    void theCloudsAddressesStay() {
        List<NodeAddress> cloud = List.of(address("ExternalIP", "203.0.113.1"), address("Hostname", "theirs"));
        NodeStatus old = new NodeStatus().withAddresses(cloud);
        assertThat(object(true, "10.0.0.7")
                        .status(old, WELL, List.of("10.0.0.7"), NOW)
                        .addresses())
                .isEqualTo(cloud);
        assertThat(object(false).status(old, WELL, List.of("10.0.0.1"), NOW).addresses())
                .containsExactly(address("InternalIP", "10.0.0.1"), address("Hostname", "n"));
    }

    @Test
    void aNodeWithoutACloudIsReadyForPodsAtOnce() {
        Node node = initial(object(false, "10.0.0.1"));
        assertThat(node.spec().taints()).extracting(Taint::key).containsExactly("dedicated");
        assertThat(object(false, "10.0.0.1").annotations(Map.of(PROVIDED, "10.0.0.1", "a", "b")))
                .as("what was said for a cloud that is no more is taken back")
                .isEqualTo(Map.of("a", "b"));
    }
}
