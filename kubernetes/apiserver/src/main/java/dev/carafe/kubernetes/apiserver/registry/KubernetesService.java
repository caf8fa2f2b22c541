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
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The service {@code kubernetes}: how pods reach the API server (pkg/controlplane/controller/kubernetesservice). Pure. */
public final class KubernetesService {
    private static final String NAME = "kubernetes";
    private static final String NAMESPACE = "default";
    private static final String PORT_NAME = "https";
    private static final int PORT = 443;
    private static final String SKIP_MIRROR = "endpointslice.kubernetes.io/skip-mirror";

    private final BootstrapConfig config;

    public KubernetesService(BootstrapConfig config) {
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

    private List<EndpointSubset> subsets(List<String> addresses) {
        if (addresses.isEmpty()) {
            return List.of();
        }
        return List.of(new EndpointSubset()
                .withAddresses(addresses.stream()
                        .map(address -> new EndpointAddress().withIp(address))
                        .toList())
                .withPorts(List.of(new dev.carafe.kubernetes.api.core.v1.EndpointPort()
                        .withName(PORT_NAME)
                        .withPort(config.securePort())
                        .withProtocol("TCP"))));
    }

    /** What Endpoints there are when servers are at some addresses. */
    public Struct endpoints(List<String> addresses) {
        Endpoints endpoints = new Endpoints(Struct.EMPTY)
                .withMetadata(metadata(Map.of(SKIP_MIRROR, "true")))
                .withSubsets(subsets(addresses));
        return typed("v1", "Endpoints", endpoints.struct().without("apiVersion").without("kind"));
    }

    /** The Endpoints that are stored, with these addresses alone, and not to be mirrored. */
    public Struct repairEndpoints(Struct stored, List<String> addresses) {
        Endpoints endpoints = new Endpoints(stored);
        Map<String, String> labels = new HashMap<>(endpoints.metadata().labels());
        boolean marked = "true".equals(labels.put(SKIP_MIRROR, "true"));
        if (marked && endpoints.subsets().equals(subsets(addresses))) {
            return stored;
        }
        return endpoints
                .withMetadata(endpoints.metadata().withLabels(labels))
                .withSubsets(subsets(addresses))
                .struct();
    }

    private EndpointSlice filled(EndpointSlice slice, List<String> addresses) {
        return slice.withEndpoints(
                        addresses.stream().map(KubernetesService::endpoint).toList())
                .withPorts(List.of(new EndpointPort()
                        .withName(PORT_NAME)
                        .withPort(config.securePort())
                        .withProtocol("TCP")));
    }

    private static Endpoint endpoint(String address) {
        return new Endpoint().withAddresses(List.of(address)).withConditions(new EndpointConditions().withReady(true));
    }

    /** What slice there is when servers are at some addresses, which are all of one family. */
    public Struct endpointSlice(List<String> addresses) {
        boolean six = !addresses.isEmpty() && addresses.stream().allMatch(address -> address.indexOf(':') >= 0);
        EndpointSlice slice = filled(
                new EndpointSlice(Struct.EMPTY)
                        .withMetadata(metadata(Map.of("kubernetes.io/service-name", NAME)))
                        .withAddressType(six ? "IPv6" : "IPv4"),
                addresses);
        return typed(
                "discovery.k8s.io/v1",
                "EndpointSlice",
                slice.struct().without("apiVersion").without("kind"));
    }

    /** The slice that is stored, with these addresses alone. */
    public Struct repairEndpointSlice(Struct stored, List<String> addresses) {
        return filled(new EndpointSlice(stored), addresses).struct();
    }
}
