package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.rbac.v1.RoleBinding;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.defaults.RbacDefaults;
import dev.carafe.kubernetes.apiserver.registry.printers.PolicyCells;
import dev.carafe.kubernetes.apiserver.registry.validation.policy.RbacValidator;
import java.util.List;

/**
 * Bindings to roles, in a namespace or for the whole cluster; the role is for life. Both kinds have the same fields, so one
 * view reads either.
 */
final class RoleBindingStrategy extends DefaultStrategy {
    private final boolean namespaced;

    RoleBindingStrategy(Kind kind) {
        super(kind);
        this.namespaced = kind.resource().namespaced();
    }

    @Override
    public Struct applyDefaults(Struct object) {
        RoleBinding binding = new RoleBinding(object);
        if (binding.roleRef().apiGroup().isEmpty()) {
            binding = binding.withRoleRef(binding.roleRef().withApiGroup(RbacDefaults.GROUP));
        }
        return binding.hasSubjects()
                ? binding.withSubjects(RbacDefaults.subjects(binding.subjects()))
                        .struct()
                : binding.struct();
    }

    @Override
    void validate(Struct object, List<FieldError> errors) {
        RoleBinding binding = new RoleBinding(object);
        RbacValidator.binding(binding.roleRef(), binding.subjects(), namespaced, errors);
    }

    @Override
    void validateChange(Struct object, Struct old, List<FieldError> errors) {
        RbacValidator.roleRefUnchanged(new RoleBinding(object).roleRef(), new RoleBinding(old).roleRef(), errors);
    }

    @Override
    public List<Object> tableCells(Struct object) {
        return PolicyCells.roleBinding(new RoleBinding(object));
    }
}
