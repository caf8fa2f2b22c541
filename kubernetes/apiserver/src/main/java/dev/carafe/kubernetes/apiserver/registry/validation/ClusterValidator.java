package dev.carafe.kubernetes.apiserver.registry.validation;

import dev.carafe.kubernetes.api.coordination.v1.LeaseSpec;
import dev.carafe.kubernetes.api.core.v1.LimitRangeSpec;
import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.node.v1.RuntimeClass;
import dev.carafe.kubernetes.api.policy.v1.PodDisruptionBudgetSpec;
import dev.carafe.kubernetes.api.scheduling.v1.PriorityClass;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.MetadataRules;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Nodes, leases, and the kinds that bound what others may use. */
public final class ClusterValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final long USER_PRIORITY_MAX = 1_000_000_000L;

    private ClusterValidator() {}

    public static void node(Node node, List<FieldError> errors) {
        Set<String> taints = new HashSet<>();
        for (int i = 0; i < node.spec().taints().size(); i++) {
            var taint = node.spec().taints().get(i);
            FieldPath at = FieldPath.of("metadata", "taints").index(i); // upstream's path
            Check.rule(errors, at.child("key"), taint.key(), Names.qualifiedName(taint.key()));
            Check.rule(errors, at.child("value"), taint.value(), Names.labelValue(taint.value()));
            Check.requiredOneOf(
                    errors, at.child("effect"), taint.effect(), List.of("NoSchedule", "PreferNoSchedule", "NoExecute"));
            if (!taints.add(taint.key() + ":" + taint.effect())) {
                errors.add(FieldError.duplicate(at, taint.struct()));
            }
        }
        for (String field : List.of("capacity", "allocatable")) {
            Struct amounts = Objects.requireNonNullElse(node.status().struct().struct(field), Struct.EMPTY);
            amounts.forEach((resource, value) ->
                    ResourcesValidator.amountOf(resource, value, FieldPath.of("status", field, resource), errors));
        }
    }

    /** A node keeps its pods' range and its provider's name once it has them. */
    public static void nodeUpdate(Node node, Node old, List<FieldError> errors) {
        var addresses = node.status().addresses();
        for (int i = 0; i < addresses.size(); i++) {
            if (addresses.indexOf(addresses.get(i)) < i) {
                errors.add(FieldError.duplicate(
                        FieldPath.of("status", "addresses").index(i),
                        addresses.get(i).struct()));
            }
        }
        if (!old.spec().podCIDRs().isEmpty()
                && !old.spec().podCIDRs().equals(node.spec().podCIDRs())) {
            errors.add(FieldError.forbidden(
                    SPEC.child("podCIDRs"), "node updates may not change podCIDR except from \"\" to valid"));
        }
        String provider = node.spec().providerID();
        if (!old.spec().providerID().isEmpty() && !old.spec().providerID().equals(provider)) {
            errors.add(FieldError.invalid(
                    SPEC.child("providerID"),
                    Null.NULL,
                    provider.isEmpty() ? "field cannot be cleared once set" : "field cannot be modified once set"));
        }
    }

    /** Who names no handler is told so by what is required. */
    public static void runtimeClass(RuntimeClass runtime, List<FieldError> errors) {
        if (!runtime.handler().isEmpty()) {
            Check.rule(errors, FieldPath.of("handler"), runtime.handler(), Names.dns1123Label(runtime.handler()));
        }
        errors.addAll(
                MetadataRules.labels(runtime.scheduling().nodeSelector(), FieldPath.of("scheduling", "nodeSelector")));
    }

    public static void lease(LeaseSpec spec, List<FieldError> errors) {
        if (spec.hasLeaseDurationSeconds() && spec.leaseDurationSeconds() <= 0) {
            errors.add(FieldError.invalid(
                    SPEC.child("leaseDurationSeconds"), (long) spec.leaseDurationSeconds(), "must be greater than 0"));
        }
        if (spec.hasLeaseTransitions() && spec.leaseTransitions() < 0) {
            errors.add(FieldError.invalid(
                    SPEC.child("leaseTransitions"),
                    (long) spec.leaseTransitions(),
                    "must be greater than or equal to 0"));
        }
    }

    public static void priorityClass(PriorityClass priority, List<FieldError> errors) {
        String name = priority.metadata().name();
        if (name.startsWith("system-")) {
            if (!name.equals("system-node-critical") && !name.equals("system-cluster-critical")) {
                errors.add(FieldError.forbidden(
                        FieldPath.of("metadata", "name"),
                        "priority class names with 'system-' prefix are reserved for system use only. error: " + name
                                + " is not a known system priority class"));
            }
        } else if (priority.value() > USER_PRIORITY_MAX) {
            errors.add(FieldError.forbidden(
                    FieldPath.of("value"), "maximum allowed value of a user defined priority is " + USER_PRIORITY_MAX));
        }
        if (priority.hasPreemptionPolicy()) {
            Check.oneOf(
                    errors,
                    FieldPath.of("preemptionPolicy"),
                    priority.preemptionPolicy(),
                    List.of("PreemptLowerPriority", "Never"));
        }
    }

    public static void priorityClassUpdate(PriorityClass priority, PriorityClass old, List<FieldError> errors) {
        if (priority.value() != old.value()) {
            errors.add(FieldError.forbidden(FieldPath.of("value"), "may not be changed in an update."));
        }
        if (!priority.preemptionPolicy().equals(old.preemptionPolicy())) {
            errors.add(
                    FieldError.invalid(FieldPath.of("preemptionPolicy"), priority.preemptionPolicy(), Check.IMMUTABLE));
        }
    }

    public static void limitRange(LimitRangeSpec spec, List<FieldError> errors) {
        for (int i = 0; i < spec.limits().size(); i++) {
            var item = spec.limits().get(i);
            FieldPath at = SPEC.child("limits").index(i);
            Check.present(errors, at.child("type"), item.type());
            for (String field : List.of("min", "max", "default", "defaultRequest", "maxLimitRequestRatio")) {
                ResourcesValidator.list(item.struct(), field, at, errors);
            }
            for (String resource : item.min().keySet()) {
                var max = item.max().get(resource);
                var min = item.min().get(resource);
                if (max != null && min != null && min.compareTo(max) > 0) {
                    errors.add(FieldError.invalid(
                            at.child("min").key(resource),
                            min.toString(),
                            "min value " + min + " is greater than max value " + max));
                }
            }
        }
    }

    public static void disruptionBudget(PodDisruptionBudgetSpec spec, List<FieldError> errors) {
        if (spec.hasMinAvailable() && spec.hasMaxUnavailable()) {
            errors.add(FieldError.invalid(SPEC, spec.struct(), "minAvailable and maxUnavailable cannot be both set"));
        }
        if (spec.hasMinAvailable()) {
            Check.amount(errors, SPEC.child("minAvailable"), spec.minAvailable());
        }
        if (spec.hasMaxUnavailable()) {
            Check.amount(errors, SPEC.child("maxUnavailable"), spec.maxUnavailable());
        }
        LabelSelectorValidator.validate(spec.selector(), SPEC.child("selector"), errors);
    }
}
