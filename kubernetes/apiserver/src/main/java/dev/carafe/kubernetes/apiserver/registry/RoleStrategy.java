package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.rbac.v1.Role;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.validation.policy.RbacValidator;
import java.util.List;

/** Roles of a namespace. */
final class RoleStrategy extends DefaultStrategy {
    RoleStrategy(Kind kind) {
        super(kind);
    }

    @Override
    void validate(Struct object, List<FieldError> errors) {
        RbacValidator.rules(new Role(object).rules(), true, errors);
    }
}
