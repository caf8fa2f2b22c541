package dev.carafe.kubernetes.kubelet.lifecycle;

import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.NodeSelectorRequirement;
import dev.carafe.kubernetes.api.core.v1.NodeSelectorTerm;
import dev.carafe.kubernetes.api.core.v1.Pod;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
                        .anyMatch(term -> matches(term, node));
    }

    /** All requirements of a term must hold; a term without any matches no node. */
    private static boolean matches(NodeSelectorTerm term, Node node) {
        if (term.matchExpressions().isEmpty() && term.matchFields().isEmpty()) {
            return false;
        }
        Map<String, String> labels = node.metadata().labels();
        return term.matchExpressions().stream().allMatch(wanted -> matches(wanted, labels.get(wanted.key())))
                && term.matchFields().stream()
                        .allMatch(wanted -> wanted.key().equals("metadata.name")
                                && matches(wanted, node.metadata().name()));
    }

    private static boolean matches(NodeSelectorRequirement wanted, @Nullable String value) {
        List<String> values = wanted.values();
        return switch (wanted.operator()) {
            case "In" -> value != null && values.contains(value);
            case "NotIn" -> value == null || !values.contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            case "Gt" -> compare(value, values) > 0;
            case "Lt" -> compare(value, values) < 0;
            default -> false;
        };
    }

    /** The sign of value minus wanted; 0, so neither greater nor less, where one is not a whole number. */
    private static int compare(@Nullable String value, List<String> values) {
        if (value == null || values.size() != 1) {
            return 0;
        }
        try {
            return Long.compare(Long.parseLong(value), Long.parseLong(values.getFirst()));
        } catch (NumberFormatException _) {
            return 0;
        }
    }
}
