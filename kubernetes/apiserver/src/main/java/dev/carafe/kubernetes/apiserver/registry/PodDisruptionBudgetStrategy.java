package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.policy.v1.PodDisruptionBudget;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.printers.PolicyCells;
import dev.carafe.kubernetes.apiserver.registry.validation.admission.PolicyStatusValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.workload.DisruptionBudgetValidator;
import java.util.List;

/** How many pods may be away at once. */
final class PodDisruptionBudgetStrategy extends DefaultStrategy {
    PodDisruptionBudgetStrategy(Kind kind) {
        super(kind);
    }

    @Override
    void validate(Struct object, List<FieldError> errors) {
        DisruptionBudgetValidator.spec(new PodDisruptionBudget(object).spec(), errors);
    }

    @Override
    void validateStatus(Struct object, Struct old, List<FieldError> errors) {
        PolicyStatusValidator.disruptionBudget(new PodDisruptionBudget(object).status(), errors);
    }

    @Override
    public List<Object> tableCells(Struct object) {
        return PolicyCells.disruptionBudget(new PodDisruptionBudget(object));
    }
}
