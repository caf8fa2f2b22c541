package dev.carafe.kubernetes.apiserver.registry;

import dev.carafe.kubernetes.api.rbac.v1.ClusterRoleBinding;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.defaults.RbacDefaults;
import dev.carafe.kubernetes.apiserver.registry.printers.PolicyCells;
import dev.carafe.kubernetes.apiserver.registry.validation.RbacValidator;
import java.time.Instant;
import java.util.List;

/** Bindings to roles; the role is for life. */
final class ClusterRoleBindingStrategy extends DefaultStrategy {
    ClusterRoleBindingStrategy(Kind kind) {
        super(kind);
    }

    @Override
    public Struct applyDefaults(Struct object) {
        ClusterRoleBinding binding = new ClusterRoleBinding(object);
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
        ClusterRoleBinding binding = new ClusterRoleBinding(object);
        RbacValidator.binding(binding.roleRef(), binding.subjects(), false, errors);
    }

    @Override
    void validateChange(Struct object, Struct old, List<FieldError> errors) {
        RbacValidator.roleRefUnchanged(
                new ClusterRoleBinding(object).roleRef(), new ClusterRoleBinding(old).roleRef(), errors);
    }

    @Override
    public List<Object> tableCells(Struct object, Instant now) {
        return PolicyCells.clusterRoleBinding(new ClusterRoleBinding(object), now);
    }
}
