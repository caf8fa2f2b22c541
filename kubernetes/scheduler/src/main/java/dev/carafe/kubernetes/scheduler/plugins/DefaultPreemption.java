package dev.carafe.kubernetes.scheduler.plugins;

import dev.carafe.kubernetes.scheduler.framework.CycleState;
import dev.carafe.kubernetes.scheduler.framework.FitError;
import dev.carafe.kubernetes.scheduler.framework.NodeInfo;
import dev.carafe.kubernetes.scheduler.framework.Plugin;
import dev.carafe.kubernetes.scheduler.framework.PodInfo;
import dev.carafe.kubernetes.scheduler.framework.PostFilterResult;
import dev.carafe.kubernetes.scheduler.framework.Rejection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Says whether evicting pods of lower priority could let a pod fit, in upstream's words. It evicts none: where some node has
 * such pods it says nothing, and the pod waits.
 */
public final class DefaultPreemption implements Plugin.PostFilter {
    private static final String UNHELPFUL = "Preemption is not helpful for scheduling";
    private static final String NO_VICTIMS = "No preemption victims found for incoming pod";

    @Override
    public String name() {
        return "DefaultPreemption";
    }

    @Override
    public PostFilterResult postFilter(CycleState state, PodInfo pod, List<NodeInfo> nodes, FitError error) {
        if (pod.pod().spec().preemptionPolicy().equals("Never")) {
            return new PostFilterResult.Nothing("preemption: not eligible due to preemptionPolicy=Never.");
        }
        Map<String, Rejection> verdicts = new HashMap<>();
        for (NodeInfo node : nodes) {
            Rejection rejection = error.byNode().get(node.name());
            boolean resolvable = rejection != null && rejection.resolvable();
            if (resolvable && node.pods().stream().anyMatch(other -> other.priority() < pod.priority())) {
                return PostFilterResult.NOTHING;
            }
            verdicts.put(node.name(), Rejection.unresolvable(name(), resolvable ? NO_VICTIMS : UNHELPFUL));
        }
        FitError verdict = FitError.ofNodes(error.nodeCount(), verdicts, Optional.empty());
        return new PostFilterResult.Nothing("preemption: " + verdict.message());
    }
}
