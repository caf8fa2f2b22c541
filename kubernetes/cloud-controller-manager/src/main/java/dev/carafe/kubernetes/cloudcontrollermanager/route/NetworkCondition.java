package dev.carafe.kubernetes.cloudcontrollermanager.route;

import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.NodeCondition;
import dev.carafe.kubernetes.cloudcontrollermanager.controller.Nodes;
import java.time.Instant;
import java.util.Optional;

/** What a node's condition NetworkUnavailable says of its routes; no I/O. */
final class NetworkCondition {
    private static final String TYPE = "NetworkUnavailable";

    private NetworkCondition() {}

    /** The condition to write; empty where the node says so already. */
    static Optional<NodeCondition> change(Node node, boolean routesCreated, Instant now) {
        String status = routesCreated ? "False" : "True";
        String reason = routesCreated ? "RouteCreated" : "NoRouteCreated";
        boolean said = Nodes.condition(node, TYPE)
                .filter(condition ->
                        condition.status().equals(status) && condition.reason().equals(reason))
                .isPresent();
        return said
                ? Optional.empty()
                : Optional.of(new NodeCondition()
                        .withType(TYPE)
                        .withStatus(status)
                        .withReason(reason)
                        .withMessage(
                                routesCreated
                                        ? "RouteController created a route"
                                        : "RouteController failed to create a route")
                        .withLastHeartbeatTime(now)
                        .withLastTransitionTime(now));
    }
}
