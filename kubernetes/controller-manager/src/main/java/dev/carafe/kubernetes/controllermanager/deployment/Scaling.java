package dev.carafe.kubernetes.controllermanager.deployment;

import dev.carafe.kubernetes.api.apps.v1.Deployment;
import dev.carafe.kubernetes.api.apps.v1.ReplicaSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a change of a Deployment's size is spread over its ReplicaSets; no I/O. */
final class Scaling {
    private Scaling() {}

    /** Whether the size was changed since the sets were last written. */
    static boolean isScaling(Deployment deployment, Collection<ReplicaSet> sets) {
        return RollingUpdate.active(sets).stream()
                .anyMatch(set -> Revisions.desiredReplicas(set)
                        .map(desired -> desired != RollingUpdate.replicas(deployment))
                        .orElse(false));
    }

    /** The size that each set shall have; sets that are not named stay as they are. */
    static Map<ReplicaSet, Integer> sizes(
            Deployment deployment, Optional<ReplicaSet> newSet, Collection<ReplicaSet> old) {
        int wanted = RollingUpdate.replicas(deployment);
        List<ReplicaSet> all = new ArrayList<>(old);
        newSet.ifPresent(all::add);
        List<ReplicaSet> active = RollingUpdate.active(all);
        if (active.size() <= 1) {
            Optional<ReplicaSet> only = active.isEmpty()
                    ? newSet.or(
                            () -> RollingUpdate.byAge(old).reversed().stream().findFirst())
                    : Optional.of(active.getFirst());
            return only.map(set -> Map.of(set, wanted)).orElse(Map.of());
        }
        if (newSet.isPresent() && saturated(deployment, newSet.get())) {
            Map<ReplicaSet, Integer> sizes = new LinkedHashMap<>();
            RollingUpdate.active(old).forEach(set -> sizes.put(set, 0));
            return sizes;
        }
        return RollingUpdate.isRolling(deployment) ? proportional(deployment, active) : Map.of();
    }

    private static boolean saturated(Deployment deployment, ReplicaSet set) {
        int wanted = RollingUpdate.replicas(deployment);
        return RollingUpdate.replicas(set) == wanted
                && Revisions.desiredReplicas(set).orElse(-1) == wanted
                && set.status().availableReplicas() == wanted;
    }

    private static Map<ReplicaSet, Integer> proportional(Deployment deployment, List<ReplicaSet> active) {
        int wanted = RollingUpdate.replicas(deployment);
        int allowed = wanted > 0 ? RollingUpdate.maxReplicas(deployment) : 0;
        int toAdd = allowed - RollingUpdate.sumReplicas(active);
        List<ReplicaSet> largest = new ArrayList<>(RollingUpdate.byAge(active));
        if (toAdd > 0) {
            largest = new ArrayList<>(largest.reversed()); // of equals the newest grows first, the oldest shrinks first
        }
        largest.sort(Comparator.comparingInt((ReplicaSet set) -> -RollingUpdate.replicas(set)));
        Map<ReplicaSet, Integer> sizes = new LinkedHashMap<>();
        int added = 0;
        for (ReplicaSet set : largest) {
            int share = share(deployment, set, toAdd, added);
            sizes.put(set, RollingUpdate.replicas(set) + share);
            added += share;
        }
        int leftover = toAdd - added;
        ReplicaSet first = largest.getFirst();
        sizes.compute(first, (_, size) -> Math.max(0, (size == null ? 0 : size) + leftover));
        return sizes;
    }

    private static int share(Deployment deployment, ReplicaSet set, int toAdd, int added) {
        if (RollingUpdate.replicas(set) == 0 || toAdd == 0 || toAdd == added) {
            return 0;
        }
        int fraction = fraction(deployment, set);
        int allowed = toAdd - added;
        return toAdd > 0 ? Math.min(fraction, allowed) : Math.max(fraction, allowed);
    }

    /** What a set gains or loses when it keeps its part of the whole. */
    private static int fraction(Deployment deployment, ReplicaSet set) {
        int size = RollingUpdate.replicas(set);
        if (RollingUpdate.replicas(deployment) == 0) {
            return -size;
        }
        int before = Revisions.maxReplicas(set).orElse(deployment.status().replicas());
        if (before == 0) {
            return 0;
        }
        double scaled = (double) size * RollingUpdate.maxReplicas(deployment) / before;
        return (int) Math.round(scaled) - size;
    }
}
