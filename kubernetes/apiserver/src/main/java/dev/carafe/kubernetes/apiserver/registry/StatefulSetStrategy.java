package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.apps.v1.StatefulSet;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.defaults.WorkloadDefaults;
import dev.carafe.kubernetes.apiserver.registry.printers.WorkloadCells;
import dev.carafe.kubernetes.apiserver.registry.validation.StatefulSetValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.WorkloadStatusValidator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stateful sets: only a few fields may change. */
final class StatefulSetStrategy extends DefaultStrategy {
    StatefulSetStrategy(Kind kind) {
        super(kind);
    }

    @Override
    public Struct applyDefaults(Struct object) {
        return WorkloadDefaults.statefulSet(new StatefulSet(object)).struct();
    }

    @Override
    void validate(Struct object, @Nullable Struct old, List<FieldError> errors) {
        StatefulSetValidator.validate(
                new StatefulSet(object).spec(),
                old == null ? null : new StatefulSet(old).spec(),
                capabilities(),
                errors);
    }

    @Override
    void validateStatus(Struct object, Struct old, List<FieldError> errors) {
        WorkloadStatusValidator.statefulSet(
                new StatefulSet(object).status().struct(),
                new StatefulSet(old).status().struct(),
                errors);
    }

    @Override
    public List<Object> tableCells(Struct object) {
        return WorkloadCells.statefulSet(new StatefulSet(object));
    }
}
