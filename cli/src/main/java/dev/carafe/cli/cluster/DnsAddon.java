package dev.carafe.cli.cluster;

import dev.carafe.cli.pki.ClusterCertificates;
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
import dev.carafe.kubernetes.api.rbac.v1.ClusterRole;
import dev.carafe.kubernetes.api.rbac.v1.ClusterRoleBinding;
import dev.carafe.kubernetes.api.rbac.v1.PolicyRule;
import dev.carafe.kubernetes.api.rbac.v1.RbacV1;
import dev.carafe.kubernetes.api.rbac.v1.RoleRef;
import dev.carafe.kubernetes.api.rbac.v1.Subject;
import dev.carafe.kubernetes.apimachinery.intstr.IntOrString;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.ResourceClient;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The objects that make a DNS server outside the cluster its DNS: what an addon's manifests are upstream. The Service has
 * no selector; its one endpoint is the address that the server listens on.
 */
final class DnsAddon {

    private static final String NAMESPACE = "kube-system";
    private static final String SERVICE = "kube-dns";
    private static final String ROLE = "system:coredns";
    private static final int PORT = 53;
    private static final Map<String, String> LABELS = Map.of(
            "k8s-app", "kube-dns",
            "kubernetes.io/cluster-service", "true",
            "kubernetes.io/name", "CoreDNS");

    private DnsAddon() {}

    /** Lets the DNS server's user read what it answers from. */
    static void allow(Client admin) {
        put(
                admin,
                RbacV1.CLUSTERROLES,
                new ClusterRole()
                        .withMetadata(new ObjectMeta().withName(ROLE))
                        .withRules(List.of(
                                rule("", "endpoints", "services", "pods", "namespaces"),
                                rule("discovery.k8s.io", "endpointslices"))));
        put(
                admin,
                RbacV1.CLUSTERROLEBINDINGS,
                new ClusterRoleBinding()
                        .withMetadata(new ObjectMeta().withName(ROLE))
                        .withRoleRef(new RoleRef()
                                .withApiGroup("rbac.authorization.k8s.io")
                                .withKind("ClusterRole")
                                .withName(ROLE))
                        .withSubjects(List.of(new Subject()
                                .withApiGroup("rbac.authorization.k8s.io")
                                .withKind("User")
                                .withName(ClusterCertificates.DNS_USER))));
    }

    /** Leads {@code clusterIp}, port 53, to the server at {@code server}. */
    static void publish(Client admin, String clusterIp, InetSocketAddress server) {
        put(
                admin,
                CoreV1.SERVICES,
                new Service()
                        .withMetadata(new ObjectMeta()
                                .withNamespace(NAMESPACE)
                                .withName(SERVICE)
                                .withLabels(LABELS))
                        .withSpec(new ServiceSpec()
                                .withClusterIP(clusterIp)
                                .withClusterIPs(List.of(clusterIp))
                                .withType("ClusterIP")
                                .withPorts(List.of(port("dns", "UDP"), port("dns-tcp", "TCP")))));
        put(
                admin,
                DiscoveryV1.ENDPOINTSLICES,
                new EndpointSlice()
                        .withMetadata(new ObjectMeta()
                                .withNamespace(NAMESPACE)
                                .withName(SERVICE)
                                .withLabels(Map.of(
                                        "kubernetes.io/service-name",
                                        SERVICE,
                                        "endpointslice.kubernetes.io/managed-by",
                                        "carafe.dev")))
                        .withAddressType("IPv4")
                        .withEndpoints(List.of(new Endpoint()
                                .withAddresses(List.of(server.getAddress().getHostAddress()))
                                .withConditions(new EndpointConditions().withReady(true))))
                        .withPorts(List.of(
                                endpointPort("dns", "UDP", server.getPort()),
                                endpointPort("dns-tcp", "TCP", server.getPort()))));
    }

    /** Creates {@code wanted}, or gives the object of that name its content. A Service stays as it is. */
    private static <T extends ApiObject<T>> void put(Client admin, ResourceType<T> type, T wanted) {
        ResourceClient<T> client = admin.of(type);
        Optional<T> present = client.find(wanted.namespace(), wanted.name());
        if (present.isEmpty()) {
            client.create(wanted);
        } else if (!(wanted instanceof Service)) {
            client.update(wanted.withMetadata(wanted.metadata()
                    .withResourceVersion(present.get().metadata().resourceVersion())));
        }
    }

    private static PolicyRule rule(String group, String... resources) {
        return new PolicyRule()
                .withApiGroups(List.of(group))
                .withResources(List.of(resources))
                .withVerbs(List.of("list", "watch"));
    }

    private static ServicePort port(String name, String protocol) {
        return new ServicePort()
                .withName(name)
                .withProtocol(protocol)
                .withPort(PORT)
                .withTargetPort(IntOrString.of(PORT));
    }

    private static EndpointPort endpointPort(String name, String protocol, int port) {
        return new EndpointPort().withName(name).withProtocol(protocol).withPort(port);
    }
}
