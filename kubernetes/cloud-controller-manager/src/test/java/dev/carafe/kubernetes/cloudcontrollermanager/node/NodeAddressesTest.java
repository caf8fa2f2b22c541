package dev.carafe.kubernetes.cloudcontrollermanager.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.NodeAddress;
import dev.carafe.kubernetes.api.core.v1.NodeStatus;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NodeAddressesTest {
    private static List<NodeAddress> addresses(String... typesAndAddresses) {
        return Stream.of(typesAndAddresses)
                .map(each -> each.split("=", 2))
                .map(pair -> new NodeAddress().withType(pair[0]).withAddress(pair[1]))
                .toList();
    }

    private static Node node(String providedIp, String... present) {
        ObjectMeta metadata = new ObjectMeta().withName("n");
        return new Node()
                .withMetadata(
                        providedIp.isEmpty()
                                ? metadata
                                : metadata.withAnnotations(Map.of("alpha.kubernetes.io/provided-node-ip", providedIp)))
                .withStatus(new NodeStatus().withAddresses(addresses(present)));
    }

    private static final List<NodeAddress> CLOUD = addresses(
            "InternalIP=10.0.0.1",
            "InternalIP=10.0.0.2",
            "ExternalIP=203.0.113.1",
            "InternalIP=fd00::1",
            "InternalDNS=n.internal");

    @Test
    void theKubeletsHostNameStaysWhereTheCloudHasNone() {
        assertThat(NodeAddresses.of(node("", "Hostname=mine", "InternalIP=1.2.3.4"), addresses("InternalIP=10.0.0.1")))
                .isEqualTo(addresses("InternalIP=10.0.0.1", "Hostname=mine"));
        assertThat(NodeAddresses.of(node("", "Hostname=mine"), addresses("Hostname=theirs", "InternalIP=10.0.0.1")))
                .isEqualTo(addresses("Hostname=theirs", "InternalIP=10.0.0.1"));
    }

    @Test
    void addressesOfTheKubeletsChoiceComeFirstAndAloneOfTheirType() {
        assertThat(NodeAddresses.preferring(node("10.0.0.2"), CLOUD))
                .isEqualTo(addresses("InternalIP=10.0.0.2", "ExternalIP=203.0.113.1", "InternalDNS=n.internal"));
        assertThat(NodeAddresses.preferring(node("203.0.113.1"), CLOUD))
                .isEqualTo(addresses(
                        "ExternalIP=203.0.113.1",
                        "InternalIP=10.0.0.1",
                        "InternalIP=10.0.0.2",
                        "InternalIP=fd00::1",
                        "InternalDNS=n.internal"));
        assertThat(NodeAddresses.preferring(node("fd00:0::1,10.0.0.2"), CLOUD))
                .isEqualTo(addresses(
                        "InternalIP=fd00::1",
                        "InternalIP=10.0.0.2",
                        "ExternalIP=203.0.113.1",
                        "InternalDNS=n.internal"));
    }

    @Test
    void aChoiceThatTheCloudDoesNotKnowOrNobodyCanReadIsRefused() {
        assertThatThrownBy(() -> NodeAddresses.preferring(node("10.9.9.9"), CLOUD))
                .hasMessage("failed to get node address from cloud provider that matches ip: 10.9.9.9");
        assertThatThrownBy(() -> NodeAddresses.preferring(node("node-1"), CLOUD))
                .hasMessage("failed to parse node IP \"node-1\": could not parse \"node-1\"");
        assertThatThrownBy(() -> NodeAddresses.preferring(node("10.0.0.1,10.0.0.2"), CLOUD))
                .hasMessageContaining("must contain either a single IP or a dual-stack pair of IPs");
    }

    @Test
    void theOrderCountsOnlyWithinAType() {
        List<NodeAddress> one = addresses("InternalIP=10.0.0.1", "InternalIP=10.0.0.2", "Hostname=n");
        assertThat(NodeAddresses.differ(one, addresses("Hostname=n", "InternalIP=10.0.0.1", "InternalIP=10.0.0.2")))
                .isFalse();
        assertThat(NodeAddresses.differ(one, addresses("InternalIP=10.0.0.2", "InternalIP=10.0.0.1", "Hostname=n")))
                .isTrue();
        assertThat(NodeAddresses.differ(one, addresses("InternalIP=10.0.0.1", "Hostname=n")))
                .isTrue();
    }
}
