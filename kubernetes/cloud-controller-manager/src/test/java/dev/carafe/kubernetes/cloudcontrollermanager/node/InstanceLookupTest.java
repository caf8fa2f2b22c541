package dev.carafe.kubernetes.cloudcontrollermanager.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.NodeAddress;
import dev.carafe.kubernetes.api.core.v1.NodeSpec;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.CloudProvider;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.InstanceMetadata;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.InstanceNotFoundException;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.Instances;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.NotImplementedException;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.Zone;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.Zones;
import dev.carafe.kubernetes.cloudcontrollermanager.testing.FakeCloud;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InstanceLookupTest {
    private static final NodeAddress ADDRESS =
            new NodeAddress().withType("InternalIP").withAddress("10.0.0.1");

    private static Node node(String name) {
        return new Node().withMetadata(new ObjectMeta().withName(name));
    }

    /** A cloud of the first form that knows node {@code n} as 7; {@code old} has no ID there. */
    private static final class FirstForm implements CloudProvider, Instances, Zones {
        @Override
        public Optional<Instances> instances() {
            return Optional.of(this);
        }

        @Override
        public Optional<Zones> zones() {
            return Optional.of(this);
        }

        @Override
        public String providerName() {
            return "first";
        }

        @Override
        public boolean hasClusterID() {
            return true;
        }

        @Override
        public List<NodeAddress> nodeAddresses(String nodeName) throws IOException {
            return known(nodeName.equals("old"), List.of(ADDRESS));
        }

        @Override
        public List<NodeAddress> nodeAddressesByProviderID(String providerID) throws IOException {
            return known(providerID.equals("first://7"), List.of(ADDRESS));
        }

        @Override
        public String instanceID(String nodeName) throws IOException {
            if (nodeName.equals("old")) {
                throw new NotImplementedException();
            }
            return known(nodeName.equals("n"), "7");
        }

        @Override
        public String instanceType(String nodeName) throws IOException {
            return known(nodeName.equals("old"), "small");
        }

        @Override
        public String instanceTypeByProviderID(String providerID) throws IOException {
            return known(providerID.equals("first://7"), "large");
        }

        @Override
        public boolean instanceExistsByProviderID(String providerID) {
            return true;
        }

        @Override
        public boolean instanceShutdownByProviderID(String providerID) {
            return false;
        }

        @Override
        public Zone getZone() throws IOException {
            throw new NotImplementedException();
        }

        @Override
        public Zone getZoneByProviderID(String providerID) throws IOException {
            return known(providerID.equals("first://7"), new Zone("z", "r"));
        }

        @Override
        public Zone getZoneByNodeName(String nodeName) throws IOException {
            return known(nodeName.equals("old"), new Zone("", "r"));
        }

        private static <T> T known(boolean known, T answer) throws IOException {
            if (!known) {
                throw new InstanceNotFoundException();
            }
            return answer;
        }
    }

    @Test
    void theFirstFormIsAskedPieceByPiece() throws IOException {
        InstanceLookup lookup = new InstanceLookup(new FirstForm());
        assertThat(lookup.metadata(node("n")))
                .contains(new InstanceMetadata("first://7", "large", List.of(ADDRESS), "z", "r", Map.of()));
        assertThat(lookup.metadata(node("old")))
                .as("a cloud without IDs is asked by name")
                .contains(new InstanceMetadata("", "small", List.of(ADDRESS), "", "r", Map.of()));
        assertThatThrownBy(() -> lookup.metadata(node("other"))).hasMessage("instance not found");
        Node moved = node("other").withSpec(new NodeSpec().withProviderID("first://9"));
        assertThatThrownBy(() -> lookup.metadata(moved))
                .hasMessage("error fetching node by provider ID: instance not found,"
                        + " and error by node name: instance not found");
    }

    @Test
    void theSecondFormMustKnowAnIdForANodeWithoutOne() throws IOException {
        FakeCloud cloud = new FakeCloud();
        cloud.given("n", new InstanceMetadata("", "large", List.of(), "", "", Map.of()));
        InstanceLookup lookup = new InstanceLookup(cloud);
        assertThatThrownBy(() -> lookup.metadata(node("n")))
                .hasMessage("cloud provider does not set node provider ID for node n");
        Node given = node("n").withSpec(new NodeSpec().withProviderID("fake://1"));
        assertThat(lookup.metadata(given)).map(InstanceMetadata::providerID).contains("fake://1");
    }
}
