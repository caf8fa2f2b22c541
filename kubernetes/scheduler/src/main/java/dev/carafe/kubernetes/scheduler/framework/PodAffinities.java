package dev.carafe.kubernetes.scheduler.framework;

import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodAffinityTerm;
import dev.carafe.kubernetes.api.core.v1.WeightedPodAffinityTerm;
import java.util.List;
import java.util.stream.Stream;

/**
 * A pod's wishes about other pods.
 *
 * @param near must be met
 * @param far must be met
 * @param preferred wishes that count by their weight; a negative weight wishes to be far
 */
public record PodAffinities(List<AffinityTerm> near, List<AffinityTerm> far, List<AffinityTerm> preferred) {
    static PodAffinities of(Pod pod) {
        var affinity = pod.spec().affinity();
        String namespace = pod.namespace();
        return new PodAffinities(
                required(affinity.podAffinity().requiredDuringSchedulingIgnoredDuringExecution(), namespace),
                required(affinity.podAntiAffinity().requiredDuringSchedulingIgnoredDuringExecution(), namespace),
                Stream.concat(
                                preferred(
                                        affinity.podAffinity().preferredDuringSchedulingIgnoredDuringExecution(),
                                        namespace,
                                        1),
                                preferred(
                                        affinity.podAntiAffinity().preferredDuringSchedulingIgnoredDuringExecution(),
                                        namespace,
                                        -1))
                        .toList());
    }

    private static List<AffinityTerm> required(List<PodAffinityTerm> terms, String namespace) {
        return terms.stream().map(term -> AffinityTerm.of(term, namespace, 0)).toList();
    }

    private static Stream<AffinityTerm> preferred(List<WeightedPodAffinityTerm> terms, String namespace, int sign) {
        return terms.stream()
                .map(weighted -> AffinityTerm.of(weighted.podAffinityTerm(), namespace, sign * weighted.weight()));
    }

    /** Whether the pod wishes anything that must be met. */
    public boolean hasRequired() {
        return !near.isEmpty() || !far.isEmpty();
    }
}
