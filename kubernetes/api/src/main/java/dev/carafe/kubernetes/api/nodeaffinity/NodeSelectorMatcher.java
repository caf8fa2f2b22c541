package dev.carafe.kubernetes.api.nodeaffinity;

import dev.carafe.kubernetes.api.core.v1.NodeSelectorRequirement;
import dev.carafe.kubernetes.api.core.v1.NodeSelectorTerm;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether a node meets a term of a node selector (core/v1 NodeSelectorTerm). */
public final class NodeSelectorMatcher {
    private NodeSelectorMatcher() {}

    /** All requirements of a term must hold; a term without any matches no node. */
    public static boolean matches(NodeSelectorTerm term, String nodeName, Map<String, String> labels) {
        if (term.matchExpressions().isEmpty() && term.matchFields().isEmpty()) {
            return false;
        }
        return term.matchExpressions().stream().allMatch(wanted -> matches(wanted, labels.get(wanted.key())))
                && term.matchFields().stream()
                        .allMatch(wanted -> wanted.key().equals("metadata.name") && matches(wanted, nodeName));
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
