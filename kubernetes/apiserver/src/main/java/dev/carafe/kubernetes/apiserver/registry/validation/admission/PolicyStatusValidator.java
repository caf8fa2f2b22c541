package dev.carafe.kubernetes.apiserver.registry.validation.admission;

import dev.carafe.kubernetes.api.autoscaling.v2.HorizontalPodAutoscalerStatus;
import dev.carafe.kubernetes.api.policy.v1.PodDisruptionBudgetStatus;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.ConditionsValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.WorkloadStatusValidator;
import java.util.List;

/** What is reported of budgets and autoscalers (pkg/apis/policy/validation, pkg/apis/autoscaling/validation). */
public final class PolicyStatusValidator {
    private static final FieldPath CONDITIONS = FieldPath.of("status", "conditions");

    private PolicyStatusValidator() {}

    public static void disruptionBudget(PodDisruptionBudgetStatus status, List<FieldError> errors) {
        ConditionsValidator.validate(status.conditions(), CONDITIONS, errors);
        WorkloadStatusValidator.counts(
                status.struct(),
                List.of("disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods"),
                errors);
    }

    public static void autoscaler(HorizontalPodAutoscalerStatus status, List<FieldError> errors) {
        for (int i = 0; i < status.conditions().size(); i++) {
            Check.nonNegative(
                    errors,
                    CONDITIONS.index(i).child("observedGeneration"),
                    status.conditions().get(i).observedGeneration());
        }
        WorkloadStatusValidator.counts(status.struct(), List.of("currentReplicas", "desiredReplicas"), errors);
    }
}
