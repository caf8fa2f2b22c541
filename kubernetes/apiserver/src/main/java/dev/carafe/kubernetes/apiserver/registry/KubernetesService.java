package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.core.v1.EndpointAddress;
import dev.carafe.kubernetes.api.core.v1.EndpointSubset;
import dev.carafe.kubernetes.api.core.v1.Endpoints;
import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.api.core.v1.ServicePort;
import dev.carafe.kubernetes.api.core.v1.ServiceSpec;
import dev.carafe.kubernetes.api.discovery.v1.Endpoint;
import dev.carafe.kubernetes.api.discovery.v1.EndpointConditions;
import dev.carafe.kubernetes.api.discovery.v1.EndpointPort;
import dev.carafe.kubernetes.api.discovery.v1.EndpointSlice;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.apimachinery.intstr.IntOrString;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;
import java.util.Map;

/** The service {@code kubernetes}: how pods reach the API server (pkg/controlplane/controller/kubernetesservice). Pure. */
final class KubernetesService {
    private static final String NAME = "kubernetes";
    private static final String NAMESPACE = "default";
    private static final String PORT_NAME = "https";
    private static final int PORT = 443;

    private final BootstrapConfig config;

    KubernetesService(BootstrapConfig config) {
        this.config = config;
    }

    private static ObjectMeta metadata(Map<String, String> labels) {
        return new ObjectMeta().withName(NAME).withNamespace(NAMESPACE).withLabels(labels);
    }

    private static Struct typed(String apiVersion, String kind, Struct object) {
        Struct.Builder builder = Struct.builder().put("apiVersion", apiVersion).put("kind", kind);
        object.forEach(builder::put);
        return builder.build();
    }

    Struct service() {
        ServicePort port = new ServicePort()
                .withName(PORT_NAME)
                .withProtocol("TCP")
                .withPort(PORT)
                .withTargetPort(IntOrString.of(config.securePort()));
        Service service = new Service(Struct.EMPTY)
                .withMetadata(metadata(Map.of("component", "apiserver", "provider", NAME)))
                .withSpec(new ServiceSpec()
                        .withPorts(List.of(port))
                        .withClusterIP(config.serviceAddress())
                        .withClusterIPs(List.of(config.serviceAddress()))
                        .withType("ClusterIP")
                        .withSessionAffinity("None"));
        return typed("v1", "Service", service.struct().without("apiVersion").without("kind"));
    }

    private List<EndpointSubset> subsets() {
        return List.of(new EndpointSubset()
                .withAddresses(List.of(new EndpointAddress().withIp(config.advertiseAddress())))
                .withPorts(List.of(new dev.carafe.kubernetes.api.core.v1.EndpointPort()
                        .withName(PORT_NAME)
                        .withPort(config.securePort())
                        .withProtocol("TCP"))));
    }

    Struct endpoints() {
        Endpoints endpoints = new Endpoints(Struct.EMPTY)
                .withMetadata(metadata(Map.of("endpointslice.kubernetes.io/skip-mirror", "true")))
                .withSubsets(subsets());
        return typed("v1", "Endpoints", endpoints.struct().without("apiVersion").without("kind"));
    }

    Struct repairEndpoints(Struct stored) {
        Endpoints endpoints = new Endpoints(stored);
        return endpoints.subsets().equals(subsets())
                ? stored
                : endpoints.withSubsets(subsets()).struct();
    }

    private EndpointSlice filled(EndpointSlice slice) {
        return slice.withEndpoints(List.of(new Endpoint()
                        .withAddresses(List.of(config.advertiseAddress()))
                        .withConditions(new EndpointConditions().withReady(true))))
                .withPorts(List.of(new EndpointPort()
                        .withName(PORT_NAME)
                        .withPort(config.securePort())
                        .withProtocol("TCP")));
    }

    Struct endpointSlice() {
        EndpointSlice slice = filled(new EndpointSlice(Struct.EMPTY)
                .withMetadata(metadata(Map.of("kubernetes.io/service-name", NAME)))
                .withAddressType(config.advertiseAddress().indexOf(':') >= 0 ? "IPv6" : "IPv4"));
        return typed(
                "discovery.k8s.io/v1",
                "EndpointSlice",
                slice.struct().without("apiVersion").without("kind"));
    }

    Struct repairEndpointSlice(Struct stored) {
        return filled(new EndpointSlice(stored)).struct();
    }
}
