package dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider;

import dev.carafe.kubernetes.api.core.v1.LoadBalancerStatus;
import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.Service;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Load balancers.
 *
 * <p>A provider may leave some kinds of load balancer to a controller of its own: then {@link #ensureLoadBalancer} and
 * {@link #updateLoadBalancer} throw {@link ImplementedElsewhereException} for those services, and {@link #getLoadBalancer}
 * finds only what the service controller made. {@link #ensureLoadBalancerDeleted} does its work always, so that nothing stays
 * behind when a service changes hands. The finalizer is the service controller's in either case.
 */
public interface LoadBalancer {
    /** A service's load balancer, if it exists. */
    Optional<LoadBalancerStatus> getLoadBalancer(String clusterName, Service service) throws IOException;

    /** What a service's load balancer is called. */
    String getLoadBalancerName(String clusterName, Service service);

    /**
     * Makes a load balancer or brings it up to date.
     *
     * @throws RetryError to be asked again after a fixed time, such as while the load balancer is still being made
     */
    LoadBalancerStatus ensureLoadBalancer(String clusterName, Service service, List<Node> nodes) throws IOException;

    /** Brings the hosts under a load balancer up to date. */
    void updateLoadBalancer(String clusterName, Service service, List<Node> nodes) throws IOException;

    /** Removes a load balancer with all its parts; returns also where there was none. */
    void ensureLoadBalancerDeleted(String clusterName, Service service) throws IOException;

    /** The name that load balancers have by default: {@code a} and the service's UID without dashes, at most 32 long. */
    static String defaultLoadBalancerName(Service service) {
        String name = "a" + service.metadata().uid().replace("-", "");
        return name.substring(0, Math.min(32, name.length()));
    }
}
