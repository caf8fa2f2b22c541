package dev.carafe.kubernetes.apiserver.registry.validation.pod;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.ContainerStatus;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.api.core.v1.ResourceRequirements;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which resources of a pod may change while it runs ({@code ValidatePodResize} of pkg/apis/core/validation). */
public final class PodResizeValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final FieldPath POD = FieldPath.of("[]"); // as upstream writes the path of all
    private static final Set<String> MUTABLE = Set.of("cpu", "memory");
    private static final String ONLY = "only cpu and memory resources";

    private PodResizeValidator() {}

    /**
     * Checks a pod that is resized, which is valid in itself.
     *
     * @param qosChanged whether the pod's quality of service would be another one
     * @param errors those of the new pod as such; those of the change are added
     */
    public static void validate(Pod pod, Pod old, boolean qosChanged, List<FieldError> errors) {
        if (StaticPods.isMirror(old)) {
            only(errors, "static pods cannot be resized");
            return;
        }
        if (old.spec().os().name().equals("windows")) {
            only(errors, "windows pods cannot be resized");
            return;
        }
        if (qosChanged) {
            errors.add(FieldError.invalid(
                    SPEC, pod.status().qosClass(), "Pod QOS Class may not change as a result of resizing"));
        }
        if (!isSupported(old)) {
            errors.add(FieldError.forbidden(SPEC, "Pod running on node without support for resize"));
        }
        whole(pod.spec(), old.spec(), errors);
        int before = errors.size();
        sameContainers(pod.spec().containers(), old.spec().containers(), "containers", errors);
        sameContainers(pod.spec().initContainers(), old.spec().initContainers(), "initContainers", errors);
        if (errors.size() == before) {
            containers(pod.spec(), old.spec(), errors);
        }
    }

    private static void only(List<FieldError> errors, String why) {
        errors.clear();
        errors.add(FieldError.forbidden(POD, why));
    }

    /** Whether the node that runs the pod tells what its containers have, by which it is known to be able to change that. */
    private static boolean isSupported(Pod pod) {
        return pod.status().containerStatuses().stream()
                .filter(status -> status.state().hasRunning())
                .findFirst()
                .map(ContainerStatus::hasResources)
                .orElse(true);
    }

    /** Checks the resources of the pod as a whole. */
    private static void whole(PodSpec spec, PodSpec old, List<FieldError> errors) {
        FieldPath path = SPEC.child("resources");
        removed(spec.resources(), old.resources(), path, "pod-level resource", errors);
        if (!equalBut(spec.resources(), old.resources())) {
            errors.add(FieldError.forbidden(SPEC, ONLY + " are mutable at pod-level"));
        }
    }

    private static void sameContainers(
            List<Container> containers, List<Container> old, String field, List<FieldError> errors) {
        FieldPath path = SPEC.child(field);
        if (containers.size() != old.size()) {
            errors.add(FieldError.forbidden(path, field + " may not be added or removed on resize"));
            return;
        }
        for (int i = 0; i < old.size(); i++) {
            if (!containers.get(i).name().equals(old.get(i).name())) {
                errors.add(FieldError.forbidden(
                        path.index(i).child("name"), field + " may not be renamed or reordered on resize"));
            }
        }
    }

    private static void containers(PodSpec spec, PodSpec old, List<FieldError> errors) {
        for (int i = 0; i < old.initContainers().size(); i++) {
            removed(
                    spec.initContainers().get(i).resources(),
                    old.initContainers().get(i).resources(),
                    SPEC.child("initContainers").index(i).child("resources"),
                    "resource",
                    errors);
        }
        for (int i = 0; i < old.containers().size(); i++) {
            removed(
                    spec.containers().get(i).resources(),
                    old.containers().get(i).resources(),
                    SPEC.child("containers").index(i).child("resources"),
                    "resource",
                    errors);
        }
        for (int i = 0; i < old.containers().size(); i++) {
            if (changedElse(spec.containers().get(i), old.containers().get(i))) {
                errors.add(FieldError.forbidden(SPEC, ONLY + " are mutable"));
            }
        }
        for (int i = 0; i < old.initContainers().size(); i++) {
            initContainer(
                    spec.initContainers().get(i),
                    old.initContainers().get(i),
                    SPEC.child("initContainers").index(i),
                    errors);
        }
    }

    private static void initContainer(Container container, Container old, FieldPath path, List<FieldError> errors) {
        if (changedElse(container, old)) {
            errors.add(FieldError.forbidden(path, ONLY + " for init or sidecar containers are mutable"));
        }
        if (!container.equals(old) && !container.restartPolicy().equals("Always")) {
            container.resizePolicy().stream()
                    .filter(policy -> policy.restartPolicy().equals("RestartContainer"))
                    .forEach(_ -> errors.add(FieldError.forbidden(
                            path,
                            "non-sidecar init containers with a resize policy of RestartContainer cannot be resized")));
        }
    }

    /** Whether more of a container changed than its processors and its memory. */
    private static boolean changedElse(Container container, Container old) {
        return !equalBut(container.resources(), old.resources())
                || !container.withoutResources().equals(old.withoutResources());
    }

    private static boolean equalBut(ResourceRequirements resources, ResourceRequirements old) {
        return others(resources.requests()).equals(others(old.requests()))
                && others(resources.limits()).equals(others(old.limits()))
                && resources.claims().equals(old.claims());
    }

    private static Map<String, Quantity> others(Map<String, Quantity> amounts) {
        Map<String, Quantity> others = new HashMap<>(amounts);
        others.keySet().removeAll(MUTABLE);
        return others;
    }

    private static void removed(
            ResourceRequirements resources,
            ResourceRequirements old,
            FieldPath path,
            String what,
            List<FieldError> errors) {
        if (!resources.requests().keySet().containsAll(old.requests().keySet())) {
            errors.add(FieldError.forbidden(path.child("requests"), what + " requests cannot be removed"));
        }
        if (!resources.limits().keySet().containsAll(old.limits().keySet())) {
            errors.add(FieldError.forbidden(path.child("limits"), what + " limits cannot be removed"));
        }
    }
}
