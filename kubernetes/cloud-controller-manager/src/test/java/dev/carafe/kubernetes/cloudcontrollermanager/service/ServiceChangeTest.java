package dev.carafe.kubernetes.cloudcontrollermanager.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.NodeSpec;
import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.api.core.v1.ServicePort;
import dev.carafe.kubernetes.api.core.v1.ServiceSpec;
import dev.carafe.kubernetes.api.core.v1.Taint;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ServiceChangeTest {
    private static final Service BALANCED = new Service()
            .withMetadata(new ObjectMeta().withName("s").withUid("1"))
            .withSpec(new ServiceSpec()
                    .withType("LoadBalancer")
                    .withIpFamilies(List.of("IPv4"))
                    .withPorts(List.of(
                            new ServicePort().withPort(80).withProtocol("TCP").withNodePort(30_000))));

    private static Service with(UnaryOperator<ServiceSpec> change) {
        return BALANCED.withSpec(change.apply(BALANCED.spec()));
    }

    private static Service finalized(Service service) {
        return service.withMetadata(service.metadata().withFinalizers(List.of(ServiceChange.FINALIZER)));
    }

    @Test
    void aServiceOfAClassIsForOthers() {
        assertThat(ServiceChange.wantsLoadBalancer(BALANCED)).isTrue();
        assertThat(ServiceChange.wantsLoadBalancer(with(spec -> spec.withLoadBalancerClass("example.com/lb"))))
                .isFalse();
        assertThat(ServiceChange.wantsLoadBalancer(with(spec -> spec.withType("NodePort"))))
                .isFalse();
    }

    @Test
    void cleanupIsForServicesThatHadALoadBalancerAndGoOrChange() {
        Service going = BALANCED.withMetadata(BALANCED.metadata().withDeletionTimestamp(Instant.EPOCH));
        assertThat(ServiceChange.needsCleanup(going)).isFalse();
        assertThat(ServiceChange.needsCleanup(finalized(going))).isTrue();
        assertThat(ServiceChange.needsCleanup(finalized(BALANCED))).isFalse();
        assertThat(ServiceChange.needsCleanup(finalized(with(spec -> spec.withType("ClusterIP")))))
                .isTrue();
    }

    @Test
    void onlyChangesThatALoadBalancerSeesAreFollowed() {
        assertThat(ServiceChange.needsUpdate(BALANCED, BALANCED)).isFalse();
        assertThat(ServiceChange.needsUpdate(BALANCED, with(spec -> spec.withSelector(Map.of("a", "b")))))
                .isFalse();
        List<UnaryOperator<ServiceSpec>> changes = List.of(
                spec -> spec.withType("NodePort"),
                spec -> spec.withLoadBalancerSourceRanges(List.of("10.0.0.0/8")),
                spec -> spec.withPorts(List.of(spec.ports().getFirst().withNodePort(30_001))),
                spec -> spec.withPorts(List.of(spec.ports().getFirst().withAppProtocol("http"))),
                spec -> spec.withPorts(List.of()),
                spec -> spec.withSessionAffinity("ClientIP"),
                spec -> spec.withLoadBalancerIP("203.0.113.9"),
                spec -> spec.withExternalIPs(List.of("203.0.113.9")),
                spec -> spec.withExternalTrafficPolicy("Local"),
                spec -> spec.withHealthCheckNodePort(30_002),
                spec -> spec.withIpFamilies(List.of("IPv4", "IPv6")));
        changes.forEach(change -> assertThat(ServiceChange.needsUpdate(BALANCED, with(change)))
                .as(with(change).toString())
                .isTrue());
        assertThat(ServiceChange.needsUpdate(
                        BALANCED, BALANCED.withMetadata(BALANCED.metadata().withAnnotations(Map.of("a", "b")))))
                .isTrue();
    }

    private static Node node(String name) {
        return new Node().withMetadata(new ObjectMeta().withName(name)).withSpec(new NodeSpec());
    }

    private static Node excluded(String value) {
        Node node = node("x");
        return node.withMetadata(
                node.metadata().withLabels(Map.of("node.kubernetes.io/exclude-from-external-load-balancers", value)));
    }

    @Test
    void nodesThatGoOrAreExcludedAreNotUnderLoadBalancers() {
        Node going = node("x").withMetadata(node("x").metadata().withDeletionTimestamp(Instant.EPOCH));
        Node scaledDown = node("x")
                .withSpec(new NodeSpec().withTaints(List.of(new Taint().withKey("ToBeDeletedByClusterAutoscaler"))));
        assertThat(NodeSet.stable(
                        List.of(node("a"), excluded("true"), excluded(""), excluded("false"), going, scaledDown)))
                .containsExactly(node("a"), excluded("false"));
        assertThat(NodeSet.isChangedBy(node("x"), excluded("true"))).isTrue();
        assertThat(NodeSet.isChangedBy(node("x"), scaledDown)).isFalse();
        Node identified = node("x").withSpec(new NodeSpec().withProviderID("fake://x"));
        assertThat(NodeSet.isChangedBy(node("x"), identified)).isTrue();
        assertThat(NodeSet.same(List.of(node("x")), List.of(identified))).isFalse();
        assertThat(NodeSet.same(List.of(node("x"), node("a")), List.of(node("a"), node("x"))))
                .isTrue();
    }

    @Test
    void anEventNamesTwentyNodesAtMost() {
        List<Node> many =
                IntStream.range(0, 22).mapToObj(i -> node("n%02d".formatted(i))).toList();
        assertThat(NodeSet.names(many)).startsWith("[n00 n01 ").endsWith(" n19 <2 more>]");
        assertThat(NodeSet.names(many.subList(0, 2))).isEqualTo("[n00 n01]");
    }
}
