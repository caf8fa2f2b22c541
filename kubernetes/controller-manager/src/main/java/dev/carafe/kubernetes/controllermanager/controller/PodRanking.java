package dev.carafe.kubernetes.controllermanager.controller;

import dev.carafe.kubernetes.api.core.v1.ContainerStatus;
import dev.carafe.kubernetes.api.core.v1.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which pods to delete first (k8s.io/kubernetes pkg/controller, ActivePodsWithRanks, 1.37): those that are not bound, not
 * running, not ready, cheap to delete, on nodes with many of their siblings, not ready for long, restarted often, young.
 */
public final class PodRanking {
    private static final String DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";

    private PodRanking() {}

    /**
     * The pods, those to be deleted first coming first.
     *
     * @param related all pods that count as siblings of these on a node
     */
    public static List<Pod> sorted(Collection<Pod> pods, Collection<Pod> related, Instant now) {
        Map<String, Integer> siblings = new HashMap<>();
        for (Pod pod : related) {
            if (Pods.isActive(pod)) {
                siblings.merge(pod.spec().nodeName(), 1, Integer::sum);
            }
        }
        List<Pod> sorted = new ArrayList<>(pods);
        sorted.sort(order(siblings, now));
        return sorted;
    }

    private static Comparator<Pod> order(Map<String, Integer> siblings, Instant now) {
        return Comparator.<Pod>comparingInt(pod -> pod.spec().nodeName().isEmpty() ? 0 : 1)
                .thenComparingInt(pod -> phase(pod.status().phase()))
                .thenComparingInt(pod -> Pods.isReady(pod) ? 1 : 0)
                .thenComparingInt(PodRanking::deletionCost)
                .thenComparingInt(pod -> -siblings.getOrDefault(pod.spec().nodeName(), 0))
                .thenComparing((a, b) -> byAge(a, b, Pods.readySince(a), Pods.readySince(b), now))
                .thenComparingInt(pod -> -restarts(pod))
                .thenComparing((a, b) -> byAge(
                        a, b, a.metadata().creationTimestamp(), b.metadata().creationTimestamp(), now))
                .thenComparing(pod -> pod.metadata().uid());
    }

    private static int phase(String phase) {
        return switch (phase) {
            case "Pending" -> 0;
            case "Unknown" -> 1;
            default -> 2;
        };
    }

    private static int deletionCost(Pod pod) {
        String cost = pod.metadata().annotations().get(DELETION_COST);
        if (cost == null) {
            return 0;
        }
        try {
            return Integer.parseInt(cost);
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    private static int restarts(Pod pod) {
        int most = 0;
        for (ContainerStatus status : pod.status().containerStatuses()) {
            most = Math.max(most, status.restartCount());
        }
        return most;
    }

    /** The younger first, where ages that are alike in their logarithm are told apart by UID alone, which is as good as by lot. */
    private static int byAge(Pod a, Pod b, Optional<Instant> from, Optional<Instant> to, Instant now) {
        if (from.isEmpty() || to.isEmpty() || from.get().equals(to.get())) {
            return 0;
        }
        int difference = Long.compare(log2(from.get(), now), log2(to.get(), now));
        return difference != 0
                ? difference
                : a.metadata().uid().compareTo(b.metadata().uid());
    }

    private static long log2(Instant since, Instant now) {
        long nanos = Duration.between(since, now).toNanos();
        return nanos <= 0 ? -1 : 63 - Long.numberOfLeadingZeros(nanos);
    }
}
