package dev.carafe.kubernetes.kubelet.lifecycle;

import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.nodeaffinity.NodeSelectorMatcher;
import java.util.Map;

/** Whether a node is one that a pod insists on: by its node selector, and by any one of its required terms. Pure. */
final class NodeSelection {
    private NodeSelection() {}

    static boolean matches(Pod pod, Node node) {
        Map<String, String> labels = node.metadata().labels();
        for (Map.Entry<String, String> wanted : pod.spec().nodeSelector().entrySet()) {
            if (!wanted.getValue().equals(labels.get(wanted.getKey()))) {
                return false;
            }
        }
        var affinity = pod.spec().affinity().nodeAffinity();
        return !affinity.hasRequiredDuringSchedulingIgnoredDuringExecution()
                || affinity.requiredDuringSchedulingIgnoredDuringExecution().nodeSelectorTerms().stream()
                        .anyMatch(term -> NodeSelectorMatcher.matches(
                                term, node.metadata().name(), labels));
    }
}
