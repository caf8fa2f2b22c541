package dev.carafe.kubernetes.controllermanager.nodelifecycle;

import dev.carafe.kubernetes.api.coordination.v1.Lease;
import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.NodeCondition;
import dev.carafe.kubernetes.controllermanager.controller.NodeTaints;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The last sign of life that this process has seen of a node, by its own clock; no I/O.
 *
 * @param heartbeat the time that the node's Ready condition told
 * @param renewal the time that the node's lease told
 * @param seen when the later of the two changed
 */
record NodeHealth(Optional<Instant> heartbeat, Optional<Instant> renewal, Instant seen) {
    private static final List<String> CONDITIONS = List.of("Ready", "MemoryPressure", "DiskPressure", "PIDPressure");

    /** What is known after another look. */
    static NodeHealth look(Optional<NodeHealth> before, Node node, Optional<Lease> lease, Instant now) {
        Optional<Instant> heartbeat = NodeTaints.condition(node, "Ready").flatMap(NodeCondition::lastHeartbeatTime);
        Optional<Instant> renewal = lease.flatMap(object -> object.spec().renewTime());
        if (before.isEmpty()) {
            Instant seen = heartbeat.isPresent() || renewal.isPresent()
                    ? now
                    : node.metadata().creationTimestamp().orElse(now);
            return new NodeHealth(heartbeat, renewal, seen);
        }
        boolean alive = !heartbeat.equals(before.get().heartbeat())
                || !renewal.equals(before.get().renewal());
        return alive ? new NodeHealth(heartbeat, renewal, now) : before.get();
    }

    boolean isSilent(Duration grace, Instant now) {
        return seen.plus(grace).isBefore(now);
    }

    /** The conditions of a node that is silent. */
    static List<NodeCondition> unknown(Node node, Instant now) {
        List<NodeCondition> conditions = new ArrayList<>(node.status().conditions());
        for (String type : CONDITIONS) {
            Optional<NodeCondition> known = NodeTaints.condition(node, type);
            if (known.isEmpty()) {
                conditions.add(new NodeCondition()
                        .withType(type)
                        .withStatus("Unknown")
                        .withReason("NodeStatusNeverUpdated")
                        .withMessage("Kubelet never posted node status.")
                        .withLastHeartbeatTime(
                                node.metadata().creationTimestamp().orElse(now))
                        .withLastTransitionTime(now));
            } else if (!known.get().status().equals("Unknown")) {
                conditions.set(
                        conditions.indexOf(known.get()),
                        known.get()
                                .withStatus("Unknown")
                                .withReason("NodeStatusUnknown")
                                .withMessage("Kubelet stopped posting node status.")
                                .withLastTransitionTime(now));
            }
        }
        return conditions;
    }
}
