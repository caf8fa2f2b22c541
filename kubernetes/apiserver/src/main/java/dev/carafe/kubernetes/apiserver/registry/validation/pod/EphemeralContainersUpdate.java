package dev.carafe.kubernetes.apiserver.registry.validation.pod;

import dev.carafe.kubernetes.api.core.v1.EphemeralContainer;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.value.Quoted;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Ephemeral containers are only added ({@code ValidatePodEphemeralContainersUpdate} of pkg/apis/core/validation). */
public final class EphemeralContainersUpdate {
    private static final FieldPath CONTAINERS = FieldPath.of("spec", "ephemeralContainers");

    private EphemeralContainersUpdate() {}

    /**
     * Checks what became of the ephemeral containers.
     *
     * @param errors those of the new pod as such; those of the change are added
     */
    public static void validate(Pod pod, Pod old, List<FieldError> errors) {
        if (StaticPods.isMirror(old)) {
            errors.clear();
            errors.add(FieldError.forbidden(FieldPath.of("[]"), "static pods do not support ephemeral containers"));
            return;
        }
        Map<String, EphemeralContainer> now = new HashMap<>();
        pod.spec().ephemeralContainers().forEach(container -> now.put(container.name(), container));
        for (EphemeralContainer before : old.spec().ephemeralContainers()) {
            String about = "existing ephemeral containers " + Quoted.of(before.name());
            EphemeralContainer after = now.get(before.name());
            if (after == null) {
                errors.add(FieldError.forbidden(CONTAINERS, about + " may not be removed\n"));
            } else if (!after.equals(before)) {
                String difference = InternalTypes.difference("EphemeralContainer", before.struct(), after.struct());
                errors.add(FieldError.forbidden(CONTAINERS, about + " may not be changed\n" + difference));
            }
        }
    }
}
