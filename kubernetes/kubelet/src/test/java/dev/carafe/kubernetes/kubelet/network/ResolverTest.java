package dev.carafe.kubernetes.kubelet.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodDNSConfig;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResolverTest {
    private static final Resolver MACHINE = Resolver.parse("""
            # by hand
            nameserver 192.0.2.1
            search example.com .
            options edns0
            """);
    private static final Resolver.Cluster CLUSTER = new Resolver.Cluster(List.of("10.96.0.10"), "cluster.local");

    @Test
    void podsLookInTheirNamespaceFirst() {
        assertThat(MACHINE.forPod(pod(new PodSpec(Struct.EMPTY).withDnsPolicy("ClusterFirst")), CLUSTER))
                .isEqualTo(new Resolver(
                        List.of("10.96.0.10"),
                        List.of("ns.svc.cluster.local", "svc.cluster.local", "cluster.local", "example.com"),
                        List.of("ndots:5")));
    }

    @Test
    void podsOnTheHostsNetworkLookAsTheHostDoesUnlessTheySayOtherwise() {
        PodSpec onHost = new PodSpec(Struct.EMPTY).withHostNetwork(true);
        assertThat(MACHINE.forPod(pod(onHost.withDnsPolicy("ClusterFirst")), CLUSTER))
                .isEqualTo(MACHINE);
        assertThat(MACHINE.forPod(pod(onHost.withDnsPolicy("ClusterFirstWithHostNet")), CLUSTER)
                        .servers())
                .containsExactly("10.96.0.10");
    }

    @Test
    void aPodsOwnConfigurationIsAddedAndReplacesOptions() {
        PodDNSConfig own = new PodDNSConfig(Struct.of(
                "nameservers", List.of("192.0.2.9"), "options", List.of(Struct.of("name", "ndots", "value", "2"))));
        assertThat(MACHINE.forPod(
                        pod(new PodSpec(Struct.EMPTY).withDnsPolicy("None").withDnsConfig(own)), CLUSTER))
                .isEqualTo(new Resolver(List.of("192.0.2.9"), List.of(), List.of("ndots:2")));
        assertThat(MACHINE.forPod(
                                pod(new PodSpec(Struct.EMPTY)
                                        .withDnsPolicy("ClusterFirst")
                                        .withDnsConfig(own)),
                                CLUSTER)
                        .options())
                .containsExactly("ndots:2");
    }

    private static Pod pod(PodSpec spec) {
        return new Pod()
                .withMetadata(new ObjectMeta(Struct.EMPTY).withName("p").withNamespace("ns"))
                .withSpec(spec);
    }
}
