package dev.carafe.kubernetes.cloudcontrollermanager.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.NodeAddress;
import dev.carafe.kubernetes.api.core.v1.NodeSpec;
import dev.carafe.kubernetes.api.core.v1.Taint;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.InstanceMetadata;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeInitializationTest {
    private static final InstanceMetadata METADATA = new InstanceMetadata(
            "fake://1",
            "large",
            List.of(new NodeAddress().withType("InternalIP").withAddress("10.0.0.1")),
            "z1",
            "r1",
            Map.of(
                    "example.com/rack", "7",
                    "mine", "no",
                    "node.kubernetes.io/windows-build", "1",
                    "x.k8s.io/y", "1"));

    private static Node node() {
        return new Node()
                .withMetadata(new ObjectMeta()
                        .withName("n")
                        .withLabels(Map.of("mine", "yes", "topology.kubernetes.io/zone", "old")))
                .withSpec(new NodeSpec()
                        .withTaints(List.of(
                                new Taint()
                                        .withKey("node.cloudprovider.kubernetes.io/uninitialized")
                                        .withValue("true")
                                        .withEffect("NoSchedule"),
                                new Taint().withKey("dedicated").withEffect("NoSchedule"))));
    }

    @Test
    void aNodeIsToldWhatAndWhereItIsAndLosesTheTaint() {
        Node initialized = NodeInitialization.initialized(node(), METADATA);
        assertThat(initialized.spec().providerID()).isEqualTo("fake://1");
        assertThat(initialized.spec().taints()).extracting(Taint::key).containsExactly("dedicated");
        assertThat(initialized.metadata().labels())
                .isEqualTo(Map.of(
                        "mine", "yes",
                        "example.com/rack", "7",
                        "beta.kubernetes.io/instance-type", "large",
                        "node.kubernetes.io/instance-type", "large",
                        "failure-domain.beta.kubernetes.io/zone", "z1",
                        "topology.kubernetes.io/zone", "z1",
                        "failure-domain.beta.kubernetes.io/region", "r1",
                        "topology.kubernetes.io/region", "r1"));
        assertThat(NodeInitialization.initialized(initialized, METADATA)).isEqualTo(initialized);
    }

    @Test
    void whatTheCloudDoesNotKnowStaysAsItWas() {
        InstanceMetadata little = new InstanceMetadata("fake://2", "", List.of(), "", "", Map.of());
        Node given = node().withSpec(node().spec().withProviderID("fake://1"));
        Node initialized = NodeInitialization.initialized(given, little);
        assertThat(initialized.spec().providerID()).as("it may not change").isEqualTo("fake://1");
        assertThat(initialized.metadata().labels()).isEqualTo(given.metadata().labels());
    }

    @Test
    void aNodeThatChoseAnUnknownAddressStaysTainted() {
        Node chosen = node().withMetadata(
                        node().metadata().withAnnotations(Map.of("alpha.kubernetes.io/provided-node-ip", "10.0.0.9")));
        assertThatThrownBy(() -> NodeInitialization.check(chosen, METADATA))
                .hasMessageContaining("provided node ip for node \"n\" is not valid: ");
    }

    @Test
    void labelsUnderOldNamesLeadThoseUnderNewOnes() {
        assertThat(NodeLabels.missing(Map.of(
                        "failure-domain.beta.kubernetes.io/zone", "z1",
                        "topology.kubernetes.io/zone", "z2",
                        "beta.kubernetes.io/instance-type", "large",
                        "topology.kubernetes.io/region", "r1")))
                .isEqualTo(Map.of("topology.kubernetes.io/zone", "z1", "node.kubernetes.io/instance-type", "large"));
        assertThat(NodeLabels.missing(Map.of())).isEmpty();
    }
}
