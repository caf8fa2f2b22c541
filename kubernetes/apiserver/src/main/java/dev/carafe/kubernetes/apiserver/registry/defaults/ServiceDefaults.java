package dev.carafe.kubernetes.apiserver.registry.defaults;

import dev.carafe.kubernetes.api.core.v1.ClientIPConfig;
import dev.carafe.kubernetes.api.core.v1.Endpoints;
import dev.carafe.kubernetes.api.core.v1.LoadBalancerIngress;
import dev.carafe.kubernetes.api.core.v1.LoadBalancerStatus;
import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.api.core.v1.ServicePort;
import dev.carafe.kubernetes.api.core.v1.ServiceSpec;
import dev.carafe.kubernetes.api.core.v1.SessionAffinityConfig;
import dev.carafe.kubernetes.api.discovery.v1.EndpointSlice;
import dev.carafe.kubernetes.apimachinery.intstr.IntOrString;

/** Defaults of Service, Endpoints and EndpointSlice. */
public final class ServiceDefaults {
    private static final int AFFINITY_SECONDS = 10_800;

    private ServiceDefaults() {}

    public static Service service(Service service) {
        ServiceSpec spec = affinity(service.spec());
        if (spec.type().isEmpty()) {
            spec = spec.withType("ClusterIP");
        }
        if (!spec.ports().isEmpty()) {
            spec = spec.withPorts(
                    spec.ports().stream().map(ServiceDefaults::port).toList());
        }
        boolean external = spec.type().equals("LoadBalancer")
                || spec.type().equals("NodePort")
                || (spec.type().equals("ClusterIP") && !spec.externalIPs().isEmpty());
        if (external && spec.externalTrafficPolicy().isEmpty()) {
            spec = spec.withExternalTrafficPolicy("Cluster");
        }
        if (!spec.hasInternalTrafficPolicy() && !spec.type().equals("ExternalName")) {
            spec = spec.withInternalTrafficPolicy("Cluster");
        }
        if (spec.type().equals("LoadBalancer") && !spec.hasAllocateLoadBalancerNodePorts()) {
            spec = spec.withAllocateLoadBalancerNodePorts(true);
        }
        Service complete = service.withSpec(spec);
        return spec.type().equals("LoadBalancer") ? withModes(complete) : complete;
    }

    /** An address of a balancer belongs to the balancer's nodes unless it says otherwise. */
    private static Service withModes(Service service) {
        LoadBalancerStatus balancer = service.status().loadBalancer();
        if (balancer.ingress().stream().noneMatch(ServiceDefaults::lacksMode)) {
            return service;
        }
        return service.withStatus(service.status()
                .withLoadBalancer(balancer.withIngress(balancer.ingress().stream()
                        .map(point -> lacksMode(point) ? point.withIpMode("VIP") : point)
                        .toList())));
    }

    private static boolean lacksMode(LoadBalancerIngress point) {
        return !point.ip().isEmpty() && !point.hasIpMode();
    }

    private static ServiceSpec affinity(ServiceSpec spec) {
        return switch (spec.sessionAffinity()) {
            case "" -> spec.withSessionAffinity("None").withoutSessionAffinityConfig();
            case "None" -> spec.withoutSessionAffinityConfig();
            case "ClientIP" ->
                spec.sessionAffinityConfig().clientIP().hasTimeoutSeconds()
                        ? spec
                        : spec.withSessionAffinityConfig(new SessionAffinityConfig()
                                .withClientIP(new ClientIPConfig().withTimeoutSeconds(AFFINITY_SECONDS)));
            default -> spec;
        };
    }

    private static ServicePort port(ServicePort port) {
        ServicePort changed = port.protocol().isEmpty() ? port.withProtocol("TCP") : port;
        IntOrString target = changed.targetPort();
        return target.equals(IntOrString.of(0)) || target.equals(IntOrString.of(""))
                ? changed.withTargetPort(IntOrString.of(changed.port()))
                : changed;
    }

    public static Endpoints endpoints(Endpoints endpoints) {
        return endpoints.subsets().isEmpty()
                ? endpoints
                : endpoints.withSubsets(endpoints.subsets().stream()
                        .map(subset -> subset.ports().isEmpty()
                                ? subset
                                : subset.withPorts(subset.ports().stream()
                                        .map(port -> port.protocol().isEmpty() ? port.withProtocol("TCP") : port)
                                        .toList()))
                        .toList());
    }

    public static EndpointSlice endpointSlice(EndpointSlice slice) {
        return slice.ports().isEmpty()
                ? slice
                : slice.withPorts(slice.ports().stream()
                        .map(port -> port.hasName() ? port : port.withName(""))
                        .map(port -> port.hasProtocol() ? port : port.withProtocol("TCP"))
                        .toList());
    }
}
