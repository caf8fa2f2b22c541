package dev.carafe.kubernetes.scheduler.framework;

import dev.carafe.kubernetes.api.core.v1.NodeSelectorTerm;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.api.nodeaffinity.NodeSelectorMatcher;
import java.util.List;
import java.util.Map;

/**
 * The nodes that a pod insists on: its node selector, and any one of its required terms.
 *
 * @param nodeSelector labels that a node must have
 * @param hasTerms whether terms are required at all; none of an empty list matches
 * @param terms the required terms
 */
public record RequiredNodeAffinity(Map<String, String> nodeSelector, boolean hasTerms, List<NodeSelectorTerm> terms) {

    static RequiredNodeAffinity of(PodSpec spec) {
        var affinity = spec.affinity().nodeAffinity();
        return new RequiredNodeAffinity(
                spec.nodeSelector(),
                affinity.hasRequiredDuringSchedulingIgnoredDuringExecution(),
                List.copyOf(affinity.requiredDuringSchedulingIgnoredDuringExecution()
                        .nodeSelectorTerms()));
    }

    public boolean matches(NodeInfo node) {
        for (Map.Entry<String, String> wanted : nodeSelector.entrySet()) {
            if (!wanted.getValue().equals(node.labels().get(wanted.getKey()))) {
                return false;
            }
        }
        return !hasTerms
                || terms.stream().anyMatch(term -> NodeSelectorMatcher.matches(term, node.name(), node.labels()));
    }
}
