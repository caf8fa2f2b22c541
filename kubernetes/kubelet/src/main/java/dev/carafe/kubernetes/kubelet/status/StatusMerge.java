package dev.carafe.kubernetes.kubelet.status;

import dev.carafe.kubernetes.api.core.v1.PodCondition;
import dev.carafe.kubernetes.api.core.v1.PodStatus;
import java.util.ArrayList;
import java.util.List;

/** Puts a status made here over the server's, which others write to as well. Pure. */
final class StatusMerge {
    private StatusMerge() {}

    /** Ours, with the conditions that are not ours as the server has them now. */
    static PodStatus onto(PodStatus server, PodStatus ours) {
        List<PodCondition> conditions = new ArrayList<>();
        for (PodCondition condition : ours.conditions()) {
            if (PodConditions.OWNED.contains(condition.type())) {
                conditions.add(keepingTime(condition, server));
            }
        }
        server.conditions().stream()
                .filter(condition -> !PodConditions.OWNED.contains(condition.type()))
                .forEach(conditions::add);
        PodStatus merged = ours.withConditions(conditions)
                .withStartTime(server.startTime().or(ours::startTime).orElseThrow());
        for (String field : List.of("nominatedNodeName", "resourceClaimStatuses", "resize")) {
            Object kept = server.struct().get(field);
            if (kept != null) {
                merged = new PodStatus(merged.struct().with(field, kept));
            }
        }
        return merged;
    }

    /** A condition that was so before keeps the time since when. */
    private static PodCondition keepingTime(PodCondition condition, PodStatus server) {
        return server.conditions().stream()
                .filter(old ->
                        old.type().equals(condition.type()) && old.status().equals(condition.status()))
                .findFirst()
                .flatMap(PodCondition::lastTransitionTime)
                .map(condition::withLastTransitionTime)
                .orElse(condition);
    }
}
