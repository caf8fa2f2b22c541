package dev.carafe.kubernetes.controllermanager.deployment;

import dev.carafe.kubernetes.api.apps.v1.Deployment;
import dev.carafe.kubernetes.api.apps.v1.ReplicaSet;
import dev.carafe.kubernetes.api.apps.v1.RollingUpdateDeployment;
import dev.carafe.kubernetes.apimachinery.intstr.IntOrString;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The arithmetic of a rolling update; no I/O. */
final class RollingUpdate {
    private static final IntOrString DEFAULT = IntOrString.of("25%");

    private RollingUpdate() {}

    /** How far the number of pods may be above and below what is wanted. */
    record Bounds(int maxSurge, int maxUnavailable) {}

    static boolean isRolling(Deployment deployment) {
        return !deployment.spec().strategy().type().equals("Recreate");
    }

    static int replicas(Deployment deployment) {
        return deployment.spec().hasReplicas() ? deployment.spec().replicas() : 1;
    }

    static int replicas(ReplicaSet set) {
        return set.spec().hasReplicas() ? set.spec().replicas() : 1;
    }

    /** The bounds in pods: the surge is rounded up, what may be unavailable down, and both are never 0. */
    static Bounds bounds(Deployment deployment) {
        int replicas = replicas(deployment);
        if (!isRolling(deployment)) {
            return new Bounds(0, 0);
        }
        RollingUpdateDeployment rolling = deployment.spec().strategy().rollingUpdate();
        int surge = (rolling.hasMaxSurge() ? rolling.maxSurge() : DEFAULT).scaled(replicas, true);
        int unavailable = (rolling.hasMaxUnavailable() ? rolling.maxUnavailable() : DEFAULT).scaled(replicas, false);
        if (surge == 0 && unavailable == 0) {
            unavailable = 1;
        }
        return new Bounds(surge, Math.min(unavailable, replicas));
    }

    /** The most pods that may exist. */
    static int maxReplicas(Deployment deployment) {
        return replicas(deployment) + bounds(deployment).maxSurge();
    }

    /** How many replicas the new set may have now, given all sets. */
    static int newReplicas(Deployment deployment, Collection<ReplicaSet> all, int current) {
        int wanted = replicas(deployment);
        if (!isRolling(deployment)) {
            return wanted;
        }
        int room = maxReplicas(deployment) - sumReplicas(all);
        return room <= 0 ? current : current + Math.min(room, wanted - current);
    }

    /** The replicas of the old sets that are to be scaled down now: first pods that are not available, then as many as may go. */
    static Map<ReplicaSet, Integer> scaleDown(
            Deployment deployment, Collection<ReplicaSet> all, Collection<ReplicaSet> old, ReplicaSet newSet) {
        Map<ReplicaSet, Integer> sizes = new LinkedHashMap<>();
        List<ReplicaSet> oldest = byAge(old);
        oldest.forEach(set -> sizes.put(set, replicas(set)));
        int minAvailable = replicas(deployment) - bounds(deployment).maxUnavailable();
        int newUnavailable = replicas(newSet) - newSet.status().availableReplicas();
        int removable = sumReplicas(all) - minAvailable - newUnavailable;
        if (sumReplicas(old) == 0 || removable <= 0) {
            return Map.of();
        }
        for (ReplicaSet set : oldest) {
            int unhealthy = replicas(set) - set.status().availableReplicas();
            int count = Math.min(removable, unhealthy);
            if (replicas(set) > 0 && count > 0) {
                sizes.merge(set, -count, Integer::sum);
                removable -= count;
            }
        }
        int spare = all.stream().mapToInt(RollingUpdate::remaining).sum() - minAvailable;
        for (ReplicaSet set : oldest) {
            int count = Math.min(sizes.getOrDefault(set, 0), spare);
            if (count > 0) {
                sizes.merge(set, -count, Integer::sum);
                spare -= count;
            }
        }
        sizes.entrySet().removeIf(entry -> entry.getValue() == replicas(entry.getKey()));
        return sizes;
    }

    /** The pods of a set that will still be available once it has its size: a set that shrinks may still report more. */
    private static int remaining(ReplicaSet set) {
        return Math.min(set.status().availableReplicas(), replicas(set));
    }

    static List<ReplicaSet> byAge(Collection<ReplicaSet> sets) {
        List<ReplicaSet> sorted = new ArrayList<>(sets);
        sorted.sort(Comparator.<ReplicaSet, java.time.Instant>comparing(
                        set -> set.metadata().creationTimestamp().orElse(java.time.Instant.EPOCH))
                .thenComparing(ReplicaSet::name));
        return sorted;
    }

    static int sumReplicas(Collection<ReplicaSet> sets) {
        return sets.stream().mapToInt(RollingUpdate::replicas).sum();
    }

    static int sumActual(Collection<ReplicaSet> sets) {
        return sets.stream().mapToInt(set -> set.status().replicas()).sum();
    }

    static int sumReady(Collection<ReplicaSet> sets) {
        return sets.stream().mapToInt(set -> set.status().readyReplicas()).sum();
    }

    static int sumAvailable(Collection<ReplicaSet> sets) {
        return sets.stream().mapToInt(set -> set.status().availableReplicas()).sum();
    }

    static int sumTerminating(Collection<ReplicaSet> sets) {
        return sets.stream().mapToInt(set -> set.status().terminatingReplicas()).sum();
    }

    static List<ReplicaSet> active(Collection<ReplicaSet> sets) {
        return sets.stream().filter(set -> replicas(set) > 0).toList();
    }
}
