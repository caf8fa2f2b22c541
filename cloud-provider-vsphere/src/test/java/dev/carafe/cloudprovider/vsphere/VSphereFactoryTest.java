package dev.carafe.cloudprovider.vsphere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.NodeSpec;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.CloudProvider;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.CloudProviders;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VSphereFactoryTest {
    @TempDir
    private Path folder;

    private CloudProvider cloud(String config) throws IOException {
        return CloudProviders.installed().init("vsphere", Files.writeString(folder.resolve("vsphere.conf"), config));
    }

    @Test
    void vsphereIsAmongTheProvidersThatAreInstalled() throws IOException {
        assertThat(CloudProviders.installed().names()).contains("vsphere");
        CloudProvider cloud = cloud("vcenter: {vc: {server: s, user: u, password: p}}");
        assertThat(cloud.providerName()).isEqualTo("vsphere");
        assertThat(cloud.hasClusterID()).isTrue();
        assertThat(cloud.instancesV2()).isPresent();
    }

    @Test
    void withoutAConfigurationThereIsNone() {
        assertThatIOException()
                .isThrownBy(() -> CloudProviders.installed().init("vsphere", null))
                .withMessage("could not init cloud provider \"vsphere\": no vSphere cloud provider config file given");
    }

    /** Else the node would be deleted. */
    @Test
    void aVCenterThatIsAwayIsAnErrorThatNamesItAndNoMissingMachine() throws IOException {
        int port;
        try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = nobody.getLocalPort();
        }
        CloudProvider cloud = cloud("vcenter: {away: {server: 127.0.0.1, port: " + port + ", user: u, password: p}}");
        Node node = new Node()
                .withMetadata(new ObjectMeta().withName("n").withUid("1"))
                .withSpec(new NodeSpec().withProviderID("vsphere://422e4956-ad22-1139-6d72-59cc8f26bc90"));
        assertThatIOException()
                .isThrownBy(() -> cloud.instancesV2().orElseThrow().instanceExists(node))
                .withMessageContaining("vCenter away: ")
                .withMessageContaining("cannot be reached");
    }
}
