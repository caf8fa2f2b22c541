package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.apps.v1.DaemonSet;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.defaults.WorkloadDefaults;
import dev.carafe.kubernetes.apiserver.registry.printers.WorkloadCells;
import dev.carafe.kubernetes.apiserver.registry.validation.WorkloadValidator;
import java.time.Instant;
import java.util.List;

/** Daemon sets: a selector is for life. */
final class DaemonSetStrategy extends DefaultStrategy {
    DaemonSetStrategy(Kind kind) {
        super(kind);
    }

    @Override
    public Struct applyDefaults(Struct object) {
        return WorkloadDefaults.daemonSet(new DaemonSet(object)).struct();
    }

    @Override
    void validate(Struct object, List<FieldError> errors) {
        WorkloadValidator.daemonSet(new DaemonSet(object).spec(), errors);
    }

    @Override
    void validateChange(Struct object, Struct old, List<FieldError> errors) {
        WorkloadValidator.selectorUnchanged(
                new DaemonSet(object).spec().selector().struct(),
                new DaemonSet(old).spec().selector().struct(),
                errors);
    }

    @Override
    public List<Object> tableCells(Struct object, Instant now) {
        return WorkloadCells.daemonSet(new DaemonSet(object), now);
    }
}
