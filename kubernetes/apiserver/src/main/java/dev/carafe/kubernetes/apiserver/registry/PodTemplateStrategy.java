package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.core.v1.PodTemplate;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.defaults.WorkloadDefaults;
import dev.carafe.kubernetes.apiserver.registry.printers.PodCells;
import dev.carafe.kubernetes.apiserver.registry.validation.pod.PodValidator;
import java.util.List;

/** Templates of pods, as objects of their own. */
final class PodTemplateStrategy extends DefaultStrategy {
    PodTemplateStrategy(Kind kind) {
        super(kind);
    }

    @Override
    boolean hasPods() {
        return true;
    }

    @Override
    public Struct applyDefaults(Struct object) {
        return WorkloadDefaults.podTemplate(new PodTemplate(object)).struct();
    }

    @Override
    void validate(Struct object, List<FieldError> errors) {
        PodValidator.template(new PodTemplate(object).template(), FieldPath.of("template"), capabilities(), errors);
    }

    @Override
    public List<String> warningsOfNew(Struct object) {
        return PodWarnings.template(new PodTemplate(object).template(), FieldPath.of("template"));
    }

    @Override
    public List<String> warningsOfChange(String subresource, Struct object, Struct old) {
        return subresource.isEmpty() && PodWarnings.isChanged(object, old) ? warningsOfNew(object) : List.of();
    }

    @Override
    public List<Object> tableCells(Struct object) {
        return PodCells.podTemplate(new PodTemplate(object));
    }
}
