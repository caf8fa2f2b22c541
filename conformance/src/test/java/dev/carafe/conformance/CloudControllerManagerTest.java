package dev.carafe.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.core.v1.NodeAddress;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.http.ClusterAccess;
import dev.carafe.kubernetes.client.http.HttpTransport;
import dev.carafe.kubernetes.client.http.KubeConfig;
import dev.carafe.kubernetes.client.http.ServiceAccountToken;
import dev.carafe.kubernetes.cloudcontrollermanager.CloudControllerManager;
import dev.carafe.kubernetes.cloudcontrollermanager.Config;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.InstanceMetadata;
import dev.carafe.kubernetes.cloudcontrollermanager.testing.FakeCloud;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The cloud controller manager against a running API server, each controller as its own service account with no more than
 * the rights that the server's bootstrap policy gives. The cloud is one in memory, so the manager runs in this process.
 */
@Timeout(180)
@BesideOthers
class CloudControllerManagerTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String NAME = "cloud-controller-manager";

    @TempDir
    Path folder;

    private static Client client(ClusterAccess access) throws IOException {
        return new Client(new HttpTransport(access, NAME));
    }

    private static void await(Kubectl kubectl, Predicate<String> wanted, String path, String... what) {
        Await.until(path + " of " + String.join(" ", what), SOON, () -> kubectl.field(path, what), wanted);
    }

    @Test
    void nodesAndServicesFollowTheCloud() throws IOException {
        FakeCloud cloud = new FakeCloud();
        cloud.given(
                "vm-1",
                new InstanceMetadata(
                        "fake://1",
                        "large",
                        List.of(new NodeAddress().withType("InternalIP").withAddress("192.0.2.1")),
                        "z1",
                        "r1",
                        Map.of("example.com/rack", "7")));
        try (ControlPlane plane = ControlPlane.start(folder)) {
            Kubectl kubectl = plane.kubectl();
            ClusterAccess access = KubeConfig.load(plane.kubeconfig("ccm", "ccm", "system:masters"));
            Client admin = plane.keep(client(access));
            plane.keep(CloudControllerManager.start(
                    Config.of("test", true, ControlPlane.CLUSTER_CIDR),
                    cloud,
                    admin,
                    account -> as(access, admin, account),
                    Clock.system()));
            kubectl.apply("""
                    {apiVersion: v1, kind: Node, metadata: {name: vm-1}, spec: {podCIDR: 10.214.1.0/24,
                     podCIDRs: [10.214.1.0/24], taints: [{key: node.cloudprovider.kubernetes.io/uninitialized,
                     value: "true", effect: NoSchedule}]}}
                    """);
            await(kubectl, "fake://1"::equals, "{.spec.providerID}", "node", "vm-1");
            await(
                    kubectl,
                    String::isEmpty,
                    "{.spec.taints[?(@.key=='node.cloudprovider.kubernetes.io/uninitialized')]}",
                    "node",
                    "vm-1");
            assertThat(kubectl.field("{.metadata.labels}", "node", "vm-1"))
                    .contains("\"topology.kubernetes.io/zone\":\"z1\"", "\"example.com/rack\":\"7\"");
            await(kubectl, "192.0.2.1"::equals, "{.status.addresses[?(@.type=='InternalIP')].address}", "node", "vm-1");
            await(
                    kubectl,
                    "RouteCreated"::equals,
                    "{.status.conditions[?(@.type=='NetworkUnavailable')].reason}",
                    "node",
                    "vm-1");
            assertThat(cloud.fakeRoutes().all()).containsExactly("10.214.1.0/24->vm-1");

            kubectl.apply("""
                    {apiVersion: v1, kind: Service, metadata: {name: web, namespace: default},
                     spec: {type: LoadBalancer, ports: [{port: 80}]}}
                    """);
            await(kubectl, "203.0.113.1"::equals, "{.status.loadBalancer.ingress[*].ip}", "service", "web");
            assertThat(kubectl.field("{.metadata.finalizers[*]}", "service", "web"))
                    .isEqualTo("service.kubernetes.io/load-balancer-cleanup");
            await(
                    kubectl,
                    reasons -> reasons.contains("EnsuredLoadBalancer"),
                    "{.items[*].reason}",
                    "events",
                    "--field-selector",
                    "involvedObject.name=web");
            kubectl.ok("delete", "service", "web", "--timeout=60s");
            assertThat(cloud.balancer().count()).isZero();

            cloud.remove("vm-1"); // whose kubelet never said that it is ready
            await(kubectl, String::isEmpty, "{.items[*].metadata.name}", "nodes");
            await(
                    kubectl,
                    reasons -> reasons.contains("DeletingNode"),
                    "{.items[*].reason}",
                    "events",
                    "--field-selector",
                    "involvedObject.name=vm-1");
        }
    }

    private static Client as(ClusterAccess access, Client asking, String account) {
        ServiceAccountToken token = new ServiceAccountToken(asking, "kube-system", account, Clock.system());
        try {
            return new Client(new HttpTransport(access.anonymous(), NAME, token));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
