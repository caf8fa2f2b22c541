package dev.carafe.kubernetes.cloudcontrollermanager.route;

import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.NodeAddress;
import dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider.Route;
import dev.carafe.kubernetes.cloudcontrollermanager.controller.Cidr;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The difference between the routes that there are and those that nodes need; no I/O.
 *
 * @param deletions routes of the cluster's that lead nowhere, to nodes that are gone, or to addresses nodes no longer have
 * @param creations routes that are missing, those to renew included
 * @param known the nodes with ranges, and those to which a route leads: only these are told of their network
 */
record RoutePlan(List<Route> deletions, List<Creation> creations, Set<String> known) {
    /** A route to make for a node. */
    record Creation(Node node, Route route) {}

    /** @param clusterCIDRs the ranges in which routes are the cluster's; others are left alone */
    static RoutePlan of(List<Node> nodes, List<Route> routes, List<Cidr> clusterCIDRs) {
        Set<String> known = new HashSet<>();
        routes.stream().map(Route::targetNode).filter(name -> !name.isEmpty()).forEach(known::add);
        List<Creation> creations = new ArrayList<>();
        Set<Target> kept = new HashSet<>();
        for (Node node : nodes) {
            for (String cidr : node.spec().podCIDRs()) {
                known.add(node.name());
                if (hasRoute(node, cidr, routes)) {
                    kept.add(new Target(node.name(), cidr));
                } else {
                    creations.add(new Creation(
                            node,
                            new Route("", node.name(), false, node.status().addresses(), cidr, false)));
                }
            }
        }
        List<Route> deletions = routes.stream()
                .filter(route -> isResponsible(route, clusterCIDRs))
                .filter(route ->
                        route.blackhole() || !kept.contains(new Target(route.targetNode(), route.destinationCIDR())))
                .toList();
        return new RoutePlan(deletions, creations, known);
    }

    private record Target(String node, String cidr) {}

    private static boolean hasRoute(Node node, String cidr, List<Route> routes) {
        for (Route route : routes) {
            if (route.targetNode().equals(node.name())
                    && route.destinationCIDR().equals(cidr)) {
                return !route.enableNodeAddresses() || same(node.status().addresses(), route.targetNodeAddresses());
            }
        }
        return false;
    }

    private static boolean same(List<NodeAddress> one, List<NodeAddress> other) {
        return one.size() == other.size() && other.containsAll(one);
    }

    private static boolean isResponsible(Route route, List<Cidr> clusterCIDRs) {
        Cidr destination;
        try {
            destination = Cidr.parse(route.destinationCIDR());
        } catch (IllegalArgumentException _) {
            return false; // not made here
        }
        return clusterCIDRs.stream().anyMatch(range -> range.touches(destination));
    }
}
