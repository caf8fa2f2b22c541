package dev.carafe.kubernetes.apiserver.registry.validation.pod;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.EphemeralContainer;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import java.util.List;
import java.util.function.BiConsumer;

/** The containers of a pod of all three sorts. */
final class AllContainers {
    private AllContainers() {}

    /** Shows each container and its path, those of the start first. */
    static void visit(PodSpec spec, FieldPath path, BiConsumer<Container, FieldPath> visitor) {
        each(spec.initContainers(), path.child("initContainers"), visitor);
        each(spec.containers(), path.child("containers"), visitor);
        each(ephemeral(spec), path.child("ephemeralContainers"), visitor);
    }

    /** Ephemeral containers, which have the fields of a container and one more. */
    static List<Container> ephemeral(PodSpec spec) {
        List<EphemeralContainer> ephemeral = spec.ephemeralContainers();
        return ephemeral.isEmpty()
                ? List.of()
                : ephemeral.stream()
                        .map(container -> new Container(container.struct()))
                        .toList();
    }

    private static void each(List<Container> containers, FieldPath path, BiConsumer<Container, FieldPath> visitor) {
        for (int i = 0; i < containers.size(); i++) {
            visitor.accept(containers.get(i), path.index(i));
        }
    }
}
