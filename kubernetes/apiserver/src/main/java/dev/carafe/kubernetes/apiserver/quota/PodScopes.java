package dev.carafe.kubernetes.apiserver.quota;

import dev.carafe.kubernetes.api.core.v1.Affinity;
import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.PodAffinityTerm;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.api.core.v1.ResourceRequirements;
import dev.carafe.kubernetes.api.core.v1.WeightedPodAffinityTerm;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import java.util.Map;
import java.util.stream.Stream;

/** What a pod is, as far as scopes of quotas ask (pkg/quota/v1/evaluator/core/pods.go). */
final class PodScopes {
    private PodScopes() {}

    /** Whether a pod says of itself as a whole what it asks for or may use. */
    static boolean isAmountOfWhole(PodSpec spec) {
        ResourceRequirements whole = spec.resources();
        return !whole.requests().isEmpty() || !whole.limits().isEmpty();
    }

    /** Whether a pod asks for no share of processors and memory, and has no limit on them. */
    static boolean isBestEffort(PodSpec spec) {
        Stream<ResourceRequirements> all = isAmountOfWhole(spec)
                ? Stream.of(spec.resources())
                : Stream.concat(spec.containers().stream(), spec.initContainers().stream())
                        .map(Container::resources);
        return all.allMatch(resources -> asksNothing(resources.requests()) && asksNothing(resources.limits()));
    }

    private static boolean asksNothing(Map<String, Quantity> amounts) {
        return Stream.of("cpu", "memory")
                .allMatch(resource ->
                        amounts.getOrDefault(resource, Quantity.ZERO).signum() <= 0);
    }

    /** Whether where a pod goes depends on pods of other namespaces. */
    static boolean looksAbroad(PodSpec spec) {
        Affinity affinity = spec.affinity();
        return Stream.of(
                        affinity.podAffinity().requiredDuringSchedulingIgnoredDuringExecution().stream(),
                        affinity.podAffinity().preferredDuringSchedulingIgnoredDuringExecution().stream()
                                .map(WeightedPodAffinityTerm::podAffinityTerm),
                        affinity.podAntiAffinity().requiredDuringSchedulingIgnoredDuringExecution().stream(),
                        affinity.podAntiAffinity().preferredDuringSchedulingIgnoredDuringExecution().stream()
                                .map(WeightedPodAffinityTerm::podAffinityTerm))
                .flatMap(terms -> terms)
                .anyMatch(PodScopes::isAbroad);
    }

    private static boolean isAbroad(PodAffinityTerm term) {
        return !term.namespaces().isEmpty() || term.hasNamespaceSelector();
    }
}
