package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.core.v1.ReplicationController;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.defaults.WorkloadDefaults;
import dev.carafe.kubernetes.apiserver.registry.printers.WorkloadCells;
import dev.carafe.kubernetes.apiserver.registry.validation.WorkloadStatusValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.workload.ReplicationControllerValidator;
import java.util.List;
import java.util.Map;

/** Replication controllers: the selector defaults to the template's labels. */
final class ReplicationControllerStrategy extends DefaultStrategy {
    ReplicationControllerStrategy(Kind kind) {
        super(kind);
    }

    @Override
    boolean hasPods() {
        return true;
    }

    @Override
    public Struct applyDefaults(Struct object) {
        return WorkloadDefaults.replicationController(new ReplicationController(object))
                .struct();
    }

    @Override
    public boolean tellsNameLast() {
        return true;
    }

    @Override
    void validate(Struct object, List<FieldError> errors) {
        ReplicationControllerValidator.validate(new ReplicationController(object).spec(), capabilities(), errors);
    }

    @Override
    public Map<String, String> selectableFields(Struct object) {
        return Map.of(
                "status.replicas",
                Integer.toString(new ReplicationController(object).status().replicas()));
    }

    @Override
    void validateStatus(Struct object, Struct old, List<FieldError> errors) {
        WorkloadStatusValidator.replicaSet(
                new ReplicationController(object).status().struct(), errors);
    }

    @Override
    public List<String> warningsOfNew(Struct object) {
        ReplicationController made = new ReplicationController(object);
        return PodWarnings.workload(made.name(), made.spec().template());
    }

    @Override
    public List<String> warningsOfChange(String subresource, Struct object, Struct old) {
        return subresource.isEmpty()
                ? PodWarnings.template(new ReplicationController(old).spec().template(), object, old) // as upstream
                : List.of();
    }

    @Override
    public List<Object> tableCells(Struct object) {
        return WorkloadCells.replicationController(new ReplicationController(object));
    }
}
