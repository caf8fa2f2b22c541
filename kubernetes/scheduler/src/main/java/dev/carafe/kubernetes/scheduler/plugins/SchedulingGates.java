package dev.carafe.kubernetes.scheduler.plugins;

import dev.carafe.kubernetes.api.core.v1.PodSchedulingGate;
import dev.carafe.kubernetes.scheduler.framework.Plugin;
import dev.carafe.kubernetes.scheduler.framework.PodInfo;
import dev.carafe.kubernetes.scheduler.framework.Rejection;
import java.util.List;
import java.util.Optional;

/** Holds a pod back until all of its scheduling gates are gone (KEP-3521). */
public final class SchedulingGates implements Plugin.PreEnqueue {
    @Override
    public String name() {
        return "SchedulingGates";
    }

    @Override
    public Optional<Rejection> preEnqueue(PodInfo pod) {
        List<String> gates = pod.pod().spec().schedulingGates().stream()
                .map(PodSchedulingGate::name)
                .toList();
        return gates.isEmpty()
                ? Optional.empty()
                : Optional.of(Rejection.unresolvable(
                        name(), "waiting for scheduling gates: [" + String.join(" ", gates) + "]"));
    }
}
