package dev.carafe.kubernetes.apiserver.registry.validation;

import dev.carafe.kubernetes.api.rbac.v1.PolicyRule;
import dev.carafe.kubernetes.api.rbac.v1.RoleRef;
import dev.carafe.kubernetes.api.rbac.v1.Subject;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import java.util.List;

/** Roles and what binds them to subjects. */
public final class RbacValidator {
    private static final String GROUP = "rbac.authorization.k8s.io";

    private RbacValidator() {}

    public static void rules(List<PolicyRule> rules, boolean namespaced, List<FieldError> errors) {
        for (int i = 0; i < rules.size(); i++) {
            PolicyRule rule = rules.get(i);
            FieldPath path = FieldPath.of("rules").index(i);
            if (rule.verbs().isEmpty()) {
                errors.add(FieldError.required(path.child("verbs"), "verbs must contain at least one value"));
            }
            if (!rule.nonResourceURLs().isEmpty()) {
                if (namespaced) {
                    errors.add(FieldError.invalid(
                            path.child("nonResourceURLs"),
                            List.copyOf(rule.nonResourceURLs()),
                            "namespaced rules cannot apply to non-resource URLs"));
                }
                if (!rule.apiGroups().isEmpty()
                        || !rule.resources().isEmpty()
                        || !rule.resourceNames().isEmpty()) {
                    errors.add(FieldError.invalid(
                            path.child("nonResourceURLs"),
                            List.copyOf(rule.nonResourceURLs()),
                            "rules cannot apply to both regular resources and non-resource URLs"));
                }
                continue;
            }
            if (rule.apiGroups().isEmpty()) {
                errors.add(FieldError.required(
                        path.child("apiGroups"), "resource rules must supply at least one api group"));
            }
            if (rule.resources().isEmpty()) {
                errors.add(FieldError.required(
                        path.child("resources"), "resource rules must supply at least one resource"));
            }
        }
    }

    public static void binding(RoleRef role, List<Subject> subjects, boolean namespaced, List<FieldError> errors) {
        FieldPath ref = FieldPath.of("roleRef");
        Check.oneOf(errors, ref.child("apiGroup"), role.apiGroup(), List.of(GROUP));
        Check.oneOf(
                errors,
                ref.child("kind"),
                role.kind(),
                namespaced ? List.of("Role", "ClusterRole") : List.of("ClusterRole"));
        if (Check.present(errors, ref.child("name"), role.name())) {
            Check.rule(errors, ref.child("name"), role.name(), Names.pathSegment(role.name()));
        }
        for (int i = 0; i < subjects.size(); i++) {
            subject(subjects.get(i), FieldPath.of("subjects").index(i), namespaced, errors);
        }
    }

    private static void subject(Subject subject, FieldPath path, boolean namespaced, List<FieldError> errors) {
        Check.present(errors, path.child("name"), subject.name());
        switch (subject.kind()) {
            case "ServiceAccount" -> {
                if (!subject.name().isEmpty()) {
                    Check.rule(errors, path.child("name"), subject.name(), Names.dns1123Subdomain(subject.name()));
                }
                if (!subject.apiGroup().isEmpty()) {
                    errors.add(FieldError.notSupported(path.child("apiGroup"), subject.apiGroup(), List.of("")));
                }
                if (!namespaced) {
                    Check.present(errors, path.child("namespace"), subject.namespace());
                }
            }
            case "User", "Group" -> Check.oneOf(errors, path.child("apiGroup"), subject.apiGroup(), List.of(GROUP));
            default ->
                errors.add(FieldError.notSupported(
                        path.child("kind"), subject.kind(), List.of("ServiceAccount", "User", "Group")));
        }
    }

    public static void roleRefUnchanged(RoleRef role, RoleRef old, List<FieldError> errors) {
        if (!role.equals(old)) {
            errors.add(FieldError.invalid(FieldPath.of("roleRef"), role.struct(), "cannot change roleRef"));
        }
    }
}
