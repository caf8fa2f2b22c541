package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.apps.v1.ReplicaSet;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.defaults.WorkloadDefaults;
import dev.carafe.kubernetes.apiserver.registry.printers.WorkloadCells;
import dev.carafe.kubernetes.apiserver.registry.validation.WorkloadStatusValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.workload.DeploymentValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.workload.WorkloadValidator;
import java.util.List;
import java.util.Map;

/** Replica sets: a selector is for life. */
final class ReplicaSetStrategy extends DefaultStrategy {
    ReplicaSetStrategy(Kind kind) {
        super(kind);
    }

    @Override
    boolean hasPods() {
        return true;
    }

    @Override
    public Struct applyDefaults(Struct object) {
        return WorkloadDefaults.replicaSet(new ReplicaSet(object)).struct();
    }

    @Override
    void validate(Struct object, List<FieldError> errors) {
        DeploymentValidator.replicaSet(new ReplicaSet(object).spec(), capabilities(), errors);
    }

    @Override
    void validateChange(Struct object, Struct old, List<FieldError> errors) {
        WorkloadValidator.selectorUnchanged(
                new ReplicaSet(object).spec().struct().get("selector"),
                new ReplicaSet(old).spec().struct().get("selector"),
                errors);
    }

    @Override
    public Map<String, String> selectableFields(Struct object) {
        return Map.of(
                "status.replicas",
                Integer.toString(new ReplicaSet(object).status().replicas()));
    }

    @Override
    void validateStatus(Struct object, Struct old, List<FieldError> errors) {
        WorkloadStatusValidator.replicaSet(new ReplicaSet(object).status().struct(), errors);
    }

    @Override
    public List<String> warningsOfNew(Struct object) {
        ReplicaSet made = new ReplicaSet(object);
        return PodWarnings.workload(made.name(), made.spec().template());
    }

    @Override
    public List<String> warningsOfChange(String subresource, Struct object, Struct old) {
        return subresource.isEmpty()
                ? PodWarnings.template(new ReplicaSet(object).spec().template(), object, old)
                : List.of();
    }

    @Override
    public List<Object> tableCells(Struct object) {
        return WorkloadCells.replicaSet(new ReplicaSet(object));
    }
}
