package dev.carafe.kubernetes.scheduler.plugins;

import dev.carafe.kubernetes.scheduler.framework.ClusterEvent;
import dev.carafe.kubernetes.scheduler.framework.CycleState;
import dev.carafe.kubernetes.scheduler.framework.HostPort;
import dev.carafe.kubernetes.scheduler.framework.NodeInfo;
import dev.carafe.kubernetes.scheduler.framework.Plugin;
import dev.carafe.kubernetes.scheduler.framework.PodInfo;
import dev.carafe.kubernetes.scheduler.framework.PreFilterResult;
import dev.carafe.kubernetes.scheduler.framework.Rejection;
import java.util.List;
import java.util.Optional;

/** Keeps two pods from taking the same port of one node. */
public final class NodePorts implements Plugin.PreFilter, Plugin.Filter {
    @Override
    public String name() {
        return "NodePorts";
    }

    @Override
    public PreFilterResult preFilter(CycleState state, PodInfo pod, List<NodeInfo> nodes) {
        return pod.hostPorts().isEmpty() ? PreFilterResult.SKIP : PreFilterResult.ALL_NODES;
    }

    @Override
    public Optional<Rejection> filter(CycleState state, PodInfo pod, NodeInfo node) {
        for (HostPort wanted : pod.hostPorts()) {
            for (HostPort used : node.usedPorts()) {
                if (wanted.conflictsWith(used)) {
                    return Optional.of(Rejection.unschedulable(
                            name(), "node(s) didn't have free ports for the requested pod ports"));
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public boolean mayHelp(ClusterEvent event, PodInfo pod) {
        return switch (event) {
            case ClusterEvent.NodeAdded _ -> true;
            case ClusterEvent.AssignedPodDeleted(PodInfo gone) ->
                gone.hostPorts().stream()
                        .anyMatch(port -> pod.hostPorts().stream().anyMatch(port::conflictsWith));
            case ClusterEvent.NodeUpdated _, ClusterEvent.AssignedPodChanged _ -> false;
        };
    }
}
