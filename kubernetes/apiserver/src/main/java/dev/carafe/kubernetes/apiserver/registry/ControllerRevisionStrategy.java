package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.apps.v1.ControllerRevision;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.printers.WorkloadCells;
import dev.carafe.kubernetes.apiserver.registry.validation.workload.WorkloadValidator;
import java.util.List;

/** Controller revisions, which never change but in number. */
final class ControllerRevisionStrategy extends DefaultStrategy {
    ControllerRevisionStrategy(Kind kind) {
        super(kind);
    }

    @Override
    void validate(Struct object, List<FieldError> errors) {
        WorkloadValidator.revision(new ControllerRevision(object), errors);
    }

    @Override
    public List<Object> tableCells(Struct object) {
        return WorkloadCells.controllerRevision(new ControllerRevision(object));
    }
}
