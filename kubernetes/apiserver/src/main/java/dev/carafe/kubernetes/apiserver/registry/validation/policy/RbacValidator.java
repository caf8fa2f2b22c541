package dev.carafe.kubernetes.apiserver.registry.validation.policy;

import dev.carafe.kubernetes.api.meta.v1.LabelSelector;
import dev.carafe.kubernetes.api.rbac.v1.ClusterRole;
import dev.carafe.kubernetes.api.rbac.v1.PolicyRule;
import dev.carafe.kubernetes.api.rbac.v1.RoleRef;
import dev.carafe.kubernetes.api.rbac.v1.Subject;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.LabelSelectorValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.RuleErrors;
import java.util.List;

/** Roles and what binds them to subjects. */
public final class RbacValidator {
    private static final String GROUP = "rbac.authorization.k8s.io";

    private RbacValidator() {}

    public static void rules(List<PolicyRule> rules, boolean namespaced, List<FieldError> errors) {
        RuleErrors found = new RuleErrors();
        for (int i = 0; i < rules.size(); i++) {
            PolicyRule rule = rules.get(i);
            FieldPath path = FieldPath.of("rules").index(i);
            if (rule.verbs().isEmpty()) {
                found.declared().add(FieldError.required(path.child("verbs"), ""));
            }
            if (!rule.nonResourceURLs().isEmpty()) {
                if (namespaced) {
                    found.coded()
                            .add(FieldError.invalid(
                                    path.child("nonResourceURLs"),
                                    List.copyOf(rule.nonResourceURLs()),
                                    "namespaced rules cannot apply to non-resource URLs"));
                }
                if (!rule.apiGroups().isEmpty()
                        || !rule.resources().isEmpty()
                        || !rule.resourceNames().isEmpty()) {
                    found.coded()
                            .add(FieldError.invalid(
                                    path.child("nonResourceURLs"),
                                    List.copyOf(rule.nonResourceURLs()),
                                    "rules cannot apply to both regular resources and non-resource URLs"));
                }
                continue;
            }
            if (rule.apiGroups().isEmpty()) {
                found.coded()
                        .add(FieldError.required(
                                path.child("apiGroups"), "resource rules must supply at least one api group"));
            }
            if (rule.resources().isEmpty()) {
                found.coded()
                        .add(FieldError.required(
                                path.child("resources"), "resource rules must supply at least one resource"));
            }
        }
        found.addTo(errors);
    }

    /** Checks by which selectors a role gathers the rules of others, where it does. */
    public static void aggregation(ClusterRole role, List<FieldError> errors) {
        if (!role.hasAggregationRule()) {
            return;
        }
        FieldPath path = FieldPath.of("aggregationRule", "clusterRoleSelectors");
        List<LabelSelector> selectors = role.aggregationRule().clusterRoleSelectors();
        if (selectors.isEmpty()) {
            errors.add(FieldError.required(
                    path, "at least one clusterRoleSelector required if aggregationRule is non-nil"));
        }
        for (int i = 0; i < selectors.size(); i++) {
            int before = errors.size();
            LabelSelectorValidator.validate(selectors.get(i), path.index(i), errors);
            if (errors.size() > before) {
                errors.add(FieldError.invalid(path.index(i), Null.NULL, "invalid label selector."));
            }
        }
    }

    public static void binding(RoleRef role, List<Subject> subjects, boolean namespaced, List<FieldError> errors) {
        RuleErrors found = new RuleErrors();
        FieldPath ref = FieldPath.of("roleRef");
        Check.oneOf(found.coded(), ref.child("apiGroup"), role.apiGroup(), List.of(GROUP));
        Check.oneOf(
                found.coded(),
                ref.child("kind"),
                role.kind(),
                namespaced ? List.of("Role", "ClusterRole") : List.of("ClusterRole"));
        if (Check.present(found.declared(), ref.child("name"), role.name())) {
            Check.rule(found.coded(), ref.child("name"), role.name(), Names.pathSegment(role.name()));
        }
        for (int i = 0; i < subjects.size(); i++) {
            subject(subjects.get(i), FieldPath.of("subjects").index(i), namespaced, found);
        }
        found.addTo(errors);
    }

    private static void subject(Subject subject, FieldPath path, boolean namespaced, RuleErrors errors) {
        List<FieldError> coded = errors.coded();
        Check.present(errors.declared(), path.child("name"), subject.name());
        switch (subject.kind()) {
            case "ServiceAccount" -> {
                if (!subject.name().isEmpty()) {
                    Check.rule(coded, path.child("name"), subject.name(), Names.dns1123Subdomain(subject.name()));
                }
                if (!subject.apiGroup().isEmpty()) {
                    coded.add(FieldError.notSupported(path.child("apiGroup"), subject.apiGroup(), List.of("")));
                }
                if (!namespaced) {
                    Check.present(coded, path.child("namespace"), subject.namespace());
                }
            }
            case "User", "Group" -> Check.oneOf(coded, path.child("apiGroup"), subject.apiGroup(), List.of(GROUP));
            default ->
                coded.add(FieldError.notSupported(
                        path.child("kind"), subject.kind(), List.of("ServiceAccount", "User", "Group")));
        }
    }

    public static void roleRefUnchanged(RoleRef role, RoleRef old, List<FieldError> errors) {
        if (!role.equals(old)) {
            Struct shown = Struct.builder()
                    .put("APIGroup", role.apiGroup())
                    .put("Kind", role.kind())
                    .put("Name", role.name())
                    .build();
            errors.add(FieldError.invalid(FieldPath.of("roleRef"), shown, Check.IMMUTABLE));
        }
    }
}
