package dev.carafe.kubernetes.apiserver.registry.validation.admission;

import dev.carafe.kubernetes.api.admissionregistration.v1.MutatingAdmissionPolicyBindingSpec;
import dev.carafe.kubernetes.api.admissionregistration.v1.MutatingAdmissionPolicySpec;
import dev.carafe.kubernetes.api.admissionregistration.v1.Mutation;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Policies that change objects on their way, and their bindings (pkg/apis/admissionregistration/validation). */
public final class MutatingPolicyValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final String APPLY = "ApplyConfiguration";
    private static final String PATCH = "JSONPatch";

    private MutatingPolicyValidator() {}

    /** Checks a policy; the conditions of one that had the same before are not looked at again. */
    public static void policy(
            MutatingAdmissionPolicySpec spec, @Nullable MutatingAdmissionPolicySpec old, List<FieldError> errors) {
        if (spec.hasFailurePolicy()) {
            Check.oneOf(errors, SPEC.child("failurePolicy"), spec.failurePolicy(), List.of("Fail", "Ignore"));
        }
        if (spec.hasParamKind()) {
            PolicyParamsValidator.kind(spec.paramKind(), SPEC.child("paramKind"), errors);
        }
        FieldPath constraints = SPEC.child("matchConstraints");
        MatchResourcesValidator.constraints(spec.matchConstraints(), spec.hasMatchConstraints(), constraints, errors);
        MatchResourcesValidator.mutableOperations(spec.matchConstraints(), constraints, errors);
        if (old == null
                || !spec.paramKind().equals(old.paramKind())
                || !spec.matchConditions().equals(old.matchConditions())) {
            MatchConditionsValidator.validate(
                    spec.matchConditions(), spec.hasParamKind(), SPEC.child("matchConditions"), errors);
        }
        AdmissionExpressions expressions = new AdmissionExpressions(spec.hasParamKind(), true);
        PolicyVariablesValidator.validate(spec.variables(), expressions, SPEC.child("variables"), errors);
        FieldPath mutations = SPEC.child("mutations");
        if (spec.mutations().isEmpty()) {
            errors.add(FieldError.required(mutations, "mutations must contain at least one item"));
        }
        for (int i = 0; i < spec.mutations().size(); i++) {
            mutation(spec.mutations().get(i), expressions, mutations.index(i), errors);
        }
        Check.requiredOneOf(
                errors, SPEC.child("reinvocationPolicy"), spec.reinvocationPolicy(), List.of("IfNeeded", "Never"));
    }

    private static void mutation(
            Mutation mutation, AdmissionExpressions expressions, FieldPath path, List<FieldError> errors) {
        String type = mutation.patchType();
        if (!Check.present(errors, path.child("patchType"), type)) {
            return;
        }
        switch (type) {
            case PATCH -> {
                if (mutation.hasJsonPatch()) {
                    String expression = mutation.jsonPatch().expression().strip();
                    expression(expression, "list(JSONPatch)", expressions, path.child("jsonPatch"), errors);
                } else {
                    errors.add(FieldError.required(
                            path.child("jsonPatch"), "must be specified when patchType is JSONPatch"));
                }
                if (mutation.hasApplyConfiguration()) {
                    other(path, "applyConfiguration", type, errors);
                }
            }
            case APPLY -> {
                if (mutation.hasApplyConfiguration()) {
                    String expression =
                            mutation.applyConfiguration().expression().strip();
                    expression(expression, "Object", expressions, path.child("applyConfiguration"), errors);
                } else {
                    errors.add(FieldError.required(
                            path.child("applyConfiguration"),
                            "must be specified when patchType is ApplyConfiguration"));
                }
                if (mutation.hasJsonPatch()) {
                    other(path, "jsonPatch", type, errors);
                }
            }
            default -> errors.add(FieldError.notSupported(path.child("patchType"), type, List.of(APPLY, PATCH)));
        }
    }

    private static void other(FieldPath path, String field, String type, List<FieldError> errors) {
        errors.add(FieldError.invalid(
                path.child(field), "{" + field + "}", "must not be specified when patchType is " + type));
    }

    private static void expression(
            String expression, String type, AdmissionExpressions expressions, FieldPath path, List<FieldError> errors) {
        if (Check.present(errors, path.child("expression"), expression)) {
            expressions.patch(expression, type, path.child("expression"), errors);
        }
    }

    public static void binding(MutatingAdmissionPolicyBindingSpec spec, List<FieldError> errors) {
        if (Check.present(errors, SPEC.child("policyName"), spec.policyName())) {
            Check.rule(errors, SPEC.child("policyName"), spec.policyName(), Names.dns1123Subdomain(spec.policyName()));
        }
        if (spec.hasParamRef()) {
            PolicyParamsValidator.reference(spec.paramRef(), SPEC.child("paramRef"), errors);
        }
        if (spec.hasMatchResources()) {
            FieldPath path = SPEC.child("matchResources");
            MatchResourcesValidator.validate(spec.matchResources(), path, errors);
            MatchResourcesValidator.mutableOperations(spec.matchResources(), path, errors);
        }
    }
}
