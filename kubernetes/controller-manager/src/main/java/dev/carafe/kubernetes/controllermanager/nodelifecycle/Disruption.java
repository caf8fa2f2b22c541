package dev.carafe.kubernetes.controllermanager.nodelifecycle;

import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.client.TokenBucket;
import dev.carafe.kubernetes.controllermanager.controller.NodeTaints;
import dev.carafe.kubernetes.controllermanager.controller.ServicePods;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How fast nodes of a zone may be emptied. Where most of a zone fails the fault is rather the network's, and when no node
 * at all is ready nothing is evicted. Used by one thread.
 */
final class Disruption {
    private static final double NORMAL_PER_S = 0.1;
    private static final double SECONDARY_PER_S = 0.01;
    private static final double UNHEALTHY_FRACTION = 0.55;
    private static final int LARGE_ZONE_NODES = 50;

    /** The state of a zone. */
    enum State {
        NORMAL,
        PARTIAL,
        FULL
    }

    private record Zone(State state, int nodes, TokenBucket bucket) {}

    private final LongSupplier nanoTime;
    private final Map<String, Zone> zones = new HashMap<>();
    private boolean everythingDown;

    Disruption(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    static String zoneOf(Node node) {
        return node.metadata().labels().getOrDefault("topology.kubernetes.io/region", "")
                + "\0"
                + node.metadata().labels().getOrDefault(ServicePods.ZONE_LABEL, "");
    }

    static State state(int ready, int notReady) {
        if (ready == 0 && notReady > 0) {
            return State.FULL;
        }
        boolean most = notReady > 2 && (double) notReady / (notReady + ready) >= UNHEALTHY_FRACTION;
        return most ? State.PARTIAL : State.NORMAL;
    }

    /** Takes a new look at all nodes. */
    void look(Collection<Node> nodes) {
        Map<String, int[]> counts = new HashMap<>();
        for (Node node : nodes) {
            boolean ready = NodeTaints.status(node, "Ready").equals("True");
            counts.computeIfAbsent(zoneOf(node), _ -> new int[2])[ready ? 0 : 1]++;
        }
        zones.keySet().retainAll(counts.keySet());
        everythingDown = !counts.isEmpty();
        counts.forEach((zone, count) -> {
            State state = state(count[0], count[1]);
            everythingDown &= state == State.FULL;
            Zone before = zones.get(zone);
            int size = count[0] + count[1];
            if (before == null
                    || before.state() != state
                    || (before.nodes() > LARGE_ZONE_NODES) != (size > LARGE_ZONE_NODES)) {
                zones.put(zone, new Zone(state, size, bucket(state, size)));
            } else {
                zones.put(zone, new Zone(state, size, before.bucket()));
            }
        });
    }

    private TokenBucket bucket(State state, int nodes) {
        return switch (state) {
            case NORMAL, FULL -> new TokenBucket(NORMAL_PER_S, 1, nanoTime);
            case PARTIAL ->
                nodes > LARGE_ZONE_NODES
                        ? new TokenBucket(SECONDARY_PER_S, 1, nanoTime)
                        : new TokenBucket(0, 0, nanoTime);
        };
    }

    boolean isEverythingDown() {
        return everythingDown;
    }

    /** Whether one more node of this zone may be emptied now. */
    boolean mayEvict(Node node) {
        Zone zone = zones.get(zoneOf(node));
        return !everythingDown && zone != null && zone.bucket().tryTake();
    }
}
