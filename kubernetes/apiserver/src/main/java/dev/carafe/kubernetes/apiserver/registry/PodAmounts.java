package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Amounts of resources of whole pods (component-helpers, resource/helpers.go). */
public final class PodAmounts {
    private PodAmounts() {}

    /** What a pod may use at once: its containers and sidecars all together, or one init container beside the sidecars. */
    public static Map<String, Quantity> together(PodSpec spec, Function<Container, Map<String, Quantity>> amounts) {
        Map<String, Quantity> sum = new LinkedHashMap<>();
        spec.containers().forEach(container -> add(sum, amounts.apply(container)));
        Map<String, Quantity> sidecars = new LinkedHashMap<>();
        Map<String, Quantity> peak = new LinkedHashMap<>();
        for (Container container : spec.initContainers()) {
            Map<String, Quantity> running = new LinkedHashMap<>(sidecars);
            add(running, amounts.apply(container));
            if (container.restartPolicy().equals("Always")) {
                sidecars = running;
            }
            running.forEach((resource, amount) -> peak.merge(resource, amount, PodAmounts::larger));
        }
        add(sum, sidecars);
        peak.forEach((resource, amount) -> sum.merge(resource, amount, PodAmounts::larger));
        return sum;
    }

    /** What a pod asks for in all: as a whole where it says so, else together, and what its runtime needs. */
    public static Map<String, Quantity> requests(PodSpec spec) {
        Map<String, Quantity> sum =
                together(spec, container -> container.resources().requests());
        sum.putAll(spec.resources().requests());
        add(sum, spec.overhead());
        return sum;
    }

    private static void add(Map<String, Quantity> sum, Map<String, Quantity> amounts) {
        amounts.forEach((resource, amount) -> sum.merge(resource, amount, Quantity::plus));
    }

    static Quantity larger(Quantity one, Quantity other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
