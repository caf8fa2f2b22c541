package dev.carafe.kubernetes.controllermanager.controller;

import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodCondition;
import dev.carafe.kubernetes.client.informer.Informer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What controllers ask of a pod (k8s.io/kubernetes pkg/api/v1/pod). */
public final class Pods {
    /** The index of pods by their controller's UID; those without one are under {@link #orphans}. */
    public static final String BY_CONTROLLER = "podControllerUID";

    private Pods() {}

    /** Adds the index {@link #BY_CONTROLLER}. */
    public static void indexByController(Informer<Pod> informer) {
        informer.addIndex(
                BY_CONTROLLER,
                pod -> List.of(Owners.controllerOf(pod)
                        .map(reference -> reference.uid())
                        .orElse(orphans(pod.namespace()))));
    }

    /** Where the index has the pods of a namespace that nobody controls. */
    public static String orphans(String namespace) {
        return "orphans of " + namespace;
    }

    /** Whether it has ended for good. */
    public static boolean isTerminal(Pod pod) {
        return pod.status().phase().equals("Succeeded") || pod.status().phase().equals("Failed");
    }

    public static boolean isTerminating(Pod pod) {
        return pod.metadata().hasDeletionTimestamp();
    }

    /** Whether it has neither ended nor is being deleted. */
    public static boolean isActive(Pod pod) {
        return !isTerminal(pod) && !isTerminating(pod);
    }

    public static boolean isReady(Pod pod) {
        return readyCondition(pod)
                .map(condition -> condition.status().equals("True"))
                .orElse(false);
    }

    /** Since when it is ready; empty when it is not. */
    public static Optional<Instant> readySince(Pod pod) {
        return readyCondition(pod)
                .filter(condition -> condition.status().equals("True"))
                .flatMap(PodCondition::lastTransitionTime);
    }

    /** Whether it has been ready for a time. */
    public static boolean isAvailable(Pod pod, int minReadySeconds, Instant now) {
        if (!isReady(pod)) {
            return false;
        }
        return minReadySeconds == 0
                || readySince(pod)
                        .map(since -> !since.plusSeconds(minReadySeconds).isAfter(now))
                        .orElse(false);
    }

    private static Optional<PodCondition> readyCondition(Pod pod) {
        return condition(pod, "Ready");
    }

    public static Optional<PodCondition> condition(Pod pod, String type) {
        for (PodCondition condition : pod.status().conditions()) {
            if (condition.type().equals(type)) {
                return Optional.of(condition);
            }
        }
        return Optional.empty();
    }
}
