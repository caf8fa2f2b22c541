package dev.carafe.kubernetes.scheduler.plugins;

import dev.carafe.kubernetes.api.core.v1.NodeSelectorTerm;
import dev.carafe.kubernetes.api.core.v1.PreferredSchedulingTerm;
import dev.carafe.kubernetes.api.nodeaffinity.NodeSelectorMatcher;
import dev.carafe.kubernetes.scheduler.framework.ClusterEvent;
import dev.carafe.kubernetes.scheduler.framework.CycleState;
import dev.carafe.kubernetes.scheduler.framework.NodeInfo;
import dev.carafe.kubernetes.scheduler.framework.Plugin;
import dev.carafe.kubernetes.scheduler.framework.PodInfo;
import dev.carafe.kubernetes.scheduler.framework.PreFilterResult;
import dev.carafe.kubernetes.scheduler.framework.Rejection;
import dev.carafe.kubernetes.scheduler.framework.RequiredNodeAffinity;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Keeps a pod to the nodes that it selects, and prefers those that it prefers. */
public final class NodeAffinity implements Plugin.PreFilter, Plugin.Filter, Plugin.Score {
    @Override
    public String name() {
        return "NodeAffinity";
    }

    /** Nothing to filter for most pods; for a pod whose every term names nodes (daemon pods), only those nodes. */
    @Override
    public PreFilterResult preFilter(CycleState state, PodInfo pod, List<NodeInfo> nodes) {
        RequiredNodeAffinity required = pod.requiredNodeAffinity();
        if (required.nodeSelector().isEmpty() && !required.hasTerms()) {
            return PreFilterResult.SKIP;
        }
        Set<String> names = new HashSet<>();
        for (NodeSelectorTerm term : required.terms()) {
            Optional<List<String>> named = term.matchFields().stream()
                    .filter(field -> field.key().equals("metadata.name")
                            && field.operator().equals("In"))
                    .map(field -> List.copyOf(field.values()))
                    .findFirst();
            if (named.isEmpty()) {
                return PreFilterResult.ALL_NODES;
            }
            names.addAll(named.get());
        }
        return required.terms().isEmpty() ? PreFilterResult.ALL_NODES : new PreFilterResult.OnlyNodes(names);
    }

    @Override
    public Optional<Rejection> filter(CycleState state, PodInfo pod, NodeInfo node) {
        return pod.requiredNodeAffinity().matches(node)
                ? Optional.empty()
                : Optional.of(Rejection.unresolvable(name(), "node(s) didn't match Pod's node affinity/selector"));
    }

    @Override
    public boolean mayHelp(ClusterEvent event, PodInfo pod) {
        return switch (event) {
            case ClusterEvent.NodeAdded(NodeInfo node) ->
                pod.requiredNodeAffinity().matches(node);
            case ClusterEvent.NodeUpdated(NodeInfo node) ->
                pod.requiredNodeAffinity().matches(node);
            case ClusterEvent.AssignedPodDeleted _, ClusterEvent.AssignedPodChanged _ -> false;
        };
    }

    @Override
    public long score(CycleState state, PodInfo pod, NodeInfo node) {
        long score = 0;
        for (PreferredSchedulingTerm term :
                pod.pod().spec().affinity().nodeAffinity().preferredDuringSchedulingIgnoredDuringExecution()) {
            if (NodeSelectorMatcher.matches(term.preference(), node.name(), node.labels())) {
                score += term.weight();
            }
        }
        return score;
    }

    @Override
    public void normalize(CycleState state, long[] scores) {
        Scores.normalize(scores, false);
    }
}
