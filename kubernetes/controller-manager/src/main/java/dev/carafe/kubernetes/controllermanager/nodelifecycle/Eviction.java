package dev.carafe.kubernetes.controllermanager.nodelifecycle;

import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.Taint;
import dev.carafe.kubernetes.api.core.v1.Toleration;
import dev.carafe.kubernetes.controllermanager.controller.NodeTaints;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** When a pod has to leave a tainted node; no I/O. */
final class Eviction {
    private Eviction() {}

    /**
     * The time at which the pod is to be evicted; empty when it may stay.
     *
     * @param firstSeen when the pod was first seen beside such taints; counts for taints that tell no time
     */
    static Optional<Instant> at(Pod pod, Collection<Taint> taints, Instant firstSeen) {
        Optional<Instant> earliest = Optional.empty();
        for (Taint taint : taints) {
            if (!taint.effect().equals(NodeTaints.NO_EXECUTE)) {
                continue;
            }
            List<Toleration> bearing = pod.spec().tolerations().stream()
                    .filter(toleration -> NodeTaints.tolerates(toleration, taint))
                    .toList();
            if (bearing.isEmpty()) {
                return Optional.of(firstSeen);
            }
            Instant since = taint.timeAdded().orElse(firstSeen);
            for (Toleration toleration : bearing) {
                if (toleration.hasTolerationSeconds()) {
                    Instant end = since.plus(Duration.ofSeconds(Math.max(0, toleration.tolerationSeconds())));
                    earliest = earliest.filter(known -> known.isBefore(end)).or(() -> Optional.of(end));
                }
            }
        }
        return earliest;
    }
}
