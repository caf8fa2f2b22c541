package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.core.v1.ResourceQuota;
import dev.carafe.kubernetes.api.core.v1.ResourceQuotaSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.defaults.ResourceListDefaults;
import dev.carafe.kubernetes.apiserver.registry.printers.ClusterCells;
import dev.carafe.kubernetes.apiserver.registry.validation.policy.QuotaValidator;
import java.util.List;

/** Quotas of a namespace. */
final class ResourceQuotaStrategy extends DefaultStrategy {
    ResourceQuotaStrategy(Kind kind) {
        super(kind);
    }

    @Override
    public Struct applyDefaults(Struct object) {
        ResourceQuota quota = new ResourceQuota(object);
        Struct spec = ResourceListDefaults.canonical(quota.spec().struct(), "hard");
        return quota.hasSpec() ? quota.withSpec(new ResourceQuotaSpec(spec)).struct() : object;
    }

    @Override
    void validate(Struct object, List<FieldError> errors) {
        QuotaValidator.spec(new ResourceQuota(object).spec(), errors);
    }

    @Override
    void validateChange(Struct object, Struct old, List<FieldError> errors) {
        QuotaValidator.update(new ResourceQuota(object).spec(), new ResourceQuota(old).spec(), errors);
    }

    @Override
    void validateStatus(Struct object, Struct old, List<FieldError> errors) {
        QuotaValidator.status(new ResourceQuota(object).status().struct(), errors);
    }

    @Override
    public List<Object> tableCells(Struct object) {
        return ClusterCells.resourceQuota(new ResourceQuota(object));
    }
}
