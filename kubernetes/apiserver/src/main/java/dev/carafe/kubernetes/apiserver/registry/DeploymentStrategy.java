package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.apps.v1.Deployment;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.defaults.WorkloadDefaults;
import dev.carafe.kubernetes.apiserver.registry.printers.WorkloadCells;
import dev.carafe.kubernetes.apiserver.registry.validation.WorkloadStatusValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.workload.DeploymentValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.workload.WorkloadValidator;
import java.util.List;

/** Deployments: a selector is for life. */
final class DeploymentStrategy extends DefaultStrategy {
    DeploymentStrategy(Kind kind) {
        super(kind);
    }

    @Override
    boolean hasPods() {
        return true;
    }

    @Override
    public Struct applyDefaults(Struct object) {
        return WorkloadDefaults.deployment(new Deployment(object)).struct();
    }

    @Override
    void validate(Struct object, List<FieldError> errors) {
        DeploymentValidator.deployment(new Deployment(object).spec(), capabilities(), errors);
    }

    @Override
    void validateChange(Struct object, Struct old, List<FieldError> errors) {
        WorkloadValidator.selectorUnchanged(
                new Deployment(object).spec().struct().get("selector"),
                new Deployment(old).spec().struct().get("selector"),
                errors);
    }

    @Override
    void validateStatus(Struct object, Struct old, List<FieldError> errors) {
        WorkloadStatusValidator.deployment(
                new Deployment(object).status().struct(),
                new Deployment(old).status().struct(),
                errors);
    }

    @Override
    public List<String> warningsOfNew(Struct object) {
        Deployment made = new Deployment(object);
        return PodWarnings.workload(made.name(), made.spec().template());
    }

    @Override
    public List<String> warningsOfChange(String subresource, Struct object, Struct old) {
        return subresource.isEmpty()
                ? PodWarnings.template(new Deployment(object).spec().template(), object, old)
                : List.of();
    }

    @Override
    public List<Object> tableCells(Struct object) {
        return WorkloadCells.deployment(new Deployment(object));
    }
}
