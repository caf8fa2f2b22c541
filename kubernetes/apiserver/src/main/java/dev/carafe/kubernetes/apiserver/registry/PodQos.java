package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.api.core.v1.ResourceRequirements;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The quality of service class that follows from what a pod asks for (component-helpers' qos). */
final class PodQos {
    private static final List<String> RESOURCES = List.of("cpu", "memory");

    private PodQos() {}

    /** Guaranteed, Burstable or BestEffort. */
    static String of(PodSpec spec) {
        if (spec.hasResources()
                && (!spec.resources().requests().isEmpty()
                        || !spec.resources().limits().isEmpty())) {
            return of(List.of(spec.resources()));
        }
        return of(Stream.concat(spec.containers().stream(), spec.initContainers().stream())
                .map(Container::resources)
                .toList());
    }

    private static String of(List<ResourceRequirements> all) {
        boolean asks = false;
        boolean guaranteed = true;
        for (ResourceRequirements resources : all) {
            for (String resource : RESOURCES) {
                Quantity limit = positive(resources.limits(), resource);
                Quantity request = positive(resources.requests(), resource);
                asks |= !limit.isZero() || !request.isZero();
                guaranteed &= !limit.isZero() && limit.compareTo(request) == 0;
            }
        }
        if (!asks) {
            return "BestEffort";
        }
        return guaranteed ? "Guaranteed" : "Burstable";
    }

    private static Quantity positive(Map<String, Quantity> amounts, String resource) {
        Quantity amount = amounts.getOrDefault(resource, Quantity.ZERO);
        return amount.signum() > 0 ? amount : Quantity.ZERO;
    }
}
