package dev.carafe.kubernetes.apiserver.registry.validation;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.ContainerPort;
import dev.carafe.kubernetes.api.core.v1.SecurityContext;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.validation.Values;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The containers of one pod. Made for one pod: names and host ports are unique across all its containers. */
final class ContainerValidator {
    private static final List<String> PULL_POLICIES = List.of("Always", "IfNotPresent", "Never");
    private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");
    private static final List<String> MESSAGE_POLICIES = List.of("FallbackToLogsOnError", "File");

    private final Set<String> volumes;
    private final boolean hostNetwork;
    private final Capabilities capabilities;
    private final List<FieldError> errors;
    private final Set<String> names = new HashSet<>();
    private final Set<String> hostPorts = new HashSet<>();

    ContainerValidator(Set<String> volumes, boolean hostNetwork, Capabilities capabilities, List<FieldError> errors) {
        this.volumes = volumes;
        this.hostNetwork = hostNetwork;
        this.capabilities = capabilities;
        this.errors = errors;
    }

    void containers(List<Container> containers, FieldPath path) {
        if (containers.isEmpty()) {
            errors.add(FieldError.required(path, ""));
        }
        for (int i = 0; i < containers.size(); i++) {
            Container container = containers.get(i);
            FieldPath at = path.index(i);
            container(container, at);
            hostPorts(container.ports(), at.child("ports"));
            probes(container, at);
            if (!container.restartPolicy().isEmpty()) {
                Check.oneOf(
                        errors,
                        at.child("restartPolicy"),
                        container.restartPolicy(),
                        List.of("Always", "Never", "OnFailure"));
            }
        }
    }

    /** Init containers have no probes and hooks, unless they are sidecars. */
    void initContainers(List<Container> containers, FieldPath path) {
        for (int i = 0; i < containers.size(); i++) {
            Container container = containers.get(i);
            FieldPath at = path.index(i);
            container(container, at);
            if (container.restartPolicy().equals("Always")) {
                hostPorts(container.ports(), at.child("ports"));
                probes(container, at);
                continue;
            }
            if (container.hasLifecycle()) {
                errors.add(FieldError.forbidden(
                        at.child("lifecycle"), "may not be set for init containers without restartPolicy=Always"));
            }
            for (String probe : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
                if (container.struct().has(probe)) {
                    errors.add(FieldError.forbidden(
                            at.child(probe), "may not be set for init containers without restartPolicy=Always"));
                }
            }
        }
    }

    /** An ephemeral container has a container's fields; it must not have been named before. */
    void ephemeralContainers(List<Container> containers, FieldPath path) {
        for (int i = 0; i < containers.size(); i++) {
            Container container = containers.get(i);
            FieldPath at = path.index(i);
            container(container, at);
            for (String field :
                    List.of("ports", "livenessProbe", "readinessProbe", "startupProbe", "lifecycle", "resizePolicy")) {
                if (container.struct().has(field)) {
                    errors.add(FieldError.forbidden(at.child(field), "cannot be set for an Ephemeral Container"));
                }
            }
        }
    }

    private void container(Container container, FieldPath path) {
        if (Check.present(errors, path.child("name"), container.name())) {
            Check.rule(errors, path.child("name"), container.name(), Names.dns1123Label(container.name()));
            if (!names.add(container.name())) {
                errors.add(FieldError.duplicate(path.child("name"), container.name()));
            }
        }
        if (Check.present(errors, path.child("image"), container.image())
                && !container.image().strip().equals(container.image())) {
            errors.add(FieldError.invalid(
                    path.child("image"), container.image(), "must not have leading or trailing whitespace"));
        }
        Check.requiredOneOf(
                errors, path.child("terminationMessagePolicy"), container.terminationMessagePolicy(), MESSAGE_POLICIES);
        ports(container.ports(), path.child("ports"));
        EnvValidator.variables(container.env(), path.child("env"), errors);
        EnvValidator.from(container.envFrom(), path.child("envFrom"), errors);
        VolumeValidator.mounts(container.volumeMounts(), volumes, path.child("volumeMounts"), errors);
        Check.requiredOneOf(errors, path.child("imagePullPolicy"), container.imagePullPolicy(), PULL_POLICIES);
        ResourcesValidator.container(container.resources(), path.child("resources"), errors);
        security(container.securityContext(), path.child("securityContext"));
    }

    private void security(SecurityContext context, FieldPath path) {
        if (!context.privileged()) {
            return;
        }
        if (!capabilities.allowPrivileged()) {
            errors.add(FieldError.forbidden(path.child("privileged"), "disallowed by cluster policy"));
        }
        if (context.hasAllowPrivilegeEscalation() && !context.allowPrivilegeEscalation()) {
            errors.add(FieldError.invalid(
                    path, context.struct(), "cannot set `allowPrivilegeEscalation` to false and `privileged` to true"));
        }
    }

    private void probes(Container container, FieldPath path) {
        if (container.hasLifecycle()) {
            ProbeValidator.lifecycle(container.lifecycle(), path.child("lifecycle"), errors);
        }
        if (container.hasLivenessProbe()) {
            ProbeValidator.probe(container.livenessProbe(), true, path.child("livenessProbe"), errors);
        }
        if (container.hasReadinessProbe()) {
            ProbeValidator.probe(container.readinessProbe(), false, path.child("readinessProbe"), errors);
        }
        if (container.hasStartupProbe()) {
            ProbeValidator.probe(container.startupProbe(), true, path.child("startupProbe"), errors);
        }
    }

    private void ports(List<ContainerPort> ports, FieldPath path) {
        Set<String> portNames = new HashSet<>();
        for (int i = 0; i < ports.size(); i++) {
            ContainerPort port = ports.get(i);
            FieldPath at = path.index(i);
            if (!port.name().isEmpty()) {
                List<String> messages = Values.portName(port.name());
                Check.rule(errors, at.child("name"), port.name(), messages);
                if (messages.isEmpty() && !portNames.add(port.name())) {
                    errors.add(FieldError.duplicate(at.child("name"), port.name()));
                }
            }
            if (port.containerPort() == 0) {
                errors.add(FieldError.required(at.child("containerPort"), ""));
            } else {
                Check.port(errors, at.child("containerPort"), port.containerPort());
            }
            if (port.hostPort() != 0) {
                Check.port(errors, at.child("hostPort"), port.hostPort());
                if (hostNetwork && port.hostPort() != port.containerPort()) {
                    errors.add(FieldError.invalid(
                            at.child("hostPort"),
                            (long) port.hostPort(),
                            "must match `containerPort` when `hostNetwork` is true"));
                }
            }
            Check.requiredOneOf(errors, at.child("protocol"), port.protocol(), PROTOCOLS);
        }
    }

    private void hostPorts(List<ContainerPort> ports, FieldPath path) {
        for (int i = 0; i < ports.size(); i++) {
            ContainerPort port = ports.get(i);
            String key = port.protocol() + "/" + port.hostIP() + "/" + port.hostPort();
            if (port.hostPort() != 0 && !hostPorts.add(key)) {
                errors.add(FieldError.duplicate(path.index(i).child("hostPort"), key));
            }
        }
    }
}
