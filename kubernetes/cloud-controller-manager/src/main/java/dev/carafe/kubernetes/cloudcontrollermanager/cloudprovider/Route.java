package dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider;

import dev.carafe.kubernetes.api.core.v1.NodeAddress;
import java.util.List;

/**
 * A rule that leads a range of addresses to a node.
 *
 * @param name the cloud's; not looked at when a route is made
 * @param targetNode the node's name
 * @param enableNodeAddresses whether {@code targetNodeAddresses} counts; a provider that does not fill it says false
 * @param targetNodeAddresses the node's addresses
 * @param destinationCIDR what is led there
 * @param blackhole whether it leads nowhere; such a route is deleted where it is the cluster's
 */
public record Route(
        String name,
        String targetNode,
        boolean enableNodeAddresses,
        List<NodeAddress> targetNodeAddresses,
        String destinationCIDR,
        boolean blackhole) {
    public Route {
        targetNodeAddresses = List.copyOf(targetNodeAddresses);
    }
}
