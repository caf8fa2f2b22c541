package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.api.core.v1.ResourceRequirements;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Resources of a pod as a whole: what it does not say of them follows from its containers, and from what it says
 * (pkg/api/pod/util.go). Of a pod that says nothing nothing follows.
 */
final class PodLevelResources {
    private static final String HUGE_PAGES = "hugepages-";

    private PodLevelResources() {}

    static PodSpec filled(PodSpec spec) {
        if (!spec.hasResources()) {
            return spec;
        }
        ResourceRequirements given = spec.resources();
        Map<String, Quantity> requests = new LinkedHashMap<>(given.requests());
        Map<String, Quantity> limits = new LinkedHashMap<>(given.limits());
        if (requests.isEmpty() && limits.isEmpty()) {
            return spec;
        }
        Map<String, Quantity> limitsTogether =
                PodAmounts.together(spec, container -> container.resources().limits());
        limitsTogether.forEach((resource, amount) -> {
            if (resource.startsWith(HUGE_PAGES) && !requests.containsKey(resource)) {
                limits.putIfAbsent(resource, amount);
            }
        });
        PodAmounts.together(spec, container -> container.resources().requests()).forEach((resource, amount) -> {
            if (isOvercommitted(resource)) {
                requests.putIfAbsent(resource, amount);
            }
        });
        limits.forEach((resource, amount) -> {
            if (isSupported(resource)) {
                requests.putIfAbsent(resource, amount);
            }
        });
        requests.forEach((resource, amount) -> {
            Quantity limit = limitsTogether.get(resource);
            if (limit != null && isSupported(resource) && !limits.containsKey(resource) && isLimited(spec, resource)) {
                limits.put(resource, PodAmounts.larger(amount, limit));
            }
        });
        ResourceRequirements filled = requests.isEmpty() ? given : given.withRequests(requests);
        return spec.withResources(limits.isEmpty() ? filled : filled.withLimits(limits));
    }

    private static boolean isOvercommitted(String resource) {
        return resource.equals("cpu") || resource.equals("memory");
    }

    private static boolean isSupported(String resource) {
        return isOvercommitted(resource) || resource.startsWith(HUGE_PAGES);
    }

    /** Whether each container is kept to a limit of its own. */
    private static boolean isLimited(PodSpec spec, String resource) {
        return Stream.concat(spec.containers().stream(), spec.initContainers().stream())
                .map(Container::resources)
                .allMatch(resources -> resources.limits().containsKey(resource));
    }
}
