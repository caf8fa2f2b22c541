package dev.carafe.kubernetes.apiserver.registry.defaults;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.ContainerPort;
import dev.carafe.kubernetes.api.core.v1.EnvVar;
import dev.carafe.kubernetes.api.core.v1.EphemeralContainer;
import dev.carafe.kubernetes.api.core.v1.ResourceFieldSelector;
import dev.carafe.kubernetes.api.core.v1.ResourceRequirements;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.LinkedHashMap;
import java.util.Map;

/** Defaults of one container. */
final class ContainerDefaults {
    private ContainerDefaults() {}

    static Container container(Container container) {
        Container changed = container;
        if (changed.imagePullPolicy().isEmpty()) {
            changed = changed.withImagePullPolicy(ImageTag.pullPolicy(changed.image()));
        }
        if (changed.terminationMessagePath().isEmpty()) {
            changed = changed.withTerminationMessagePath("/dev/termination-log");
        }
        if (changed.terminationMessagePolicy().isEmpty()) {
            changed = changed.withTerminationMessagePolicy("File");
        }
        changed = Changes.each(changed, changed.ports(), ContainerDefaults::port, Container::withPorts);
        changed = Changes.each(changed, changed.env(), ContainerDefaults::env, Container::withEnv);
        ResourceRequirements given = changed.resources();
        ResourceRequirements resources = resources(given);
        boolean kept = changed.hasResources() && resources.struct().equals(given.struct());
        return probes(kept ? changed : changed.withResources(resources));
    }

    private static Container probes(Container container) {
        Container changed = container;
        if (changed.hasLivenessProbe()) {
            changed = Changes.one(changed, changed.livenessProbe(), ProbeDefaults::probe, Container::withLivenessProbe);
        }
        if (changed.hasReadinessProbe()) {
            changed =
                    Changes.one(changed, changed.readinessProbe(), ProbeDefaults::probe, Container::withReadinessProbe);
        }
        if (changed.hasStartupProbe()) {
            changed = Changes.one(changed, changed.startupProbe(), ProbeDefaults::probe, Container::withStartupProbe);
        }
        if (changed.hasLifecycle()) {
            changed = Changes.one(changed, changed.lifecycle(), ProbeDefaults::lifecycle, Container::withLifecycle);
        }
        return changed;
    }

    /** An ephemeral container has the fields of a container and one more. */
    static EphemeralContainer ephemeral(EphemeralContainer container) {
        return new EphemeralContainer(
                container(new Container(container.struct())).struct());
    }

    /** What a container of a pod, but not of a template, takes as its requests: its limits. */
    static Container requestsFromLimits(Container container) {
        if (hasRequests(container.resources())) {
            return container;
        }
        Map<String, Quantity> limits = container.resources().limits();
        LinkedHashMap<String, Quantity> requests =
                new LinkedHashMap<>(container.resources().requests());
        limits.forEach(requests::putIfAbsent);
        return container.withResources(container.resources().withRequests(requests));
    }

    /** Whether there is a request of everything that is limited. */
    private static boolean hasRequests(ResourceRequirements resources) {
        Struct limits = resources.struct().struct("limits");
        Struct requests = resources.struct().struct("requests");
        for (int i = 0; limits != null && i < limits.size(); i++) {
            if (requests == null || !requests.has(limits.nameAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** What a container on the node's own network takes as its host ports: its container ports. */
    static Container hostPorts(Container container) {
        return Changes.each(
                container,
                container.ports(),
                port -> port.hostPort() == 0 ? port.withHostPort(port.containerPort()) : port,
                Container::withPorts);
    }

    static ResourceRequirements resources(ResourceRequirements resources) {
        Struct tree = ResourceListDefaults.canonical(resources.struct(), "limits");
        return new ResourceRequirements(ResourceListDefaults.canonical(tree, "requests"));
    }

    private static ContainerPort port(ContainerPort port) {
        return port.protocol().isEmpty() ? port.withProtocol("TCP") : port;
    }

    static ResourceFieldSelector divisor(ResourceFieldSelector selector) {
        return selector.hasDivisor() ? selector : selector.withDivisor(Quantity.ZERO);
    }

    private static EnvVar env(EnvVar variable) {
        if (variable.valueFrom().hasResourceFieldRef()) {
            return variable.withValueFrom(variable.valueFrom()
                    .withResourceFieldRef(divisor(variable.valueFrom().resourceFieldRef())));
        }
        if (!variable.valueFrom().hasFieldRef()) {
            return variable;
        }
        var field = variable.valueFrom().fieldRef();
        return field.apiVersion().isEmpty()
                ? variable.withValueFrom(variable.valueFrom().withFieldRef(field.withApiVersion("v1")))
                : variable;
    }
}
