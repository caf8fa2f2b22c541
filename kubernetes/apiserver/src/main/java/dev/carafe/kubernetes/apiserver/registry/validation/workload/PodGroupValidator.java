package dev.carafe.kubernetes.apiserver.registry.validation.workload;

import dev.carafe.kubernetes.api.scheduling.v1beta1.DisruptionMode;
import dev.carafe.kubernetes.api.scheduling.v1beta1.PodGroup;
import dev.carafe.kubernetes.api.scheduling.v1beta1.PodGroupSchedulingPolicy;
import dev.carafe.kubernetes.api.scheduling.v1beta1.PodGroupSpec;
import dev.carafe.kubernetes.api.scheduling.v1beta1.PodGroupTemplate;
import dev.carafe.kubernetes.api.scheduling.v1beta1.TypedLocalObjectReference;
import dev.carafe.kubernetes.api.scheduling.v1beta1.Workload;
import dev.carafe.kubernetes.api.scheduling.v1beta1.WorkloadReference;
import dev.carafe.kubernetes.api.scheduling.v1beta1.WorkloadSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.ConditionsValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.RuleErrors;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Groups of pods and the workloads that have templates of them, without what only further features add
 * (kubernetes/pkg/apis/scheduling/validation, and the tags of k8s.io/api/scheduling/v1beta1).
 */
public final class PodGroupValidator {
    private static final int TEMPLATES_MAX = 8;
    private static final long PRIORITY_MAX = 1_000_000_000;

    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final FieldPath TEMPLATES = SPEC.child("podGroupTemplates");

    private PodGroupValidator() {}

    /**
     * A new workload, or one as it would be after a change.
     *
     * @param old as it was; null for a new one
     */
    public static void workload(Workload workload, @Nullable Workload old, List<FieldError> errors) {
        WorkloadSpec spec = workload.spec();
        RuleErrors found = new RuleErrors();
        List<PodGroupTemplate> templates = spec.podGroupTemplates();
        if (differ(templates)) {
            found.coded().add(FieldError.invalid(SPEC, Null.NULL, "detected multiple priority configurations"));
        }
        if (templates.isEmpty()) {
            found.declared()
                    .add(FieldError.invalid(
                            SPEC, "", "must specify one of: `podGroupTemplates`, `compositePodGroupTemplates`"));
        }
        controller(spec, old == null ? null : old.spec(), found.declared());
        if (!found.tooMany(templates, TEMPLATES_MAX, TEMPLATES)) {
            if (old != null) {
                sameTemplates(templates, old.spec().podGroupTemplates(), found.declared());
            }
            if (old == null || names(templates).equals(names(old.spec().podGroupTemplates()))) {
                found.unique(templates, PodGroupTemplate::name, TEMPLATES);
                for (int i = 0; i < templates.size(); i++) {
                    template(templates.get(i), TEMPLATES.index(i), found.declared());
                }
            }
        }
        found.addTo(errors);
    }

    private static boolean differ(List<PodGroupTemplate> templates) {
        return templates.stream()
                        .map(template -> Struct.of("class", template.priorityClassName())
                                .with("priority", template.hasPriority() ? (long) template.priority() : ""))
                        .distinct()
                        .count()
                > 1;
    }

    private static void controller(WorkloadSpec spec, @Nullable WorkloadSpec old, List<FieldError> errors) {
        FieldPath path = SPEC.child("controllerRef");
        if (old != null) {
            Object before = Objects.requireNonNullElse(old.struct().get("controllerRef"), Null.NULL);
            Object after = Objects.requireNonNullElse(spec.struct().get("controllerRef"), Null.NULL);
            if (!before.equals(after)) {
                errors.add(FieldError.invalid(path, Null.NULL, Check.IMMUTABLE));
            }
            return;
        }
        if (!spec.hasControllerRef()) {
            return;
        }
        TypedLocalObjectReference reference = spec.controllerRef();
        if (!reference.apiGroup().isEmpty()) {
            Check.rule(
                    errors, path.child("apiGroup"), reference.apiGroup(), Names.dns1123Subdomain(reference.apiGroup()));
        }
        Check.requiredSegment(errors, path.child("kind"), reference.kind());
        Check.requiredSegment(errors, path.child("name"), reference.name());
    }

    private static Set<String> names(List<PodGroupTemplate> templates) {
        return templates.stream().map(PodGroupTemplate::name).collect(Collectors.toSet());
    }

    private static void sameTemplates(
            List<PodGroupTemplate> templates, List<PodGroupTemplate> old, List<FieldError> errors) {
        for (int i = 0; i < templates.size(); i++) {
            if (!names(old).contains(templates.get(i).name())) {
                errors.add(FieldError.forbidden(TEMPLATES.index(i), "item may not be added"));
            }
        }
        if (!names(templates).containsAll(names(old))) {
            errors.add(FieldError.forbidden(TEMPLATES, "item may not be removed"));
        }
    }

    private static void template(PodGroupTemplate template, FieldPath path, List<FieldError> errors) {
        if (Check.present(errors, path.child("name"), template.name())) {
            Check.rule(errors, path.child("name"), template.name(), Names.dns1123Label(template.name()));
        }
        policy(template.schedulingPolicy(), path.child("schedulingPolicy"), errors);
        if (template.hasDisruptionMode()) {
            mode(template.disruptionMode(), path.child("disruptionMode"), errors);
        }
        priorityClass(template.priorityClassName(), path, errors);
        priority(template.hasPriority() ? template.priority() : 0, path, errors);
    }

    /**
     * A new group, or one as it would be after a change.
     *
     * @param old as it was; null for a new one
     */
    public static void group(PodGroup group, @Nullable PodGroup old, List<FieldError> errors) {
        PodGroupSpec spec = group.spec();
        if (old != null) {
            immutable(spec.struct(), old.spec().struct(), "workloadRef", errors);
        } else if (spec.hasWorkloadRef()) {
            reference(spec.workloadRef(), SPEC.child("workloadRef"), errors);
        }
        policy(spec.schedulingPolicy(), SPEC.child("schedulingPolicy"), errors);
        if (old != null) {
            samePolicy(spec.schedulingPolicy(), old.spec().schedulingPolicy(), errors);
            for (String name : List.of("disruptionMode", "priorityClassName", "priority")) {
                immutable(spec.struct(), old.spec().struct(), name, errors);
            }
            return;
        }
        if (spec.hasDisruptionMode()) {
            mode(spec.disruptionMode(), SPEC.child("disruptionMode"), errors);
        }
        priorityClass(spec.priorityClassName(), SPEC, errors);
        priority(spec.hasPriority() ? spec.priority() : 0, SPEC, errors);
    }

    /** A change of a group's status. */
    public static void status(PodGroup group, List<FieldError> errors) {
        FieldPath status = FieldPath.of("status");
        ConditionsValidator.validate(group.status().conditions(), status.child("conditions"), errors);
        for (int i = 0; i < group.status().resourceClaimStatuses().size(); i++) {
            String name = group.status().resourceClaimStatuses().get(i).name();
            if (group.spec().resourceClaims().stream()
                    .noneMatch(claim -> claim.name().equals(name))) {
                errors.add(FieldError.invalid(
                        status.child("resourceClaimStatuses").index(i).child("name"),
                        name,
                        "must match the name of an entry in `spec.resourceClaims`"));
            }
        }
    }

    private static void immutable(Struct spec, Struct old, String field, List<FieldError> errors) {
        Object before = Objects.requireNonNullElse(old.get(field), Null.NULL);
        if (!before.equals(Objects.requireNonNullElse(spec.get(field), Null.NULL))) {
            errors.add(FieldError.invalid(SPEC.child(field), Null.NULL, Check.IMMUTABLE));
        }
    }

    private static void samePolicy(
            PodGroupSchedulingPolicy policy, PodGroupSchedulingPolicy old, List<FieldError> errors) {
        FieldPath path = SPEC.child("schedulingPolicy");
        if (policy.hasBasic() != old.hasBasic()) {
            errors.add(FieldError.invalid(path.child("basic"), Null.NULL, Check.IMMUTABLE));
        }
        if (policy.hasGang() != old.hasGang()) {
            errors.add(FieldError.forbidden(
                    path.child("gang"),
                    policy.hasGang() ? "field may not be set once created" : "field may not be cleared once set"));
        }
    }

    private static void reference(WorkloadReference reference, FieldPath path, List<FieldError> errors) {
        if (Check.present(errors, path.child("workloadName"), reference.workloadName())) {
            Check.rule(
                    errors,
                    path.child("workloadName"),
                    reference.workloadName(),
                    Names.dns1123Subdomain(reference.workloadName()));
        }
        if (Check.present(errors, path.child("templateName"), reference.templateName())) {
            Check.rule(
                    errors,
                    path.child("templateName"),
                    reference.templateName(),
                    Names.dns1123Label(reference.templateName()));
        }
    }

    private static void policy(PodGroupSchedulingPolicy policy, FieldPath path, List<FieldError> errors) {
        one(policy.hasBasic(), "basic", policy.hasGang(), "gang", path, errors);
        if (!policy.hasGang()) {
            return;
        }
        FieldPath count = path.child("gang").child("minCount");
        if (policy.gang().minCount() == 0) {
            errors.add(FieldError.required(count, ""));
        } else if (policy.gang().minCount() < 1) {
            errors.add(
                    FieldError.invalid(count, (long) policy.gang().minCount(), "must be greater than or equal to 1"));
        }
    }

    private static void mode(DisruptionMode mode, FieldPath path, List<FieldError> errors) {
        one(mode.hasSingle(), "single", mode.hasAll(), "all", path, errors);
    }

    /** Of two members of a union there must be one. */
    private static void one(
            boolean first,
            String firstName,
            boolean second,
            String secondName,
            FieldPath path,
            List<FieldError> errors) {
        String members = "`" + firstName + "`, `" + secondName + "`";
        if (!first && !second) {
            errors.add(FieldError.invalid(path, "", "must specify one of: " + members));
        } else if (first && second) {
            errors.add(FieldError.invalid(
                    path, "{" + firstName + ", " + secondName + "}", "must specify exactly one of: " + members));
        }
    }

    private static void priorityClass(String name, FieldPath path, List<FieldError> errors) {
        if (!name.isEmpty()) {
            Check.rule(errors, path.child("priorityClassName"), name, Names.dns1123Subdomain(name));
        }
    }

    private static void priority(long priority, FieldPath path, List<FieldError> errors) {
        if (priority > PRIORITY_MAX) {
            errors.add(FieldError.invalid(
                    path.child("priority"), priority, "must be less than or equal to " + PRIORITY_MAX));
        }
    }
}
