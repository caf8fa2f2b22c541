package dev.carafe.kubernetes.controllermanager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.core.v1.ConfigMap;
import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.ContainerPort;
import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.Endpoints;
import dev.carafe.kubernetes.api.core.v1.Namespace;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.api.core.v1.PodTemplateSpec;
import dev.carafe.kubernetes.api.core.v1.ReplicationController;
import dev.carafe.kubernetes.api.core.v1.ReplicationControllerSpec;
import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.api.core.v1.ServicePort;
import dev.carafe.kubernetes.api.core.v1.ServiceSpec;
import dev.carafe.kubernetes.api.discovery.v1.DiscoveryV1;
import dev.carafe.kubernetes.api.discovery.v1.EndpointSlice;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.apimachinery.intstr.IntOrString;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.client.PatchType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ServicesAndNamespacesTest {
    private static final Map<String, String> LABELS = Map.of("app", "db");

    private static ReplicationController replicas(String namespace, int count) {
        Container container = new Container()
                .withName("db")
                .withPorts(List.of(new ContainerPort().withName("sql").withContainerPort(5432)));
        return new ReplicationController()
                .withMetadata(new ObjectMeta().withName("db").withNamespace(namespace))
                .withSpec(new ReplicationControllerSpec()
                        .withReplicas(count)
                        .withSelector(LABELS)
                        .withTemplate(new PodTemplateSpec()
                                .withMetadata(new ObjectMeta().withLabels(LABELS))
                                .withSpec(new PodSpec().withContainers(List.of(container)))));
    }

    private static Service service() {
        return new Service()
                .withMetadata(new ObjectMeta().withName("db").withNamespace("default"))
                .withSpec(new ServiceSpec()
                        .withSelector(LABELS)
                        .withClusterIP("10.0.0.5")
                        .withIpFamilies(List.of("IPv4"))
                        .withPorts(List.of(new ServicePort()
                                .withPort(80)
                                .withProtocol("TCP")
                                .withTargetPort(IntOrString.of("sql")))));
    }

    private static int addresses(List<EndpointSlice> slices) {
        return slices.stream().mapToInt(slice -> slice.endpoints().size()).sum();
    }

    @Test
    void endpointsAndSlicesFollowThePods() {
        try (Cluster cluster = new Cluster()) {
            cluster.api.given(CoreV1.SERVICES, service());
            var slices = cluster.client.of(DiscoveryV1.ENDPOINTSLICES);
            cluster.await("a placeholder", () -> slices.list("default").size() == 1);
            cluster.api.given(CoreV1.REPLICATIONCONTROLLERS, replicas("default", 150));
            cluster.await("150 endpoints", () -> addresses(slices.list("default")) == 150);
            assertThat(slices.list("default"))
                    .allMatch(slice -> slice.endpoints().size() <= 100)
                    .allMatch(slice -> slice.ports().getFirst().port() == 5432)
                    .allMatch(slice -> "db".equals(slice.metadata().labels().get("kubernetes.io/service-name")));
            cluster.await("ready endpoints", () -> {
                Endpoints endpoints = cluster.client.of(CoreV1.ENDPOINTS).get("default", "db");
                return endpoints.subsets().size() == 1
                        && endpoints.subsets().getFirst().addresses().size() == 150;
            });

            cluster.client
                    .of(CoreV1.REPLICATIONCONTROLLERS)
                    .patch("default", "db", PatchType.MERGE, Struct.of("spec", Struct.of("replicas", 2L)));
            cluster.await("2 endpoints", () -> addresses(slices.list("default")) == 2);
            cluster.await("status", () -> {
                var status = cluster.client
                        .of(CoreV1.REPLICATIONCONTROLLERS)
                        .get("default", "db")
                        .status();
                return status.replicas() == 2 && status.availableReplicas() == 2;
            });
        }
    }

    @Test
    void aDeletedNamespaceIsEmptiedAndGoes() {
        try (Cluster cluster = new Cluster()) {
            var namespaces = cluster.client.of(CoreV1.NAMESPACES);
            cluster.api.given(CoreV1.NAMESPACES, new Namespace().withMetadata(new ObjectMeta().withName("team")));
            cluster.await(
                    "service account and root certificates",
                    () -> cluster.client
                                    .of(CoreV1.SERVICEACCOUNTS)
                                    .find("team", "default")
                                    .isPresent()
                            && cluster.client
                                    .of(CoreV1.CONFIGMAPS)
                                    .find("team", "kube-root-ca.crt")
                                    .isPresent());
            cluster.api.given(CoreV1.REPLICATIONCONTROLLERS, replicas("team", 3));
            ConfigMap held = new ConfigMap()
                    .withMetadata(new ObjectMeta()
                            .withName("held")
                            .withNamespace("team")
                            .withFinalizers(List.of("example.com/hold")));
            cluster.api.given(CoreV1.CONFIGMAPS, held);
            cluster.await(
                    "pods", () -> cluster.client.of(CoreV1.PODS).list("team").size() == 3);

            namespaces.delete("", "team");
            cluster.await(
                    "the finalizer is named",
                    () -> namespaces.get("", "team").status().conditions().stream()
                            .anyMatch(condition -> condition.type().equals("NamespaceFinalizersRemaining")
                                    && condition
                                            .message()
                                            .equals("Some content in the namespace has finalizers remaining:"
                                                    + " example.com/hold in 1 resource instances")));
            assertThat(cluster.client.of(CoreV1.PODS).list("team")).isEmpty();
            cluster.client
                    .of(CoreV1.CONFIGMAPS)
                    .patch(
                            "team",
                            "held",
                            PatchType.JSON,
                            List.of(Struct.of("op", "remove", "path", "/metadata/finalizers")));
            cluster.await("gone", () -> namespaces.find("", "team").isEmpty());
            assertThat(cluster.client.of(CoreV1.CONFIGMAPS).list("team")).isEmpty();
        }
    }
}
