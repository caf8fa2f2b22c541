package dev.carafe.kubernetes.proxy.service;

import java.util.ArrayList;
import java.util.List;

/**
 * One port of a Service in one IP family, as this node must route it.
 *
 * @param service {@code namespace/name:port}, for messages
 * @param protocol tcp, udp or sctp
 * @param port the service's port
 * @param nodePort the port on every node, 0 for none
 * @param clusterIps the addresses inside the cluster
 * @param externalIps addresses from outside, from everywhere reachable
 * @param loadBalancers load balancers' addresses, and who may come through them
 * @param everywhere all endpoints that may be used, on whichever node; empty means refuse
 * @param internal where traffic to a cluster IP goes
 * @param external where traffic from outside to a node port or an external address goes
 * @param externalIsLocal whether traffic from outside stays on the node and keeps its source address
 * @param affinitySeconds how long a client stays with its endpoint, 0 for no affinity
 */
public record ServicePortRouting(
        String service,
        String protocol,
        int port,
        int nodePort,
        List<String> clusterIps,
        List<String> externalIps,
        LoadBalancers loadBalancers,
        List<Endpoint> everywhere,
        List<Endpoint> internal,
        List<Endpoint> external,
        boolean externalIsLocal,
        int affinitySeconds) {
    /**
     * Load balancers' addresses.
     *
     * @param addresses at which traffic arrives here as it was sent to the load balancer
     * @param sourceRanges the only ranges of addresses that may come; empty for all
     */
    public record LoadBalancers(List<String> addresses, List<String> sourceRanges) {
        /** Whether a client of that address may come. */
        public boolean admits(String client) {
            return sourceRanges.isEmpty() || SourceRanges.hold(sourceRanges, client);
        }

        /** No load balancer. */
        public static final LoadBalancers NONE = new LoadBalancers(List.of(), List.of());
    }

    /** All addresses from outside. */
    public List<String> outsideAddresses() {
        List<String> addresses = new ArrayList<>(externalIps);
        addresses.addAll(loadBalancers.addresses());
        return addresses;
    }
}
