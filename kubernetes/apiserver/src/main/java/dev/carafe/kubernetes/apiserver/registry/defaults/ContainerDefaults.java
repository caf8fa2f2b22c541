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
        if (!changed.ports().isEmpty()) {
            changed = changed.withPorts(
                    changed.ports().stream().map(ContainerDefaults::port).toList());
        }
        if (!changed.env().isEmpty()) {
            changed = changed.withEnv(
                    changed.env().stream().map(ContainerDefaults::env).toList());
        }
        return probes(changed.withResources(resources(changed.resources())));
    }

    private static Container probes(Container container) {
        Container changed = container;
        if (changed.hasLivenessProbe()) {
            changed = changed.withLivenessProbe(ProbeDefaults.probe(changed.livenessProbe()));
        }
        if (changed.hasReadinessProbe()) {
            changed = changed.withReadinessProbe(ProbeDefaults.probe(changed.readinessProbe()));
        }
        if (changed.hasStartupProbe()) {
            changed = changed.withStartupProbe(ProbeDefaults.probe(changed.startupProbe()));
        }
        if (changed.hasLifecycle()) {
            changed = changed.withLifecycle(ProbeDefaults.lifecycle(changed.lifecycle()));
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
        Map<String, Quantity> limits = container.resources().limits();
        if (limits.isEmpty()) {
            return container;
        }
        LinkedHashMap<String, Quantity> requests =
                new LinkedHashMap<>(container.resources().requests());
        limits.forEach(requests::putIfAbsent);
        return container.withResources(container.resources().withRequests(requests));
    }

    /** What a container on the node's own network takes as its host ports: its container ports. */
    static Container hostPorts(Container container) {
        return container.ports().isEmpty()
                ? container
                : container.withPorts(container.ports().stream()
                        .map(port -> port.hostPort() == 0 ? port.withHostPort(port.containerPort()) : port)
                        .toList());
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
