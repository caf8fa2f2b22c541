package dev.carafe.kubernetes.scheduler.plugins;

import dev.carafe.kubernetes.api.core.v1.Taint;
import dev.carafe.kubernetes.scheduler.framework.ClusterEvent;
import dev.carafe.kubernetes.scheduler.framework.CycleState;
import dev.carafe.kubernetes.scheduler.framework.NodeInfo;
import dev.carafe.kubernetes.scheduler.framework.Plugin;
import dev.carafe.kubernetes.scheduler.framework.PodInfo;
import dev.carafe.kubernetes.scheduler.framework.Rejection;
import dev.carafe.kubernetes.scheduler.framework.Tolerations;
import java.util.Optional;

/** Keeps pods away from cordoned nodes, unless they tolerate the taint that stands for it. */
public final class NodeUnschedulable implements Plugin.Filter {
    private static final Taint CORDONED =
            new Taint().withKey("node.kubernetes.io/unschedulable").withEffect("NoSchedule");

    @Override
    public String name() {
        return "NodeUnschedulable";
    }

    @Override
    public Optional<Rejection> filter(CycleState state, PodInfo pod, NodeInfo node) {
        return !node.node().spec().unschedulable() || Tolerations.tolerate(pod.tolerations(), CORDONED)
                ? Optional.empty()
                : Optional.of(Rejection.unresolvable(name(), "node(s) were unschedulable"));
    }

    @Override
    public boolean mayHelp(ClusterEvent event, PodInfo pod) {
        return switch (event) {
            case ClusterEvent.NodeAdded(NodeInfo node) -> !node.node().spec().unschedulable();
            case ClusterEvent.NodeUpdated(NodeInfo node) -> !node.node().spec().unschedulable();
            case ClusterEvent.AssignedPodDeleted _, ClusterEvent.AssignedPodChanged _ -> false;
        };
    }
}
