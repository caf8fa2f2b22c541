package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.coordination.v1.Lease;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.printers.ClusterCells;
import dev.carafe.kubernetes.apiserver.registry.validation.cluster.ClusterValidator;
import java.util.List;

/** Leases. */
final class LeaseStrategy extends DefaultStrategy {
    LeaseStrategy(Kind kind) {
        super(kind);
    }

    @Override
    void validate(Struct object, List<FieldError> errors) {
        ClusterValidator.lease(new Lease(object).spec(), errors);
    }

    @Override
    public List<Object> tableCells(Struct object) {
        return ClusterCells.lease(new Lease(object));
    }
}
