package dev.carafe.kubernetes.dns;

import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.Namespace;
import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.api.discovery.v1.DiscoveryV1;
import dev.carafe.kubernetes.api.discovery.v1.EndpointSlice;
import dev.carafe.kubernetes.client.informer.InformerFactory;
import dev.carafe.kubernetes.client.informer.Lister;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** The objects that names come from, with the indexes that make every look-up one step. Thread-safe. */
final class ClusterObjects {
    private static final String SERVICE_LABEL = "kubernetes.io/service-name";
    private static final String BY_IP = "dns-ip";
    private static final String BY_SERVICE = "dns-service";

    private final Lister<Namespace> namespaces;
    private final Lister<Service> services;
    private final Lister<EndpointSlice> slices;
    private final BooleanSupplier synced;

    private ClusterObjects(
            Lister<Namespace> namespaces,
            Lister<Service> services,
            Lister<EndpointSlice> slices,
            BooleanSupplier synced) {
        this.synced = synced;
        this.namespaces = namespaces;
        this.services = services;
        this.slices = slices;
    }

    /** Adds the indexes; call it before the informers start. */
    static ClusterObjects of(InformerFactory informers) {
        var services = informers.informer(CoreV1.SERVICES);
        services.addIndex(BY_IP, ClusterObjects::addresses);
        var slices = informers.informer(DiscoveryV1.ENDPOINTSLICES);
        slices.addIndex(BY_SERVICE, slice -> List.of(key(slice.namespace(), service(slice))));
        slices.addIndex(BY_IP, ClusterObjects::addresses);
        var namespaces = informers.informer(CoreV1.NAMESPACES);
        return new ClusterObjects(
                namespaces.lister(),
                services.lister(),
                slices.lister(),
                () -> namespaces.hasSynced() && services.hasSynced() && slices.hasSynced());
    }

    /** Whether everything was read once. */
    boolean isSynced() {
        return synced.getAsBoolean();
    }

    boolean hasNamespace(String name) {
        return namespaces.find("", name).isPresent();
    }

    Optional<Service> service(String namespace, String name) {
        return services.find(namespace, name);
    }

    List<EndpointSlice> slices(Service service) {
        return slices.byIndex(BY_SERVICE, key(service.namespace(), service.name()));
    }

    Optional<Service> serviceAt(InetAddress address) {
        return services.byIndex(BY_IP, address.getHostAddress()).stream().findFirst();
    }

    /** Slices with an endpoint of that address. */
    List<EndpointSlice> slicesAt(InetAddress address) {
        return slices.byIndex(BY_IP, address.getHostAddress());
    }

    static String service(EndpointSlice slice) {
        return slice.metadata().labels().getOrDefault(SERVICE_LABEL, "");
    }

    /** The cluster addresses of a service; none for a headless one. */
    static List<InetAddress> clusterAddresses(Service service) {
        List<String> texts = service.spec().clusterIPs().isEmpty()
                ? List.of(service.spec().clusterIP())
                : service.spec().clusterIPs();
        return parsed(texts.stream());
    }

    static boolean isHeadless(Service service) {
        return service.spec().clusterIP().equals("None");
    }

    /** Those of the texts that are addresses. */
    static List<InetAddress> parsed(Stream<String> texts) {
        List<InetAddress> found = new ArrayList<>();
        texts.forEach(text -> parse(text).ifPresent(found::add));
        return found;
    }

    static Optional<InetAddress> parse(String text) {
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Collection<String> addresses(Service service) {
        return clusterAddresses(service).stream()
                .map(InetAddress::getHostAddress)
                .toList();
    }

    private static Collection<String> addresses(EndpointSlice slice) {
        return parsed(slice.endpoints().stream().flatMap(endpoint -> endpoint.addresses().stream())).stream()
                .map(InetAddress::getHostAddress)
                .distinct()
                .toList();
    }

    private static String key(String namespace, String name) {
        return namespace + "/" + name;
    }
}
