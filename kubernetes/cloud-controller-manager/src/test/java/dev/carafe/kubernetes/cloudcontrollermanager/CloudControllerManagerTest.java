package dev.carafe.kubernetes.cloudcontrollermanager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.kubernetes.api.coordination.v1.CoordinationV1;
import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.Event;
import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.NodeAddress;
import dev.carafe.kubernetes.api.core.v1.NodeCondition;
import dev.carafe.kubernetes.api.core.v1.NodeSpec;
import dev.carafe.kubernetes.api.core.v1.NodeStatus;
import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.api.core.v1.ServicePort;
import dev.carafe.kubernetes.api.core.v1.ServiceSpec;
import dev.carafe.kubernetes.api.core.v1.Taint;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.PatchType;
import dev.carafe.kubernetes.client.controller.Controller;
import dev.carafe.kubernetes.client.testing.FakeApi;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.ControllerInitializer;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.ImplementedElsewhereException;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.InstanceMetadata;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.RetryError;
import dev.carafe.kubernetes.cloudcontrollermanager.testing.FakeCloud;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** All controllers together, against an API and a cloud in memory. */
@Timeout(60)
class CloudControllerManagerTest {
    private final FakeApi api = new FakeApi();
    private final Client client = api.client();
    private final FakeCloud cloud = new FakeCloud();

    @AfterEach
    void closeApi() {
        api.close();
    }

    private CloudControllerManager start() {
        return CloudControllerManager.start(config(), cloud, client, null, Clock.system());
    }

    private static Config config() {
        Config usual = Config.of("test", false, "10.244.0.0/16");
        return new Config(
                usual.identity(),
                usual.leaderElect(),
                usual.leaseTimes(),
                usual.leaseNamespace(),
                usual.leaseName(),
                usual.controllers(),
                usual.clusterName(),
                usual.clusterCIDR(),
                true,
                Duration.ofMillis(20),
                Duration.ofMillis(20),
                Duration.ofMillis(20),
                2,
                2,
                2);
    }

    private static void await(String what, BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            if (Thread.currentThread().isInterrupted()) {
                throw new AssertionError("not in time: " + what);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    private Node node(String name) {
        return client.of(CoreV1.NODES).get("", name);
    }

    private void register(String name, String podCIDR) {
        api.given(
                CoreV1.NODES,
                new Node()
                        .withMetadata(new ObjectMeta().withName(name))
                        .withSpec(new NodeSpec()
                                .withPodCIDRs(podCIDR.isEmpty() ? List.of() : List.of(podCIDR))
                                .withTaints(List.of(new Taint()
                                        .withKey("node.cloudprovider.kubernetes.io/uninitialized")
                                        .withValue("true")
                                        .withEffect("NoSchedule"))))
                        .withStatus(new NodeStatus()
                                .withAddresses(List.of(address("Hostname", name)))
                                .withConditions(List.of(
                                        new NodeCondition().withType("Ready").withStatus("True")))));
    }

    private void instance(String name, String ip) {
        cloud.given(
                name,
                new InstanceMetadata(
                        "fake://" + name, "large", List.of(address("InternalIP", ip)), "z1", "r1", Map.of()));
    }

    private static NodeAddress address(String type, String address) {
        return new NodeAddress().withType(type).withAddress(address);
    }

    private Service service() {
        return client.of(CoreV1.SERVICES).get("default", "web");
    }

    private void givenService() {
        api.given(
                CoreV1.SERVICES,
                new Service()
                        .withMetadata(new ObjectMeta().withName("web").withNamespace("default"))
                        .withSpec(new ServiceSpec()
                                .withType("LoadBalancer")
                                .withPorts(
                                        List.of(new ServicePort().withPort(80).withProtocol("TCP")))));
    }

    private List<String> reasons(String about) {
        return client.of(CoreV1.EVENTS).list("default").stream()
                .filter(event -> event.involvedObject().name().equals(about))
                .map(Event::reason)
                .distinct()
                .toList();
    }

    @Test
    void aNodeIsInitialisedGetsItsRouteAndFollowsItsInstance() {
        instance("n1", "10.0.0.1");
        try (CloudControllerManager manager = start()) {
            register("n1", "10.244.1.0/24");
            await("initialised", () -> node("n1").spec().taints().isEmpty());
            assertThat(node("n1").spec().providerID()).isEqualTo("fake://n1");
            assertThat(node("n1").metadata().labels())
                    .containsEntry("topology.kubernetes.io/zone", "z1")
                    .containsEntry("node.kubernetes.io/instance-type", "large");
            await(
                    "its addresses",
                    () -> List.copyOf(node("n1").status().addresses())
                            .equals(List.of(address("InternalIP", "10.0.0.1"), address("Hostname", "n1"))));
            await("its route", () -> cloud.fakeRoutes().all().equals(List.of("10.244.1.0/24->n1")));
            await(
                    "word of its route",
                    () -> node("n1").status().conditions().stream()
                            .anyMatch(condition -> condition.type().equals("NetworkUnavailable")
                                    && condition.status().equals("False")
                                    && condition.reason().equals("RouteCreated")));
            await("the event", () -> reasons("n1").contains("Synced"));
            assertThat(manager.isReady()).isTrue();

            instance("n1", "10.0.0.2");
            await("the new address", () -> node("n1").status().addresses().contains(address("InternalIP", "10.0.0.2")));

            cloud.remove("n1");
            Struct unknown = Struct.of("type", "Ready", "status", "Unknown");
            client.of(CoreV1.NODES)
                    .patch(
                            "",
                            "n1",
                            PatchType.STRATEGIC,
                            Struct.of("status", Struct.of("conditions", List.<Object>of(unknown))),
                            "status",
                            dev.carafe.kubernetes.client.WriteOptions.DEFAULT);
            await("gone", () -> client.of(CoreV1.NODES).find("", "n1").isEmpty());
            await("its route is gone", () -> cloud.fakeRoutes().all().isEmpty());
        }
    }

    @Test
    void aNodeWaitsForItsInstance() {
        try (CloudControllerManager _ = start()) {
            register("late", "");
            await("asked once", () -> !api.requests().isEmpty());
            instance("late", "10.0.0.1");
            await("initialised", () -> node("late").spec().taints().isEmpty());
        }
    }

    @Test
    void aServiceHasALoadBalancerAsLongAsItWantsOne() {
        instance("n1", "10.0.0.1");
        register("n1", "");
        try (CloudControllerManager _ = start()) {
            givenService();
            await(
                    "the address",
                    () -> service().status().loadBalancer().ingress().stream()
                            .anyMatch(each -> each.ip().equals("203.0.113.1")));
            assertThat(service().metadata().finalizers())
                    .containsExactly("service.kubernetes.io/load-balancer-cleanup");
            await("its host", () -> cloud.balancer().hosts(service()).equals(java.util.Optional.of(List.of("n1"))));

            instance("n2", "10.0.0.2");
            register("n2", "");
            await(
                    "both hosts",
                    () -> cloud.balancer().hosts(service()).equals(java.util.Optional.of(List.of("n1", "n2"))));
            await( // of its host and of itself, which are told by two controllers' workers
                    "the events",
                    () -> reasons("web")
                            .containsAll(
                                    List.of("EnsuringLoadBalancer", "EnsuredLoadBalancer", "UpdatedLoadBalancer")));

            Struct clusterIp = Struct.of("spec", Struct.of("type", "ClusterIP"));
            client.of(CoreV1.SERVICES).patch("default", "web", PatchType.MERGE, clusterIp);
            await("no load balancer", () -> cloud.balancer().count() == 0);
            await("no finalizer", () -> service().metadata().finalizers().isEmpty());
            await(
                    "no address",
                    () -> service().status().loadBalancer().ingress().isEmpty());
            await("the events", () -> reasons("web").contains("DeletedLoadBalancer"));
        }
    }

    @Test
    void aServiceGoesOnlyWhenItsLoadBalancerIsGone() {
        try (CloudControllerManager _ = start()) {
            givenService();
            await("the load balancer", () -> cloud.balancer().count() == 1);
            await(
                    "the address",
                    () -> !service().status().loadBalancer().ingress().isEmpty());
            client.of(CoreV1.SERVICES).delete("default", "web");
            await(
                    "gone",
                    () -> client.of(CoreV1.SERVICES).find("default", "web").isEmpty());
            assertThat(cloud.balancer().count()).isZero();
        }
    }

    @Test
    void aCloudThatIsNotReadyIsAskedAgainAfterItsOwnTime() {
        cloud.balancer().failNext(new RetryError("still being made", Duration.ofMillis(10)));
        cloud.balancer().failNext(new RetryError("still being made", Duration.ofMillis(10)));
        try (CloudControllerManager _ = start()) {
            givenService();
            await(
                    "the address",
                    () -> !service().status().loadBalancer().ingress().isEmpty());
            await("word of it", () -> reasons("web").contains("SyncLoadBalancerFailed"));
            assertThat(client.of(CoreV1.EVENTS).list("default"))
                    .extracting(Event::message)
                    .contains("Error syncing load balancer: failed to ensure load balancer: still being made");
        }
    }

    @Test
    void aLoadBalancerOfAnotherControllerIsLeftToIt() {
        cloud.balancer().failNext(new ImplementedElsewhereException());
        try (CloudControllerManager _ = start()) {
            givenService();
            await("asked", () -> cloud.balancer().calls().contains("ensure web"));
            await("the finalizer", () -> !service().metadata().finalizers().isEmpty());
            await("the first event", () -> reasons("web").contains("EnsuringLoadBalancer"));
            assertThat(cloud.balancer().calls()).doesNotContain("delete web");
            assertThat(cloud.balancer().count()).isZero();
        }
    }

    @Test
    void aRouteThatCannotBeMadeIsToldInTheNode() {
        cloud.fakeRoutes().failCreations(new IOException("no more routes"));
        instance("n1", "10.0.0.1");
        register("n1", "10.244.1.0/24");
        try (CloudControllerManager _ = start()) {
            await(
                    "word of it",
                    () -> node("n1").status().conditions().stream()
                            .anyMatch(condition -> condition.type().equals("NetworkUnavailable")
                                    && condition.status().equals("True")
                                    && condition.message().equals("RouteController failed to create a route")));
            await("the event", () -> reasons("n1").contains("FailedToCreateRoute"));
            cloud.fakeRoutes().failCreations(null);
            await(
                    "it is there in the end",
                    () -> node("n1").status().conditions().stream()
                            .anyMatch(condition -> condition.reason().equals("RouteCreated")));
        }
    }

    @Test
    void aProvidersOwnControllerRunsBesideTheOthers() {
        AtomicInteger started = new AtomicInteger();
        AtomicInteger closed = new AtomicInteger();
        cloud.onInitialize(context -> context.keep(closed::incrementAndGet));
        cloud.give(new ControllerInitializer("fake-disks", "fake-disks", _ -> new Controller() {
            @Override
            public void start() {
                started.incrementAndGet();
            }

            @Override
            public void close() {
                closed.incrementAndGet();
            }
        }));
        try (CloudControllerManager _ = start()) {
            await("started", () -> started.get() == 1);
        }
        assertThat(closed).as("the controller, and what was kept").hasValue(2);
    }

    @Test
    void oneLeadsUnderItsOwnLease() {
        Config elected = Config.of("me", true, "10.244.0.0/16");
        try (CloudControllerManager manager =
                CloudControllerManager.start(elected, cloud, client, null, Clock.system())) {
            await("the lead", manager::isReady);
            assertThat(client.of(CoordinationV1.LEASES)
                            .get("kube-system", "cloud-controller-manager")
                            .spec()
                            .holderIdentity())
                    .isEqualTo("me");
        }
    }

    @Test
    void rangesThatCannotBeFollowedAreRefusedAtOnce() {
        for (String ranges : List.of("", "10.0.0.0/8,11.0.0.0/8", "10.0.0.0/8,fd00::/48,11.0.0.0/8")) {
            assertThatThrownBy(() -> CloudControllerManager.start(
                            Config.of("test", false, ranges), cloud, client, null, Clock.system()))
                    .as(ranges)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
