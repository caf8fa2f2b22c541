package dev.carafe.kubernetes.apiserver.registry.validation;

import dev.carafe.kubernetes.api.coordination.v1.LeaseSpec;
import dev.carafe.kubernetes.api.node.v1.RuntimeClass;
import dev.carafe.kubernetes.api.policy.v1.PodDisruptionBudgetSpec;
import dev.carafe.kubernetes.api.scheduling.v1.PriorityClass;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.MetadataRules;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import java.util.List;

/** Classes of runtimes, leases, and the kinds that bound what others may use. */
public final class ClusterValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final long USER_PRIORITY_MAX = 1_000_000_000L;

    private ClusterValidator() {}

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
