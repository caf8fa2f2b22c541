package dev.carafe.cloudprovider.vsphere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.cloudprovider.vsphere.VirtualMachine.GuestNic;
import dev.carafe.cloudprovider.vsphere.config.ConfigException;
import dev.carafe.cloudprovider.vsphere.config.VSphereConfig;
import dev.carafe.cloudprovider.vsphere.config.VSphereConfigReader;
import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.NodeAddress;
import dev.carafe.kubernetes.api.core.v1.NodeSpec;
import dev.carafe.kubernetes.api.core.v1.NodeStatus;
import dev.carafe.kubernetes.api.core.v1.NodeSystemInfo;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.InstanceMetadata;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.InstanceNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VSphereInstancesTest {
    private static final String UUID = "422e4956-ad22-1139-6d72-59cc8f26bc90";
    private static final String SWAPPED = "56492e42-22ad-3911-6d72-59cc8f26bc90";

    private final FakeVCenters vcenters = new FakeVCenters();
    private final VSphereInstances instances;

    VSphereInstancesTest() throws IOException {
        instances = new VSphereInstances(config(), vcenters, Map.of("example.com/cloud", "vsphere"));
    }

    private static VSphereConfig config() throws ConfigException {
        return VSphereConfigReader.read(
                "vcenter: {vc: {server: s, user: u, password: p}}\nlabels: {zone: z, region: r}"
                        .getBytes(StandardCharsets.UTF_8),
                Map.of());
    }

    private static VirtualMachine machine(String uuid, boolean poweredOn) {
        return new VirtualMachine(
                "vc",
                "vm-1",
                uuid,
                "worker",
                poweredOn,
                4,
                8192,
                "ubuntu64Guest",
                List.of(new GuestNic("VM Network", 4000, List.of("10.0.0.1"))),
                Map.of());
    }

    private static Node node(String name, String providerID, String systemUUID) {
        return new Node()
                .withMetadata(new ObjectMeta().withName(name).withUid("uid-of-" + name))
                .withSpec(providerID.isEmpty() ? new NodeSpec() : new NodeSpec().withProviderID(providerID))
                .withStatus(new NodeStatus().withNodeInfo(new NodeSystemInfo().withSystemUUID(systemUUID)));
    }

    @Test
    void aVmIsFoundByEachOfItsNames() throws IOException {
        vcenters.machines.add(machine(UUID, true));
        for (Node node : List.of(
                node("n", "vsphere://" + UUID, ""),
                node("n", "vsphere://" + SWAPPED, ""),
                node("n", "", UUID.toUpperCase(java.util.Locale.ROOT)),
                node("n", "", SWAPPED),
                node("worker", "", ""),
                node("10.0.0.1", "", ""))) {
            assertThat(instances.instanceExists(node)).as(node.toString()).isTrue();
        }
        assertThat(instances.instanceExists(node("x", "vsphere://" + UUID.replace('4', '5'), UUID)))
                .as("the providerID alone counts where there is one")
                .isFalse();
    }

    @Test
    void itsMetadataSaysWhatAndWhereItIs() throws IOException {
        vcenters.machines.add(machine(UUID, true));
        assertThat(instances.instanceMetadata(node("n", "", SWAPPED)))
                .contains(new InstanceMetadata(
                        "vsphere://" + UUID,
                        "vsphere-vm.cpu-4.mem-8gb.os-ubuntu",
                        List.of(
                                new NodeAddress().withType("Hostname").withAddress("worker"),
                                new NodeAddress().withType("InternalIP").withAddress("10.0.0.1"),
                                new NodeAddress().withType("ExternalIP").withAddress("10.0.0.1")),
                        "z-a",
                        "r-b",
                        Map.of("example.com/cloud", "vsphere")));
    }

    @Test
    void aVmThatIsOffExistsAndIsShutDown() throws IOException {
        vcenters.machines.add(machine(UUID, false));
        assertThat(instances.instanceExists(node("n", "vsphere://" + UUID, ""))).isTrue();
        assertThat(instances.instanceShutdown(node("n", "vsphere://" + UUID, "")))
                .isTrue();
        assertThatThrownBy(() -> instances.instanceShutdown(node("other", "", "")))
                .isInstanceOf(InstanceNotFoundException.class);
    }

    @Test
    void aVmWhoseUuidChangedIsNotTakenForGone() throws IOException {
        Node node = node("n", "vsphere://" + UUID, "");
        vcenters.machines.add(machine(UUID, true));
        assertThat(instances.instanceExists(node)).isTrue();
        vcenters.machines.set(0, machine(UUID.replace('9', '8'), true));
        assertThat(instances.instanceExists(node)).isTrue();
        vcenters.machines.clear();
        assertThat(instances.instanceExists(node)).isFalse();
    }

    @Test
    void aVCenterThatIsAwayIsNotAVmThatIsGone() {
        vcenters.failure = new IOException("connection refused");
        assertThatThrownBy(() -> instances.instanceExists(node("n", "vsphere://" + UUID, "")))
                .hasMessage("connection refused");
    }
}
