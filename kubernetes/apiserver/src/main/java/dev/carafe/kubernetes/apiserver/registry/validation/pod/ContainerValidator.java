package dev.carafe.kubernetes.apiserver.registry.validation.pod;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.api.core.v1.ResourceRequirements;
import dev.carafe.kubernetes.api.core.v1.Volume;
import dev.carafe.kubernetes.api.core.v1.VolumeMount;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.ResourcesValidator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The containers of one pod. Made for one pod: names are unique across all its containers. */
final class ContainerValidator {
    private static final List<String> PULL_POLICIES = List.of("Always", "IfNotPresent", "Never");
    private static final List<String> MESSAGE_POLICIES = List.of("File", "FallbackToLogsOnError");
    private static final List<String> NOT_EPHEMERAL = List.of(
            "ports",
            "resources",
            "resizePolicy",
            "restartPolicy",
            "restartPolicyRules",
            "livenessProbe",
            "readinessProbe",
            "startupProbe",
            "lifecycle");

    private final PodSpec spec;
    private final Map<String, Volume> volumes;
    private final boolean hostUsers;
    private final boolean neverRestarts;
    private final Capabilities capabilities;
    private final List<FieldError> errors;
    private final Set<String> names = new HashSet<>();

    /** @param volumes those of the pod that are without fault, by name */
    ContainerValidator(PodSpec spec, Map<String, Volume> volumes, Capabilities capabilities, List<FieldError> errors) {
        this.spec = spec;
        this.volumes = volumes;
        this.hostUsers = !spec.hasHostUsers() || spec.hostUsers();
        this.neverRestarts = spec.restartPolicy().equals("Never");
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
            unique(container, at);
            probes(container, at);
            RestartValidator.policy(container, at, capabilities.isEnabled(RestartValidator.ALL_CONTAINERS), errors);
        }
        PortsValidator.conflicts(containers, path, errors);
    }

    /** Init containers have no probes and hooks, unless they are sidecars. */
    void initContainers(List<Container> containers, FieldPath path) {
        for (int i = 0; i < containers.size(); i++) {
            Container container = containers.get(i);
            FieldPath at = path.index(i);
            container(container, at);
            if (container.restartPolicy().equals("Always")
                    && !capabilities.isEnabled(RestartValidator.ALL_CONTAINERS)) {
                RestartValidator.noRules(container, at, errors);
            } else if (container.hasRestartPolicy()) {
                RestartValidator.policy(container, at, capabilities.isEnabled(RestartValidator.ALL_CONTAINERS), errors);
            } else if (container.hasRestartPolicyRules()) {
                errors.add(RestartValidator.policyMissing(at));
            }
            if (!container.name().isEmpty()) {
                unique(container, at);
            }
            PortsValidator.conflicts(List.of(container), path, errors);
            if (container.restartPolicy().equals("Always")) {
                probes(container, at);
                continue;
            }
            for (String field : List.of("lifecycle", "livenessProbe", "readinessProbe", "startupProbe")) {
                if (container.struct().has(field)) {
                    errors.add(FieldError.forbidden(
                            at.child(field), "may not be set for init containers without restartPolicy=Always"));
                }
            }
            RestartValidator.resizeOfInit(container.resizePolicy(), at.child("resizePolicy"), errors);
        }
    }

    /** An ephemeral container has some of a container's fields, and may look into one that is not ephemeral. */
    void ephemeralContainers(List<Container> containers, FieldPath path) {
        Set<String> lasting = containers.isEmpty() ? Set.of() : Set.copyOf(names);
        for (int i = 0; i < containers.size(); i++) {
            Container container = containers.get(i);
            FieldPath at = path.index(i);
            container(container, at);
            image(container, at, errors);
            unique(container, at);
            String target = Objects.requireNonNullElse(container.struct().string("targetContainerName"), "");
            if (!target.isEmpty() && !lasting.contains(target)) {
                errors.add(FieldError.notFound(at.child("targetContainerName"), target));
            }
            for (String field : NOT_EPHEMERAL) {
                boolean empty = field.equals("resources")
                        && container.resources().struct().isEmpty();
                if (container.struct().has(field) && !empty) {
                    errors.add(FieldError.forbidden(at.child(field), "cannot be set for an Ephemeral Container"));
                }
            }
            List<VolumeMount> mounts = container.volumeMounts();
            for (int j = 0; j < mounts.size(); j++) {
                for (String field : List.of("subPath", "subPathExpr")) {
                    if (!Objects.requireNonNullElse(mounts.get(j).struct().string(field), "")
                            .isEmpty()) {
                        errors.add(FieldError.forbidden(
                                at.child("volumeMounts").index(j).child(field),
                                "cannot be set for an Ephemeral Container"));
                    }
                }
            }
        }
    }

    private void unique(Container container, FieldPath path) {
        if (!names.add(container.name())) {
            errors.add(FieldError.duplicate(path.child("name"), container.name()));
        }
    }

    /** The image of a pod's container. */
    static void image(Container container, FieldPath path, List<FieldError> errors) {
        if (!container.image().strip().equals(container.image())) {
            errors.add(FieldError.invalid(
                    path.child("image"), container.image(), "must not have leading or trailing whitespace"));
        }
    }

    private void container(Container container, FieldPath path) {
        if (Check.present(errors, path.child("name"), container.name())) {
            Check.rule(errors, path.child("name"), container.name(), Names.dns1123Label(container.name()));
        }
        Check.present(errors, path.child("image"), container.image());
        Check.requiredOneOf(
                errors, path.child("terminationMessagePolicy"), container.terminationMessagePolicy(), MESSAGE_POLICIES);
        PortsValidator.ports(container.ports(), path.child("ports"), errors);
        EnvValidator.variables(container.env(), path.child("env"), errors);
        EnvValidator.from(container.envFrom(), path.child("envFrom"), errors);
        MountValidator.container(container, volumes, path, errors);
        Check.requiredOneOf(errors, path.child("imagePullPolicy"), container.imagePullPolicy(), PULL_POLICIES);
        resources(container.resources(), path.child("resources"));
        RestartValidator.resize(container.resizePolicy(), neverRestarts, path.child("resizePolicy"), errors);
        if (container.hasSecurityContext()) {
            SecurityContextValidator.container(
                    container.securityContext(), hostUsers, capabilities, path.child("securityContext"), errors);
        }
    }

    private void resources(ResourceRequirements resources, FieldPath path) {
        ResourcesValidator.container(resources, path, errors);
        if (resources.hasClaims()) {
            ResourceClaimsValidator.ofContainer(
                    resources.claims(),
                    ResourceClaimsValidator.names(spec.resourceClaims()),
                    path.child("claims"),
                    errors);
        }
    }

    private void probes(Container container, FieldPath path) {
        if (container.hasLifecycle()) {
            ProbeValidator.lifecycle(
                    container.lifecycle(), spec.terminationGracePeriodSeconds(), path.child("lifecycle"), errors);
        }
        if (container.hasLivenessProbe()) {
            ProbeValidator.atOnce(container.livenessProbe(), path.child("livenessProbe"), errors);
        }
        if (container.hasReadinessProbe()) {
            ProbeValidator.readiness(container.readinessProbe(), path.child("readinessProbe"), errors);
        }
        if (container.hasStartupProbe()) {
            ProbeValidator.atOnce(container.startupProbe(), path.child("startupProbe"), errors);
        }
    }
}
