package dev.carafe.kubernetes.controllermanager.controller;

import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodCondition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Conditions that controllers write to pods; no I/O. */
public final class Disruptions {
    private Disruptions() {}

    /** The pod with the condition that tells why it is about to be deleted. */
    public static Pod mark(Pod pod, String reason, String message, Instant now) {
        return with(
                pod,
                new PodCondition()
                        .withType("DisruptionTarget")
                        .withStatus("True")
                        .withReason(reason)
                        .withMessage(message)
                        .withLastTransitionTime(now));
    }

    /** The pod with a condition in place of the one of the same type. */
    public static Pod with(Pod pod, PodCondition condition) {
        List<PodCondition> conditions = new ArrayList<>(pod.status().conditions());
        conditions.removeIf(known -> known.type().equals(condition.type()));
        conditions.add(condition);
        return pod.withStatus(pod.status().withConditions(conditions));
    }
}
