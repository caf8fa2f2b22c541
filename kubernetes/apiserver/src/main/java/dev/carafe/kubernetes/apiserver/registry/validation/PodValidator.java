package dev.carafe.kubernetes.apiserver.registry.validation;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.api.core.v1.PodTemplateSpec;
import dev.carafe.kubernetes.api.core.v1.Toleration;
import dev.carafe.kubernetes.api.core.v1.TopologySpreadConstraint;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.MetadataRules;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.validation.Values;
import java.util.List;
import java.util.Set;

/** The specification of a pod, or of the pods that a template makes. */
public final class PodValidator {
    private static final List<String> DNS_POLICIES =
            List.of("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None");
    private static final List<String> EFFECTS = List.of("NoSchedule", "PreferNoSchedule", "NoExecute");

    private PodValidator() {}

    /** Checks the specification of a pod at {@code path}. */
    public static void spec(PodSpec spec, FieldPath path, Capabilities capabilities, List<FieldError> errors) {
        Set<String> volumes = VolumeValidator.volumes(spec.volumes(), path.child("volumes"), errors);
        ContainerValidator containers = new ContainerValidator(volumes, spec.hostNetwork(), capabilities, errors);
        containers.containers(spec.containers(), path.child("containers"));
        containers.initContainers(spec.initContainers(), path.child("initContainers"));
        containers.ephemeralContainers(
                spec.ephemeralContainers().stream()
                        .map(container -> new Container(container.struct()))
                        .toList(),
                path.child("ephemeralContainers"));
        Check.requiredOneOf(
                errors, path.child("restartPolicy"), spec.restartPolicy(), List.of("Always", "OnFailure", "Never"));
        dns(spec, path, errors);
        errors.addAll(MetadataRules.labels(spec.nodeSelector(), path.child("nodeSelector")));
        HostProcessValidator.spec(spec, path, capabilities, errors);
        if (!spec.serviceAccountName().isEmpty()) {
            Check.rule(
                    errors,
                    path.child("serviceAccountName"),
                    spec.serviceAccountName(),
                    Names.dns1123Subdomain(spec.serviceAccountName()));
        }
        if (!spec.nodeName().isEmpty()) {
            Check.rule(errors, path.child("nodeName"), spec.nodeName(), Names.dns1123Subdomain(spec.nodeName()));
        }
        if (spec.hasActiveDeadlineSeconds()) {
            for (String message : Values.inRange(spec.activeDeadlineSeconds(), 1, Integer.MAX_VALUE)) {
                errors.add(
                        FieldError.invalid(path.child("activeDeadlineSeconds"), spec.activeDeadlineSeconds(), message));
            }
        }
        if (!spec.hostname().isEmpty()) {
            Check.rule(errors, path.child("hostname"), spec.hostname(), Names.dns1123Label(spec.hostname()));
        }
        if (!spec.subdomain().isEmpty()) {
            Check.rule(errors, path.child("subdomain"), spec.subdomain(), Names.dns1123Label(spec.subdomain()));
        }
        if (!spec.priorityClassName().isEmpty()) {
            Check.rule(
                    errors,
                    path.child("priorityClassName"),
                    spec.priorityClassName(),
                    Names.dns1123Subdomain(spec.priorityClassName()));
        }
        tolerations(spec.tolerations(), path.child("tolerations"), errors);
        spread(spec.topologySpreadConstraints(), path.child("topologySpreadConstraints"), errors);
        for (int i = 0; i < spec.hostAliases().size(); i++) {
            String ip = spec.hostAliases().get(i).ip();
            Check.rule(errors, path.child("hostAliases").index(i).child("ip"), ip, Values.ip(ip));
        }
        if (spec.securityContext().hasRunAsUser()) {
            Check.nonNegative(
                    errors,
                    path.child("securityContext").child("runAsUser"),
                    spec.securityContext().runAsUser());
        }
    }

    private static void dns(PodSpec spec, FieldPath path, List<FieldError> errors) {
        Check.requiredOneOf(errors, path.child("dnsPolicy"), spec.dnsPolicy(), DNS_POLICIES);
        List<String> nameservers = spec.dnsConfig().nameservers();
        FieldPath at = path.child("dnsConfig").child("nameservers");
        if (spec.dnsPolicy().equals("None") && nameservers.isEmpty()) {
            errors.add(FieldError.required(at, "must provide at least one DNS nameserver when `dnsPolicy` is None"));
        }
        if (nameservers.size() > 3) {
            errors.add(FieldError.invalid(at, nameservers, "must not have more than 3 nameservers"));
        }
        for (int i = 0; i < nameservers.size(); i++) {
            Check.rule(errors, at.index(i), nameservers.get(i), Values.ip(nameservers.get(i)));
        }
    }

    private static void tolerations(List<Toleration> tolerations, FieldPath path, List<FieldError> errors) {
        for (int i = 0; i < tolerations.size(); i++) {
            Toleration toleration = tolerations.get(i);
            FieldPath at = path.index(i);
            if (!toleration.key().isEmpty()) {
                Check.rule(errors, at.child("key"), toleration.key(), Names.qualifiedName(toleration.key()));
            } else if (!toleration.operator().equals("Exists")) {
                errors.add(FieldError.invalid(
                        at.child("operator"),
                        toleration.operator(),
                        "operator must be Exists when `key` is empty, which means \"match all values and all keys\""));
            }
            if (toleration.hasTolerationSeconds() && !toleration.effect().equals("NoExecute")) {
                errors.add(FieldError.invalid(
                        at.child("effect"),
                        toleration.effect(),
                        "effect must be 'NoExecute' when `tolerationSeconds` is set"));
            }
            switch (toleration.operator()) {
                case "", "Equal" ->
                    Check.rule(errors, at.child("operator"), toleration.value(), Names.labelValue(toleration.value()));
                case "Exists" -> {
                    if (!toleration.value().isEmpty()) {
                        errors.add(FieldError.invalid(
                                at.child("operator"),
                                toleration.struct(),
                                "value must be empty when `operator` is 'Exists'"));
                    }
                }
                default ->
                    errors.add(FieldError.notSupported(
                            at.child("operator"), toleration.operator(), List.of("Equal", "Exists")));
            }
            if (!toleration.effect().isEmpty()) {
                Check.oneOf(errors, at.child("effect"), toleration.effect(), EFFECTS);
            }
        }
    }

    private static void spread(List<TopologySpreadConstraint> constraints, FieldPath path, List<FieldError> errors) {
        for (int i = 0; i < constraints.size(); i++) {
            TopologySpreadConstraint constraint = constraints.get(i);
            FieldPath at = path.index(i);
            if (constraint.maxSkew() <= 0) {
                errors.add(FieldError.invalid(
                        at.child("maxSkew"), (long) constraint.maxSkew(), "must be greater than zero"));
            }
            if (constraint.topologyKey().isEmpty()) {
                errors.add(FieldError.required(at.child("topologyKey"), "can not be empty"));
            }
            Check.oneOf(
                    errors,
                    at.child("whenUnsatisfiable"),
                    constraint.whenUnsatisfiable(),
                    List.of("DoNotSchedule", "ScheduleAnyway"));
            if (constraint.hasLabelSelector()) {
                LabelSelectorValidator.validate(constraint.labelSelector(), at.child("labelSelector"), errors);
            }
        }
    }

    /** Checks a template at {@code path}; its pods have no names yet. */
    public static void template(
            PodTemplateSpec template, FieldPath path, Capabilities capabilities, List<FieldError> errors) {
        errors.addAll(MetadataRules.labels(
                template.metadata().labels(), path.child("metadata").child("labels")));
        errors.addAll(MetadataRules.annotations(
                template.metadata().annotations(), path.child("metadata").child("annotations")));
        spec(template.spec(), path.child("spec"), capabilities, errors);
        if (!template.spec().ephemeralContainers().isEmpty()) {
            errors.add(FieldError.forbidden(
                    path.child("spec").child("ephemeralContainers"),
                    "ephemeral containers not allowed in pod template"));
        }
    }
}
