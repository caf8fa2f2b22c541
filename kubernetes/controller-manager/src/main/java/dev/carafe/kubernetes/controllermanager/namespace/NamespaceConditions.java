package dev.carafe.kubernetes.controllermanager.namespace;

import dev.carafe.kubernetes.api.core.v1.NamespaceCondition;
import dev.carafe.kubernetes.api.core.v1.NamespaceStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a namespace that is being deleted says about it; no I/O. */
final class NamespaceConditions {
    private NamespaceConditions() {}

    static NamespaceStatus with(NamespaceStatus status, NamespaceContent.Rest rest, Instant now) {
        List<NamespaceCondition> conditions = new ArrayList<>(status.conditions());
        put(
                conditions,
                "NamespaceDeletionDiscoveryFailure",
                false,
                "ResourcesDiscovered",
                "All resources successfully discovered",
                now);
        put(
                conditions,
                "NamespaceDeletionGroupVersionParsingFailure",
                false,
                "ParsedGroupVersions",
                "All legacy kube types successfully parsed",
                now);
        boolean failed = !rest.failures().isEmpty();
        put(
                conditions,
                "NamespaceDeletionContentFailure",
                failed,
                failed ? "ContentDeletionFailed" : "ContentDeleted",
                failed
                        ? "Failed to delete all resource types, "
                                + rest.failures().size() + " remaining: " + String.join(", ", rest.failures())
                        : "All content successfully deleted, may be waiting on finalization",
                now);
        boolean left = !rest.remaining().isEmpty();
        put(
                conditions,
                "NamespaceContentRemaining",
                left,
                left ? "SomeResourcesRemain" : "ContentRemoved",
                left
                        ? "Some resources are remaining: " + list(rest.remaining(), " has ")
                        : "All content successfully removed",
                now);
        boolean finalizers = !rest.finalizers().isEmpty();
        put(
                conditions,
                "NamespaceFinalizersRemaining",
                finalizers,
                finalizers ? "SomeFinalizersRemain" : "ContentHasNoFinalizers",
                finalizers
                        ? "Some content in the namespace has finalizers remaining: " + list(rest.finalizers(), " in ")
                        : "All content-preserving finalizers finished",
                now);
        return conditions.equals(status.conditions()) ? status : status.withConditions(conditions);
    }

    private static String list(Map<String, Integer> counts, String word) {
        return counts.entrySet().stream()
                .map(entry -> entry.getKey() + word + entry.getValue() + " resource instances")
                .collect(Collectors.joining(", "));
    }

    private static void put(
            List<NamespaceCondition> conditions,
            String type,
            boolean holds,
            String reason,
            String message,
            Instant now) {
        NamespaceCondition condition = new NamespaceCondition()
                .withType(type)
                .withStatus(holds ? "True" : "False")
                .withLastTransitionTime(now)
                .withReason(reason)
                .withMessage(message);
        for (int i = 0; i < conditions.size(); i++) {
            NamespaceCondition before = conditions.get(i);
            if (before.type().equals(type)) {
                boolean moved = !before.status().equals(condition.status());
                NamespaceCondition kept = before.withReason(reason).withMessage(message);
                conditions.set(i, moved ? condition : kept);
                return;
            }
        }
        conditions.add(condition);
    }
}
