package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.core.v1.PodCondition;
import dev.carafe.kubernetes.api.core.v1.PodStatus;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What stays of a pod's status when it is written by one who does not know of it, such as an older kubelet ({@code podStatusStrategy} of
 * pkg/registry/core/pod).
 */
final class PodStatusKept {
    private PodStatusKept() {}

    /** The new status with what it leaves out of the old one. */
    static PodStatus of(PodStatus now, PodStatus before) {
        PodStatus status = now;
        if (status.qosClass().isEmpty() && !before.qosClass().isEmpty()) {
            status = status.withQosClass(before.qosClass());
        }
        if (!status.hasResourceClaimStatuses() && before.hasResourceClaimStatuses()) {
            status = status.withResourceClaimStatuses(before.resourceClaimStatuses());
        }
        if (!status.hasExtendedResourceClaimStatus() && before.hasExtendedResourceClaimStatus()) {
            status = status.withExtendedResourceClaimStatus(before.extendedResourceClaimStatus());
        }
        if (status.observedGeneration() == 0 && before.observedGeneration() != 0) {
            status = status.withObservedGeneration(before.observedGeneration());
        }
        return status.hasConditions()
                ? status.withConditions(conditions(status.conditions(), before.conditions()))
                : status;
    }

    /** Conditions know which generation of the pod they are of; there may be several of one type. */
    private static List<PodCondition> conditions(List<PodCondition> now, List<PodCondition> before) {
        Map<String, Deque<Long>> generations = new HashMap<>();
        before.forEach(condition -> generations
                .computeIfAbsent(condition.type(), _ -> new ArrayDeque<>())
                .add(condition.observedGeneration()));
        List<PodCondition> conditions = new ArrayList<>();
        for (PodCondition condition : now) {
            Deque<Long> known = generations.get(condition.type());
            long generation = known == null || known.isEmpty() ? 0 : known.removeFirst();
            boolean told = condition.observedGeneration() != 0 || generation == 0;
            conditions.add(told ? condition : condition.withObservedGeneration(generation));
        }
        return conditions;
    }
}
