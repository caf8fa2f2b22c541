package dev.carafe.kubernetes.scheduler.plugins;

import dev.carafe.kubernetes.api.core.v1.Taint;
import dev.carafe.kubernetes.api.core.v1.Toleration;
import dev.carafe.kubernetes.scheduler.framework.ClusterEvent;
import dev.carafe.kubernetes.scheduler.framework.CycleState;
import dev.carafe.kubernetes.scheduler.framework.NodeInfo;
import dev.carafe.kubernetes.scheduler.framework.Plugin;
import dev.carafe.kubernetes.scheduler.framework.PodInfo;
import dev.carafe.kubernetes.scheduler.framework.Rejection;
import dev.carafe.kubernetes.scheduler.framework.Tolerations;
import java.util.List;
import java.util.Optional;

/** Keeps pods away from taints that they do not tolerate, and prefers nodes with fewer taints to be avoided. */
public final class TaintToleration implements Plugin.Filter, Plugin.Score {
    @Override
    public String name() {
        return "TaintToleration";
    }

    @Override
    public Optional<Rejection> filter(CycleState state, PodInfo pod, NodeInfo node) {
        return tolerates(pod, node)
                ? Optional.empty()
                : Optional.of(Rejection.unresolvable(name(), "node(s) had untolerated taint(s)"));
    }

    @Override
    public boolean mayHelp(ClusterEvent event, PodInfo pod) {
        return switch (event) {
            case ClusterEvent.NodeAdded(NodeInfo node) -> tolerates(pod, node);
            case ClusterEvent.NodeUpdated(NodeInfo node) -> tolerates(pod, node);
            case ClusterEvent.AssignedPodDeleted _, ClusterEvent.AssignedPodChanged _ -> false;
        };
    }

    private static boolean tolerates(PodInfo pod, NodeInfo node) {
        for (Taint taint : node.hardTaints()) {
            if (!Tolerations.tolerate(pod.tolerations(), taint)) {
                return false;
            }
        }
        return true;
    }

    /** The number of taints to be avoided that the pod does not tolerate. */
    @Override
    public long score(CycleState state, PodInfo pod, NodeInfo node) {
        if (node.softTaints().isEmpty()) {
            return 0;
        }
        List<Toleration> tolerations = pod.tolerations().stream()
                .filter(toleration ->
                        toleration.effect().isEmpty() || toleration.effect().equals("PreferNoSchedule"))
                .toList();
        return node.softTaints().stream()
                .filter(taint -> !Tolerations.tolerate(tolerations, taint))
                .count();
    }

    @Override
    public void normalize(CycleState state, long[] scores) {
        Scores.normalize(scores, true);
    }
}
