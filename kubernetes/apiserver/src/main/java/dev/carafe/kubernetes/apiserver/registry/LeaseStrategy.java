package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.coordination.v1.Lease;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.printers.ClusterCells;
import dev.carafe.kubernetes.apiserver.registry.validation.ClusterValidator;
import java.util.List;

/** Leases. */
final class LeaseStrategy extends DefaultStrategy {
    private static final String STRATEGY = "strategy";
    private static final String PREFERRED = "preferredHolder";

    LeaseStrategy(Kind kind) {
        super(kind);
    }

    /** Without coordinated elections, which are off unless a gate turns them on, nothing is said of how one ends. */
    @Override
    public Struct prepareForCreate(Struct object) {
        Struct spec = object.struct("spec");
        return spec != null && (spec.has(STRATEGY) || spec.has(PREFERRED))
                ? object.with("spec", spec.without(STRATEGY).without(PREFERRED))
                : object;
    }

    @Override
    public Struct prepareForUpdate(Struct object, Struct old) {
        return prepareForCreate(object);
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
