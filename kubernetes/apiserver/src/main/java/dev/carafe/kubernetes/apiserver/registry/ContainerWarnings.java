package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.EnvVar;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What clients are warned of in the containers of a pod: variables and names of ports given twice, parts of bytes. */
final class ContainerWarnings {
    private static final List<String> BYTES = List.of("memory", "ephemeral-storage");

    private final List<String> warnings;
    private final Map<String, FieldPath> names = new HashMap<>();

    /**
     * The warnings of one pod.
     *
     * @param warnings takes them
     */
    ContainerWarnings(List<String> warnings) {
        this.warnings = warnings;
    }

    /** Adds the warnings for the containers of a pod, those that run first at the head. */
    void of(PodSpec spec, FieldPath path) {
        each(spec, path, this::container);
        each(spec, path, this::ports);
    }

    /** Something that is asked of a container. */
    private interface Look {
        void at(Container container, FieldPath path);
    }

    private static void each(PodSpec spec, FieldPath path, Look look) {
        each(spec.initContainers(), path.child("initContainers"), look);
        each(spec.containers(), path.child("containers"), look);
    }

    private static void each(List<Container> containers, FieldPath path, Look look) {
        for (int i = 0; i < containers.size(); i++) {
            look.at(containers.get(i), path.index(i));
        }
    }

    private void container(Container container, FieldPath path) {
        FieldPath resources = path.child("resources");
        for (String name : BYTES) {
            whole(
                    container.resources().limits().get(name),
                    resources.child("limits").key(name));
            whole(
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

    private void whole(@Nullable Quantity bytes, FieldPath path) {
        if (bytes != null && bytes.milliValue() % 1000 != 0) {
            warnings.add(path + ": fractional byte value \"" + bytes + "\" is invalid, must be an integer");
        }
    }

    private void ports(Container container, FieldPath path) {
        for (int i = 0; i < container.ports().size(); i++) {
            String name = container.ports().get(i).name();
            FieldPath at = path.child("ports").index(i);
            FieldPath other = name.isEmpty() ? null : names.putIfAbsent(name, at);
            if (other != null) {
                warnings.add(at + ": duplicate port name \"" + name + "\" with " + other
                        + ", services and probes that select ports by name will use " + other);
            }
        }
    }
}
