package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.scheduling.v1.PriorityClass;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.printers.ClusterCells;
import dev.carafe.kubernetes.apiserver.registry.validation.ClusterValidator;
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
    void validate(Struct object, List<FieldError> errors) {
        ClusterValidator.priorityClass(new PriorityClass(object), errors);
    }

    @Override
    void validateChange(Struct object, Struct old, List<FieldError> errors) {
        ClusterValidator.priorityClassUpdate(new PriorityClass(object), new PriorityClass(old), errors);
    }

    @Override
    public List<Object> tableCells(Struct object) {
        return ClusterCells.priorityClass(new PriorityClass(object));
    }
}
