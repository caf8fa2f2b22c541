package dev.carafe.kubernetes.proxy.service;

import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.api.core.v1.ServicePort;
import dev.carafe.kubernetes.api.core.v1.ServiceSpec;
import dev.carafe.kubernetes.api.discovery.v1.EndpointSlice;
import dev.carafe.kubernetes.proxy.service.ServicePortRouting.LoadBalancers;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/** Turns a Service and its EndpointSlices into what this node must route. Pure and thread-safe. */
public final class ServiceRouter {
    private static final int AFFINITY_SECONDS_DEFAULT = 10_800;
    private static final String PROXY_NAME_LABEL = "service.kubernetes.io/service-proxy-name";

    private final Supplier<Place> place;

    /**
     * A router for one node.
     *
     * @param place the node whose endpoints are local, and its zone as it is now
     */
    public ServiceRouter(Supplier<Place> place) {
        this.place = place;
    }

    /** The routings of all ports in one family; empty for a Service that no proxy serves (headless, ExternalName). */
    public List<ServicePortRouting> route(Service service, List<EndpointSlice> slices, Family family) {
        ServiceSpec spec = service.spec();
        if (spec.type().equals("ExternalName")
                || spec.clusterIP().equals("None")
                || spec.clusterIP().isEmpty()
                || service.metadata().labels().containsKey(PROXY_NAME_LABEL)) {
            return List.of();
        }
        List<String> clusterIps =
                ofFamily(spec.clusterIPs().isEmpty() ? List.of(spec.clusterIP()) : spec.clusterIPs(), family);
        if (clusterIps.isEmpty()) {
            return List.of();
        }
        List<String> externalIps =
                ofFamily(spec.externalIPs().stream().distinct().toList(), family);
        LoadBalancers loadBalancers = loadBalancers(service, family, externalIps);
        List<ServicePortRouting> routings = new ArrayList<>(spec.ports().size());
        for (ServicePort port : spec.ports()) {
            routings.add(route(service, port, slices, family, clusterIps, externalIps, loadBalancers));
        }
        return routings;
    }

    /** Whether load balancers ask each node for endpoints of the service, at its {@code healthCheckNodePort}. */
    public static boolean isAskedForHealth(Service service) {
        return service.spec().type().equals("LoadBalancer")
                && service.spec().externalTrafficPolicy().equals("Local");
    }

    /** How many endpoints of a service are on this node, by their addresses. */
    public int localEndpoints(Service service, List<EndpointSlice> slices) {
        Set<String> addresses = new LinkedHashSet<>();
        for (Family family : Family.values()) {
            for (ServicePortRouting routing : route(service, slices, family)) {
                routing.external().forEach(endpoint -> addresses.add(endpoint.address()));
            }
        }
        return addresses.size();
    }

    private ServicePortRouting route(
            Service service,
            ServicePort port,
            List<EndpointSlice> slices,
            Family family,
            List<String> clusterIps,
            List<String> externalIps,
            LoadBalancers loadBalancers) {
        ServiceSpec spec = service.spec();
        String protocol = (port.hasProtocol() ? port.protocol() : "TCP").toLowerCase(Locale.ROOT);
        EndpointSelection endpoints = EndpointSelection.of(slices, family, port.name(), protocol, place.get());
        boolean internalIsLocal = spec.internalTrafficPolicy().equals("Local");
        boolean externalIsLocal = spec.externalTrafficPolicy().equals("Local");
        return new ServicePortRouting(
                service.namespace() + "/" + service.name() + (port.name().isEmpty() ? "" : ":" + port.name()),
                protocol,
                port.port(),
                port.nodePort(),
                clusterIps,
                externalIps,
                loadBalancers,
                endpoints.everywhere(),
                internalIsLocal ? endpoints.local() : endpoints.everywhere(),
                externalIsLocal ? endpoints.local() : endpoints.everywhere(),
                externalIsLocal,
                affinitySeconds(spec));
    }

    private static LoadBalancers loadBalancers(Service service, Family family, List<String> externalIps) {
        if (!service.spec().type().equals("LoadBalancer")) {
            return LoadBalancers.NONE;
        }
        Set<String> addresses = new LinkedHashSet<>();
        service.status().loadBalancer().ingress().stream()
                .filter(ingress -> !ingress.ip().isEmpty() && !ingress.ipMode().equals("Proxy"))
                .forEach(ingress -> addresses.add(ingress.ip()));
        externalIps.forEach(addresses::remove);
        return new LoadBalancers(
                ofFamily(List.copyOf(addresses), family),
                SourceRanges.of(family, service.spec().loadBalancerSourceRanges()));
    }

    private static int affinitySeconds(ServiceSpec spec) {
        if (!spec.sessionAffinity().equals("ClientIP")) {
            return 0;
        }
        int seconds = spec.sessionAffinityConfig().clientIP().timeoutSeconds();
        return seconds > 0 ? seconds : AFFINITY_SECONDS_DEFAULT;
    }

    private static List<String> ofFamily(List<String> addresses, Family family) {
        return addresses.stream()
                .filter(address -> Family.of(address) == family)
                .toList();
    }
}
