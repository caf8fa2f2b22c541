package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.EnvVar;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What clients are warned of in the containers of a pod: variables and ports given twice, parts of bytes. */
final class ContainerWarnings {
    /** Resources that are counted in bytes. */
    static final List<String> BYTES = List.of("memory", "ephemeral-storage");

    private final List<String> warnings;
    private final Look annotated;

    /**
     * The warnings of one pod.
     *
     * @param warnings takes them
     * @param annotated warns of annotations that a container has fields for
     */
    ContainerWarnings(List<String> warnings, Look annotated) {
        this.warnings = warnings;
        this.annotated = annotated;
    }

    /** Adds the warnings for the containers of a pod, those that run first at the head. */
    void of(PodSpec spec, FieldPath path) {
        each(spec, path, this::container);
        PortWarnings ports = new PortWarnings(warnings::add);
        each(spec, path, ports::numbers);
        each(spec, path, ports::names);
    }

    /** Something that is asked of a container. */
    interface Look {
        void at(Container container, FieldPath path);
    }

    private static void each(PodSpec spec, FieldPath path, Look look) {
        each(spec.initContainers(), path.child("initContainers"), look);
        each(spec.containers(), path.child("containers"), look);
        List<Container> ephemeral = spec.ephemeralContainers().stream()
                .map(container -> new Container(container.struct()))
                .toList();
        each(ephemeral, path.child("ephemeralContainers"), look);
    }

    private static void each(List<Container> containers, FieldPath path, Look look) {
        for (int i = 0; i < containers.size(); i++) {
            look.at(containers.get(i), path.index(i));
        }
    }

    private void container(Container container, FieldPath path) {
        annotated.at(container, path);
        FieldPath resources = path.child("resources");
        for (String name : BYTES) {
            whole(
                    warnings,
                    container.resources().limits().get(name),
                    resources.child("limits").key(name));
            whole(
                    warnings,
                    container.resources().requests().get(name),
                    resources.child("requests").key(name));
        }
        List<EnvVar> variables = container.env();
        if (variables.size() < 2) {
            return;
        }
        Set<String> before = new HashSet<>();
        for (int i = 0; i < variables.size(); i++) {
            EnvVar variable = variables.get(i);
            if (!before.add(variable.name()) && hides(variable)) {
                warnings.add(path.child("env").index(i) + ": hides previous definition of \"" + variable.name()
                        + "\", which may be dropped when using apply");
            }
        }
    }

    /** Whether a variable makes nothing of the value that it had. */
    private static boolean hides(EnvVar variable) {
        String reference = "$(" + variable.name() + ")";
        return variable.hasValueFrom()
                || variable.value().equals(reference)
                || !variable.value().contains(reference);
    }

    static void whole(List<String> warnings, @Nullable Quantity bytes, FieldPath path) {
        if (bytes != null && bytes.milliValue() % 1000 != 0) {
            warnings.add(path + ": fractional byte value \"" + bytes + "\" is invalid, must be an integer");
        }
    }
}
