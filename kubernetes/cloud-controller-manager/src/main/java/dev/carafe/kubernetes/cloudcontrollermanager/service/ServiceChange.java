package dev.carafe.kubernetes.cloudcontrollermanager.service;

import dev.carafe.kubernetes.api.core.v1.Service;
import dev.carafe.kubernetes.api.core.v1.ServicePort;
import dev.carafe.kubernetes.api.core.v1.ServiceSpec;
import java.util.List;
import java.util.stream.IntStream;

/** Which services are the service controller's, and which changes of them a load balancer must follow; no I/O. */
final class ServiceChange {
    /** Held by a service that may have a load balancer, so that it does not go before that. */
    static final String FINALIZER = "service.kubernetes.io/load-balancer-cleanup";

    private ServiceChange() {}

    /** Whether a service asks for the cloud's own load balancer; one of a class is for others to make. */
    static boolean wantsLoadBalancer(Service service) {
        return isOfType(service) && !service.spec().hasLoadBalancerClass();
    }

    /** Whether a load balancer must go: the service goes, or is of another type now. */
    static boolean needsCleanup(Service service) {
        return hasFinalizer(service) && (service.metadata().hasDeletionTimestamp() || !isOfType(service));
    }

    static boolean hasFinalizer(Service service) {
        return service.metadata().finalizers().contains(FINALIZER);
    }

    private static boolean isOfType(Service service) {
        return service.spec().type().equals("LoadBalancer");
    }

    /** Whether a change concerns the load balancer. */
    static boolean needsUpdate(Service before, Service after) {
        if (!wantsLoadBalancer(before) && !wantsLoadBalancer(after)) {
            return false;
        }
        ServiceSpec old = before.spec();
        ServiceSpec now = after.spec();
        return wantsLoadBalancer(before) != wantsLoadBalancer(after)
                || !old.loadBalancerSourceRanges().equals(now.loadBalancerSourceRanges())
                || !samePorts(old.ports(), now.ports())
                || !old.sessionAffinity().equals(now.sessionAffinity())
                || !old.sessionAffinityConfig().equals(now.sessionAffinityConfig())
                || !old.loadBalancerIP().equals(now.loadBalancerIP())
                || !old.externalIPs().equals(now.externalIPs())
                || !before.metadata().annotations().equals(after.metadata().annotations())
                || !before.metadata().uid().equals(after.metadata().uid())
                || !old.externalTrafficPolicy().equals(now.externalTrafficPolicy())
                || old.healthCheckNodePort() != now.healthCheckNodePort()
                // of the families only a second one can come or go
                || old.ipFamilies().size() != now.ipFamilies().size();
    }

    private static boolean samePorts(List<ServicePort> old, List<ServicePort> now) {
        return old.size() == now.size()
                && IntStream.range(0, old.size()).allMatch(i -> samePort(old.get(i), now.get(i)));
    }

    private static boolean samePort(ServicePort old, ServicePort now) {
        return old.name().equals(now.name())
                && old.protocol().equals(now.protocol())
                && old.port() == now.port()
                && old.nodePort() == now.nodePort()
                && old.targetPort().equals(now.targetPort())
                && old.hasAppProtocol() == now.hasAppProtocol()
                && old.appProtocol().equals(now.appProtocol());
    }
}
