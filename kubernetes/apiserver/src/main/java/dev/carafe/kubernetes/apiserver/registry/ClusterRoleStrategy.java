package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.rbac.v1.ClusterRole;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.validation.policy.RbacValidator;
import java.util.List;

/** Roles of the whole cluster. */
final class ClusterRoleStrategy extends DefaultStrategy {
    ClusterRoleStrategy(Kind kind) {
        super(kind);
    }

    @Override
    void validate(Struct object, List<FieldError> errors) {
        RbacValidator.rules(new ClusterRole(object).rules(), false, errors);
        RbacValidator.aggregation(new ClusterRole(object), errors);
    }
}
