package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * What of a pod counts that is sent to its subresource {@code resize}: the resources of its containers, their policies, and the resources of
 * the pod as a whole ({@code dropNonResizeUpdates} of pkg/registry/core/pod).
 */
final class PodResize {
    private PodResize() {}

    /** The pod as it would be; as it was sent where containers are not the same ones, for validation to say so. */
    static Pod prepared(Pod pod, Pod old) {
        PodSpec spec = pod.spec();
        PodSpec before = old.spec();
        boolean sameCounts = spec.containers().size() == before.containers().size()
                && spec.initContainers().size() == before.initContainers().size();
        Pod prepared = sameCounts ? old.withSpec(resized(spec, before)) : pod;
        PodSpec result = prepared.spec();
        if (!result.hasResources() && before.hasResources()) {
            result = result.withResources(before.resources()); // said by one who does not know of them
        }
        return prepared.withSpec(PodLevelResources.filled(result));
    }

    private static PodSpec resized(PodSpec spec, PodSpec old) {
        PodSpec resized = old.withContainers(resized(spec.containers(), old.containers()));
        if (!old.initContainers().isEmpty()) {
            resized = resized.withInitContainers(resized(spec.initContainers(), old.initContainers()));
        }
        return spec.hasResources() ? resized.withResources(spec.resources()) : resized.withoutResources();
    }

    private static List<Container> resized(List<Container> containers, List<Container> old) {
        List<Container> resized = new ArrayList<>();
        for (int i = 0; i < old.size(); i++) {
            Container sent = containers.get(i);
            if (!sent.name().equals(old.get(i).name())) {
                return containers;
            }
            Container kept = old.get(i);
            kept = sent.hasResources() ? kept.withResources(sent.resources()) : kept.withoutResources();
            resized.add(
                    sent.hasResizePolicy() ? kept.withResizePolicy(sent.resizePolicy()) : kept.withoutResizePolicy());
        }
        return resized;
    }
}
