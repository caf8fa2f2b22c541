package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.storage.v1.CSINode;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.defaults.NullLists;
import dev.carafe.kubernetes.apiserver.registry.printers.StorageCells;
import dev.carafe.kubernetes.apiserver.registry.validation.volume.CsiValidator;
import java.util.List;

/** What CSI drivers a node runs. */
final class CsiNodeStrategy extends DefaultStrategy {
    CsiNodeStrategy(Kind kind) {
        super(kind);
    }

    @Override
    public Struct applyDefaults(Struct object) {
        return NullLists.fill(object, "spec", "drivers");
    }

    @Override
    void validate(Struct object, List<FieldError> errors) {
        CsiValidator.node(new CSINode(object).spec(), errors);
    }

    @Override
    void validateChange(Struct object, Struct old, List<FieldError> errors) {
        CsiValidator.nodeUpdate(new CSINode(object).spec(), new CSINode(old).spec(), errors);
    }

    @Override
    public List<Object> tableCells(Struct object) {
        return StorageCells.csiNode(new CSINode(object));
    }
}
