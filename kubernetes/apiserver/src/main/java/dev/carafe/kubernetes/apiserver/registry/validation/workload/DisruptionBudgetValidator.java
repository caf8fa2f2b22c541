package dev.carafe.kubernetes.apiserver.registry.validation.workload;

import dev.carafe.kubernetes.api.policy.v1.PodDisruptionBudgetSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.InternalForm;
import dev.carafe.kubernetes.apiserver.registry.validation.LabelSelectorValidator;
import java.util.List;

/** How many pods may be away at once (pkg/apis/policy/validation). */
public final class DisruptionBudgetValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");

    private DisruptionBudgetValidator() {}

    public static void spec(PodDisruptionBudgetSpec spec, List<FieldError> errors) {
        if (spec.hasMinAvailable() && spec.hasMaxUnavailable()) {
            errors.add(FieldError.invalid(
                    SPEC,
                    InternalForm.of(
                            spec.struct(), "minAvailable", "selector", "maxUnavailable", "unhealthyPodEvictionPolicy"),
                    "minAvailable and maxUnavailable cannot be both set"));
        }
        if (spec.hasMinAvailable()) {
            Check.amount(errors, SPEC.child("minAvailable"), spec.minAvailable());
            Check.notMoreThanAll(errors, SPEC.child("minAvailable"), spec.minAvailable());
        }
        if (spec.hasMaxUnavailable()) {
            Check.amount(errors, SPEC.child("maxUnavailable"), spec.maxUnavailable());
            Check.notMoreThanAll(errors, SPEC.child("maxUnavailable"), spec.maxUnavailable());
        }
        LabelSelectorValidator.validate(spec.selector(), SPEC.child("selector"), errors);
        if (spec.hasUnhealthyPodEvictionPolicy()) {
            Check.oneOf(
                    errors,
                    SPEC.child("unhealthyPodEvictionPolicy"),
                    spec.unhealthyPodEvictionPolicy(),
                    List.of("AlwaysAllow", "IfHealthyBudget"));
        }
    }
}
