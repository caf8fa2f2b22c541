package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.scheduling.v1.PriorityClass;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.printers.ClusterCells;
import dev.carafe.kubernetes.apiserver.registry.validation.policy.PriorityClassValidator;
import java.util.List;

/** Priorities, whose value is for life. */
final class PriorityClassStrategy extends DefaultStrategy {
    PriorityClassStrategy(Kind kind) {
        super(kind);
    }

    @Override
    public Struct applyDefaults(Struct object) {
        PriorityClass priority = new PriorityClass(object);
        priority = priority.hasValue() ? priority : priority.withValue(0);
        return priority.hasPreemptionPolicy()
                ? priority.struct()
                : priority.withPreemptionPolicy("PreemptLowerPriority").struct();
    }

    @Override
    void validateNew(Struct object, List<FieldError> errors) {
        PriorityClassValidator.priorityClass(new PriorityClass(object), errors);
    }

    @Override
    void validateChange(Struct object, Struct old, List<FieldError> errors) {
        PriorityClassValidator.update(new PriorityClass(object), new PriorityClass(old), errors);
    }

    @Override
    public List<Object> tableCells(Struct object) {
        return ClusterCells.priorityClass(new PriorityClass(object));
    }
}
