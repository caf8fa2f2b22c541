package dev.carafe.kubernetes.controllermanager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.EndpointAddress;
import dev.carafe.kubernetes.api.core.v1.EndpointPort;
import dev.carafe.kubernetes.api.core.v1.EndpointSubset;
import dev.carafe.kubernetes.api.core.v1.Endpoints;
import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.api.core.v1.ServicePort;
import dev.carafe.kubernetes.api.core.v1.ServiceSpec;
import dev.carafe.kubernetes.api.discovery.v1.DiscoveryV1;
import dev.carafe.kubernetes.api.discovery.v1.EndpointSlice;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.client.PatchType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EndpointSliceMirroringTest {
    private static ObjectMeta meta(Map<String, String> labels) {
        return new ObjectMeta().withName("outside").withNamespace("default").withLabels(labels);
    }

    private static Service service() {
        return new Service()
                .withMetadata(meta(Map.of()))
                .withSpec(new ServiceSpec()
                        .withClusterIP("10.96.0.9")
                        .withPorts(List.of(new ServicePort().withPort(5432))));
    }

    private static Endpoints endpoints(Map<String, String> labels, String... addresses) {
        return new Endpoints()
                .withMetadata(meta(labels))
                .withSubsets(List.of(new EndpointSubset()
                        .withAddresses(java.util.Arrays.stream(addresses)
                                .map(ip -> new EndpointAddress().withIp(ip))
                                .toList())
                        .withNotReadyAddresses(List.of(new EndpointAddress().withIp("192.0.2.99")))
                        .withPorts(List.of(new EndpointPort()
                                .withName("sql")
                                .withPort(5432)
                                .withProtocol("TCP")))));
    }

    private static List<EndpointSlice> slices(Cluster cluster) {
        return cluster.client.of(DiscoveryV1.ENDPOINTSLICES).list("default");
    }

    @Test
    void endpointsWrittenByHandAppearAsSlicesOfEachAddressType() {
        try (Cluster cluster = new Cluster()) {
            cluster.api.given(CoreV1.SERVICES, service());
            cluster.api.given(
                    CoreV1.ENDPOINTS, endpoints(Map.of("app", "db"), "192.0.2.1", "2001:db8::1", "not-an-address"));
            cluster.await("two slices", () -> slices(cluster).size() == 2);
            assertThat(slices(cluster)).allSatisfy(slice -> {
                assertThat(slice.metadata().labels())
                        .containsEntry("app", "db")
                        .containsEntry("kubernetes.io/service-name", "outside")
                        .containsEntry(
                                "endpointslice.kubernetes.io/managed-by", "endpointslicemirroring-controller.k8s.io");
                assertThat(slice.ports().getFirst().port()).isEqualTo(5432);
                assertThat(slice.metadata().ownerReferences().getFirst().kind()).isEqualTo("Endpoints");
            });
            EndpointSlice four = slices(cluster).stream()
                    .filter(slice -> slice.addressType().equals("IPv4"))
                    .findFirst()
                    .orElseThrow();
            assertThat(four.endpoints())
                    .extracting(endpoint -> endpoint.addresses().getFirst() + " "
                            + endpoint.conditions().ready())
                    .containsExactly("192.0.2.1 true", "192.0.2.99 false");

            cluster.client
                    .of(CoreV1.SERVICES)
                    .patch(
                            "default",
                            "outside",
                            PatchType.MERGE,
                            Struct.of("spec", Struct.of("selector", Struct.of("app", "db"))));
            cluster.await(
                    "no mirrors beside a selector",
                    () -> slices(cluster).stream()
                            .noneMatch(slice -> "endpointslicemirroring-controller.k8s.io"
                                    .equals(slice.metadata().labels().get("endpointslice.kubernetes.io/managed-by"))));
        }
    }

    @Test
    void slicesFollowTheirEndpointsAndAreWrittenOnce() {
        try (Cluster cluster = new Cluster()) {
            cluster.api.given(CoreV1.SERVICES, service());
            cluster.api.given(CoreV1.ENDPOINTS, endpoints(Map.of(), "192.0.2.1"));
            cluster.await("a slice", () -> slices(cluster).size() == 1);
            String uid = slices(cluster).getFirst().metadata().uid();
            Endpoints known = cluster.client.of(CoreV1.ENDPOINTS).get("default", "outside");
            cluster.client
                    .of(CoreV1.ENDPOINTS)
                    .update(known.withSubsets(
                            endpoints(Map.of(), "192.0.2.1", "192.0.2.2").subsets()));
            cluster.await(
                    "both addresses",
                    () -> slices(cluster).getFirst().endpoints().size() == 3);
            assertThat(slices(cluster)).hasSize(1);
            assertThat(slices(cluster).getFirst().metadata().uid()).isEqualTo(uid);

            cluster.client.of(CoreV1.ENDPOINTS).delete("default", "outside");
            cluster.await("nothing left", () -> slices(cluster).isEmpty());
        }
    }

    @Test
    void endpointsThatAskNotToBeMirroredAreLeftAlone() {
        try (Cluster cluster = new Cluster()) {
            cluster.api.given(CoreV1.SERVICES, service());
            cluster.api.given(
                    CoreV1.ENDPOINTS,
                    endpoints(Map.of("endpointslice.kubernetes.io/skip-mirror", "true"), "192.0.2.1"));
            Service other =
                    service().withMetadata(new ObjectMeta().withName("later").withNamespace("default"));
            Endpoints seen = endpoints(Map.of(), "192.0.2.2")
                    .withMetadata(new ObjectMeta().withName("later").withNamespace("default"));
            cluster.api.given(CoreV1.SERVICES, other);
            cluster.api.given(CoreV1.ENDPOINTS, seen);
            cluster.await("the other's slice", () -> !slices(cluster).isEmpty());
            assertThat(slices(cluster))
                    .allMatch(slice -> "later".equals(slice.metadata().labels().get("kubernetes.io/service-name")));
        }
    }
}
