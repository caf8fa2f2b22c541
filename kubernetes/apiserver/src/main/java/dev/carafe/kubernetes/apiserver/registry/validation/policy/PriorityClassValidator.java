package dev.carafe.kubernetes.apiserver.registry.validation.policy;

import dev.carafe.kubernetes.api.scheduling.v1.PriorityClass;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Priorities (pkg/apis/scheduling/validation). */
public final class PriorityClassValidator {
    private static final FieldPath VALUE = FieldPath.of("value");
    private static final FieldPath PREEMPTION = FieldPath.of("preemptionPolicy");
    private static final int USER_PRIORITY_MAX = 1_000_000_000;
    private static final Map<String, Integer> OF_SYSTEM =
            Map.of("system-cluster-critical", 2_000_000_000, "system-node-critical", 2_000_001_000);

    private PriorityClassValidator() {}

    public static void priorityClass(PriorityClass priority, List<FieldError> errors) {
        if (priority.metadata().name().startsWith("system-")) {
            ofSystem(priority)
                    .ifPresent(why -> errors.add(FieldError.forbidden(
                            FieldPath.of("metadata", "name"),
                            "priority class names with 'system-' prefix are reserved for system use only. error: "
                                    + why)));
        } else if (priority.value() > USER_PRIORITY_MAX) {
            errors.add(FieldError.forbidden(
                    VALUE, "maximum allowed value of a user defined priority is " + USER_PRIORITY_MAX));
        }
        if (priority.hasPreemptionPolicy()) {
            Check.requiredOneOf(
                    errors, PREEMPTION, priority.preemptionPolicy(), List.of("PreemptLowerPriority", "Never"));
        }
    }

    /** What keeps a class from being one of the system's own. */
    private static Optional<String> ofSystem(PriorityClass priority) {
        String name = priority.metadata().name();
        Integer value = OF_SYSTEM.get(name);
        if (value == null) {
            return Optional.of(name + " is not a known system priority class");
        }
        if (value != priority.value()) {
            return Optional.of("value of " + name + " PriorityClass must be " + value);
        }
        return priority.globalDefault()
                ? Optional.of("globalDefault of " + name + " PriorityClass must be false")
                : Optional.empty();
    }

    public static void update(PriorityClass priority, PriorityClass old, List<FieldError> errors) {
        if (priority.value() != old.value()) {
            errors.add(FieldError.forbidden(VALUE, "may not be changed in an update."));
        }
        Object policy = Objects.requireNonNullElse(priority.struct().get("preemptionPolicy"), Null.NULL);
        Check.immutable(
                errors,
                PREEMPTION,
                policy,
                Objects.requireNonNullElse(old.struct().get("preemptionPolicy"), Null.NULL));
    }
}
