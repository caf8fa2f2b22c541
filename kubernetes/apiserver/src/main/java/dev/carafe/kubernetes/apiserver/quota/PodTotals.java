package dev.carafe.kubernetes.apiserver.quota;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.ContainerStatus;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.ResourceRequirements;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import dev.carafe.kubernetes.apiserver.registry.PodAmounts;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a pod takes in all: what it asks for, and what it still has while it is made smaller (component-helpers, resource/helpers.go). What
 * it asks for does not count while its node cannot give it.
 */
final class PodTotals {
    private PodTotals() {}

    static Map<String, Quantity> requests(Pod pod) {
        Function<Container, Map<String, Quantity>> asked =
                container -> container.resources().requests();
        Map<String, Quantity> allocated = together(pod, PodTotals::allocated, asked);
        Map<String, Quantity> had = together(
                pod, status -> given(status, ResourceRequirements::requests).or(() -> allocated(status)), asked);
        Map<String, Quantity> requests = new LinkedHashMap<>(orAsked(pod, asked, Amounts.larger(allocated, had)));
        requests.putAll(pod.spec().resources().requests());
        return Amounts.plus(requests, pod.spec().overhead());
    }

    static Map<String, Quantity> limits(Pod pod) {
        Function<Container, Map<String, Quantity>> asked =
                container -> container.resources().limits();
        Map<String, Quantity> had = together(pod, status -> given(status, ResourceRequirements::limits), asked);
        Map<String, Quantity> limits = new LinkedHashMap<>(orAsked(pod, asked, had));
        limits.putAll(pod.spec().resources().limits());
        pod.spec()
                .overhead()
                .forEach((resource, amount) ->
                        limits.computeIfPresent(resource, (_, limit) -> limit.isZero() ? limit : limit.plus(amount)));
        return limits;
    }

    private static Map<String, Quantity> orAsked(
            Pod pod, Function<Container, Map<String, Quantity>> asked, Map<String, Quantity> had) {
        return isInfeasible(pod) ? had : Amounts.larger(PodAmounts.together(pod.spec(), asked), had);
    }

    private static boolean isInfeasible(Pod pod) {
        return pod.status().conditions().stream()
                .filter(condition -> condition.type().equals("PodResizePending"))
                .findFirst()
                .filter(condition -> condition.reason().equals("Infeasible"))
                .isPresent();
    }

    private static Optional<Map<String, Quantity>> allocated(ContainerStatus status) {
        return status.hasAllocatedResources() ? Optional.of(status.allocatedResources()) : Optional.empty();
    }

    private static Optional<Map<String, Quantity>> given(
            ContainerStatus status, Function<ResourceRequirements, Map<String, Quantity>> amounts) {
        return Optional.of(amounts.apply(status.resources())).filter(given -> !given.isEmpty());
    }

    /** What the containers have by what is told of them, or else as they ask. */
    private static Map<String, Quantity> together(
            Pod pod,
            Function<ContainerStatus, Optional<Map<String, Quantity>>> told,
            Function<Container, Map<String, Quantity>> asked) {
        boolean infeasible = isInfeasible(pod);
        return PodAmounts.together(
                pod.spec(),
                container -> status(pod, container)
                        .flatMap(told)
                        .orElseGet(() -> infeasible ? Map.of() : asked.apply(container)));
    }

    private static Optional<ContainerStatus> status(Pod pod, Container container) {
        return Stream.concat(pod.status().containerStatuses().stream(), pod.status().initContainerStatuses().stream())
                .filter(status -> status.name().equals(container.name()))
                .findFirst();
    }
}
