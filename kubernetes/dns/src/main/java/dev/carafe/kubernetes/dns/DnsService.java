package dev.carafe.kubernetes.dns;

import dev.carafe.kubernetes.api.ApiObject;
import dev.carafe.kubernetes.api.ResourceType;
import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.api.core.v1.ServicePort;
import dev.carafe.kubernetes.api.core.v1.ServiceSpec;
import dev.carafe.kubernetes.api.discovery.v1.DiscoveryV1;
import dev.carafe.kubernetes.api.discovery.v1.Endpoint;
import dev.carafe.kubernetes.api.discovery.v1.EndpointConditions;
import dev.carafe.kubernetes.api.discovery.v1.EndpointPort;
import dev.carafe.kubernetes.api.discovery.v1.EndpointSlice;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.intstr.IntOrString;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.ResourceClient;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Makes the cluster's DNS reachable by the service {@code kube-system/kube-dns}, whose address every pod's
 * resolv.conf names. The service selects no pods; its one endpoint is where {@link ClusterDns} listens.
 */
public final class DnsService {
    public static final String NAMESPACE = "kube-system";
    public static final String NAME = "kube-dns";

    private static final String SLICE = "kube-dns-carafe";
    private static final int PORT = 53;
    private static final int ATTEMPTS_MAX = 5;

    private DnsService() {}

    /**
     * Creates the service and its endpoint, or brings them up to date; what others added to them stays.
     *
     * @param clusterIp the service's address, such as 10.96.0.10
     * @param address where {@link ClusterDns} listens, as the node's kube-proxy reaches it
     * @throws StatusError when the API server refuses
     */
    public static void publish(Client client, String clusterIp, InetAddress address, int port) {
        apply(client.of(CoreV1.SERVICES), new Service(), NAME, service -> withService(service, clusterIp, port));
        apply(
                client.of(DiscoveryV1.ENDPOINTSLICES),
                new EndpointSlice(),
                SLICE,
                slice -> withEndpoint(slice, address, port));
    }

    private static <T extends ApiObject<T>> void apply(
            ResourceClient<T> objects, T empty, String name, UnaryOperator<T> change) {
        ResourceType<T> type = objects.type();
        for (int attempt = 1; ; attempt++) {
            try {
                Optional<T> found = objects.find(NAMESPACE, name);
                if (found.isEmpty()) {
                    ObjectMeta metadata =
                            new ObjectMeta().withNamespace(NAMESPACE).withName(name);
                    T fresh = type.view()
                            .apply(empty.withMetadata(metadata)
                                    .struct()
                                    .with("apiVersion", type.apiVersion())
                                    .with("kind", type.kind()));
                    objects.create(change.apply(fresh));
                } else {
                    T changed = change.apply(found.get());
                    if (!changed.struct().equals(found.get().struct())) {
                        objects.update(changed);
                    }
                }
                return;
            } catch (StatusError e) {
                boolean raced = e.code() == 409; // another changed or made it meanwhile
                if (!raced || attempt == ATTEMPTS_MAX) {
                    throw e;
                }
            }
        }
    }

    private static Service withService(Service service, String clusterIp, int port) {
        Map<String, String> labels = Map.of(
                "k8s-app", NAME,
                "kubernetes.io/cluster-service", "true",
                "kubernetes.io/name", "CoreDNS");
        ServiceSpec spec = service.spec().hasClusterIP()
                ? service.spec()
                : service.spec().withType("ClusterIP").withClusterIP(clusterIp).withClusterIPs(List.of(clusterIp));
        return service.withMetadata(withLabels(service.metadata(), labels))
                .withSpec(spec.withoutSelector()
                        .withPorts(List.of(servicePort("dns", "UDP", port), servicePort("dns-tcp", "TCP", port))));
    }

    private static ServicePort servicePort(String name, String protocol, int target) {
        return new ServicePort()
                .withName(name)
                .withPort(PORT)
                .withProtocol(protocol)
                .withTargetPort(IntOrString.of(target));
    }

    private static EndpointSlice withEndpoint(EndpointSlice slice, InetAddress address, int port) {
        Map<String, String> labels = Map.of(
                "kubernetes.io/service-name", NAME, "endpointslice.kubernetes.io/managed-by", "cluster-dns.carafe.dev");
        Endpoint endpoint = new Endpoint()
                .withAddresses(List.of(address.getHostAddress()))
                .withConditions(new EndpointConditions().withReady(true));
        return slice.withMetadata(withLabels(slice.metadata(), labels))
                .withAddressType(address instanceof Inet6Address ? "IPv6" : "IPv4")
                .withEndpoints(List.of(endpoint))
                .withPorts(List.of(endpointPort("dns", "UDP", port), endpointPort("dns-tcp", "TCP", port)));
    }

    private static EndpointPort endpointPort(String name, String protocol, int port) {
        return new EndpointPort().withName(name).withProtocol(protocol).withPort(port);
    }

    private static ObjectMeta withLabels(ObjectMeta metadata, Map<String, String> labels) {
        Map<String, String> all = new HashMap<>(metadata.labels());
        all.putAll(labels);
        return all.equals(metadata.labels()) ? metadata : metadata.withLabels(all);
    }
}
