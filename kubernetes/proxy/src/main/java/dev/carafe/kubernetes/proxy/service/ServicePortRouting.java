package dev.carafe.kubernetes.proxy.service;

import java.util.List;

/**
 * One port of a Service in one IP family, as this node must route it.
 *
 * @param service {@code namespace/name:port}, for messages
 * @param protocol tcp, udp or sctp
 * @param port the service's port
 * @param nodePort the port on every node, 0 for none
 * @param clusterIps the addresses inside the cluster
 * @param externalIps addresses from outside: external IPs and load balancers' addresses
 * @param internal where traffic to a cluster IP goes; empty means refuse
 * @param external where traffic to a node port or an external address goes
 * @param externalIsLocal whether external traffic stays on the node and keeps its source address
 * @param hasEndpointsElsewhere whether other nodes have endpoints when this one has none
 * @param affinitySeconds how long a client stays with its endpoint, 0 for no affinity
 */
public record ServicePortRouting(
        String service,
        String protocol,
        int port,
        int nodePort,
        List<String> clusterIps,
        List<String> externalIps,
        List<Endpoint> internal,
        List<Endpoint> external,
        boolean externalIsLocal,
        boolean hasEndpointsElsewhere,
        int affinitySeconds) {}
