package dev.carafe.kubernetes.controllermanager.deployment;

import dev.carafe.kubernetes.api.ApiObject;
import dev.carafe.kubernetes.api.apps.v1.Deployment;
import dev.carafe.kubernetes.api.apps.v1.ReplicaSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The annotations by which a Deployment numbers its ReplicaSets and remembers its size; no I/O. */
final class Revisions {
    static final String REVISION = "deployment.kubernetes.io/revision";
    private static final String HISTORY = "deployment.kubernetes.io/revision-history";
    private static final String DESIRED = "deployment.kubernetes.io/desired-replicas";
    private static final String MAX = "deployment.kubernetes.io/max-replicas";
    private static final int HISTORY_CHARS_MAX = 2_000;
    private static final Set<String> NOT_COPIED = Set.of(
            "kubectl.kubernetes.io/last-applied-configuration",
            REVISION,
            HISTORY,
            DESIRED,
            MAX,
            "deprecated.deployment.rollback.to");

    private Revisions() {}

    /** The number of a set or Deployment; 0 where it has none. */
    static long of(ApiObject<?> object) {
        String text = object.metadata().annotations().get(REVISION);
        return text == null ? 0 : number(text).orElse(0L);
    }

    static long max(Collection<ReplicaSet> sets) {
        return sets.stream().mapToLong(Revisions::of).max().orElse(0);
    }

    static Optional<Integer> desiredReplicas(ReplicaSet set) {
        return annotation(set, DESIRED);
    }

    static Optional<Integer> maxReplicas(ReplicaSet set) {
        return annotation(set, MAX);
    }

    private static Optional<Integer> annotation(ReplicaSet set, String name) {
        return Optional.ofNullable(set.metadata().annotations().get(name))
                .flatMap(Revisions::number)
                .map(Long::intValue);
    }

    private static Optional<Long> number(String text) {
        try {
            return Optional.of(Long.parseLong(text));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    /** The set with the Deployment's annotations and, if that is higher, a new number. */
    static ReplicaSet numbered(Deployment deployment, ReplicaSet set, long revision) {
        Map<String, String> annotations = new LinkedHashMap<>(set.metadata().annotations());
        deployment.metadata().annotations().forEach((name, value) -> {
            if (!NOT_COPIED.contains(name)) {
                annotations.put(name, value);
            }
        });
        long before = of(set);
        if (before < revision) {
            annotations.put(REVISION, Long.toString(revision));
            if (before > 0) {
                annotations.put(HISTORY, history(annotations.getOrDefault(HISTORY, ""), before));
            }
        }
        return annotations.equals(set.metadata().annotations())
                ? set
                : set.withMetadata(set.metadata().withAnnotations(annotations));
    }

    private static String history(String known, long revision) {
        List<String> numbers = new ArrayList<>(known.isEmpty() ? List.of() : List.of(known.split(",")));
        numbers.add(Long.toString(revision));
        while (String.join(",", numbers).length() > HISTORY_CHARS_MAX) {
            numbers.removeFirst();
        }
        return String.join(",", numbers);
    }

    /** The set with notes of the Deployment's size. */
    static ReplicaSet sized(Deployment deployment, ReplicaSet set) {
        Map<String, String> annotations = new LinkedHashMap<>(set.metadata().annotations());
        annotations.put(DESIRED, Integer.toString(RollingUpdate.replicas(deployment)));
        annotations.put(MAX, Integer.toString(RollingUpdate.maxReplicas(deployment)));
        return annotations.equals(set.metadata().annotations())
                ? set
                : set.withMetadata(set.metadata().withAnnotations(annotations));
    }
}
