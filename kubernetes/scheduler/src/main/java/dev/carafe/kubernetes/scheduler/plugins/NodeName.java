package dev.carafe.kubernetes.scheduler.plugins;

import dev.carafe.kubernetes.scheduler.framework.ClusterEvent;
import dev.carafe.kubernetes.scheduler.framework.CycleState;
import dev.carafe.kubernetes.scheduler.framework.NodeInfo;
import dev.carafe.kubernetes.scheduler.framework.Plugin;
import dev.carafe.kubernetes.scheduler.framework.PodInfo;
import dev.carafe.kubernetes.scheduler.framework.Rejection;
import java.util.Optional;

/** Keeps a pod that names its node to that node. */
public final class NodeName implements Plugin.Filter {
    @Override
    public String name() {
        return "NodeName";
    }

    @Override
    public Optional<Rejection> filter(CycleState state, PodInfo pod, NodeInfo node) {
        String wanted = pod.pod().spec().nodeName();
        return wanted.isEmpty() || wanted.equals(node.name())
                ? Optional.empty()
                : Optional.of(Rejection.unresolvable(name(), "node(s) didn't match the requested node name"));
    }

    @Override
    public boolean mayHelp(ClusterEvent event, PodInfo pod) {
        return event instanceof ClusterEvent.NodeAdded;
    }
}
