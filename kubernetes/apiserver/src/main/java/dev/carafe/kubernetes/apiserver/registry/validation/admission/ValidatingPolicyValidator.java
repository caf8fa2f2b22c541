package dev.carafe.kubernetes.apiserver.registry.validation.admission;

import dev.carafe.kubernetes.api.admissionregistration.v1.AuditAnnotation;
import dev.carafe.kubernetes.api.admissionregistration.v1.ExpressionWarning;
import dev.carafe.kubernetes.api.admissionregistration.v1.ValidatingAdmissionPolicy;
import dev.carafe.kubernetes.api.admissionregistration.v1.ValidatingAdmissionPolicyBindingSpec;
import dev.carafe.kubernetes.api.admissionregistration.v1.ValidatingAdmissionPolicySpec;
import dev.carafe.kubernetes.api.admissionregistration.v1.ValidatingAdmissionPolicyStatus;
import dev.carafe.kubernetes.api.admissionregistration.v1.Validation;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.ConditionsValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.InternalForm;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Policies that refuse requests, and their bindings (pkg/apis/admissionregistration/validation). */
public final class ValidatingPolicyValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final List<String> ACTIONS = List.of("Audit", "Deny", "Warn");
    private static final List<String> REASONS = List.of("Forbidden", "Invalid", "RequestEntityTooLarge");
    private static final int ANNOTATIONS_MAX = 20;
    private static final int ANNOTATION_EXPRESSION_BYTES_MAX = 5 * 1024;

    private ValidatingPolicyValidator() {}

    /** Checks a policy; the conditions of one that had the same before are not looked at again. */
    public static void policy(
            ValidatingAdmissionPolicy policy, @Nullable ValidatingAdmissionPolicy old, List<FieldError> errors) {
        ValidatingAdmissionPolicySpec spec = policy.spec();
        if (spec.hasFailurePolicy()) {
            Check.oneOf(errors, SPEC.child("failurePolicy"), spec.failurePolicy(), List.of("Fail", "Ignore"));
        }
        if (spec.hasParamKind()) {
            PolicyParamsValidator.kind(spec.paramKind(), SPEC.child("paramKind"), errors);
        }
        MatchResourcesValidator.constraints(
                spec.matchConstraints(), spec.hasMatchConstraints(), SPEC.child("matchConstraints"), errors);
        if (old == null
                || !spec.paramKind().equals(old.spec().paramKind())
                || !spec.matchConditions().equals(old.spec().matchConditions())) {
            MatchConditionsValidator.validate(
                    spec.matchConditions(), spec.hasParamKind(), SPEC.child("matchConditions"), errors);
        }
        AdmissionExpressions expressions =
                new AdmissionExpressions(spec.hasParamKind(), !spec.variables().isEmpty());
        PolicyVariablesValidator.validate(spec.variables(), expressions, SPEC.child("variables"), errors);
        if (spec.validations().isEmpty() && spec.auditAnnotations().isEmpty()) {
            String detail = "validations or auditAnnotations must contain at least one item";
            errors.add(FieldError.required(SPEC.child("validations"), detail));
            errors.add(FieldError.required(SPEC.child("auditAnnotations"), detail));
            return;
        }
        for (int i = 0; i < spec.validations().size(); i++) {
            validation(
                    spec.validations().get(i),
                    expressions,
                    SPEC.child("validations").index(i),
                    errors);
        }
        annotations(policy, expressions, SPEC.child("auditAnnotations"), errors);
    }

    private static void validation(
            Validation validation, AdmissionExpressions expressions, FieldPath path, List<FieldError> errors) {
        if (validation.expression().isBlank()) {
            errors.add(FieldError.required(path.child("expression"), "expression is not specified"));
        } else {
            expressions.check(validation.expression(), List.of("bool"), path.child("expression"), errors);
        }
        String made = validation.messageExpression();
        if (!made.isBlank()) {
            expressions.message(made, path.child("messageExpression"), errors);
        } else if (!made.isEmpty()) {
            errors.add(FieldError.invalid(path.child("messageExpression"), made, "must be non-empty if specified"));
        }
        String message = validation.message();
        if (!message.isEmpty() && message.isBlank()) {
            errors.add(FieldError.invalid(path.child("message"), message, "must be non-empty if specified"));
        } else if (message.strip().chars().anyMatch(character -> character == '\n' || character == '\r')) {
            errors.add(FieldError.invalid(path.child("message"), message, "must not contain line breaks"));
        }
        if (validation.hasReason()) {
            Check.oneOf(errors, path.child("reason"), validation.reason(), REASONS);
        }
    }

    private static void annotations(
            ValidatingAdmissionPolicy policy,
            AdmissionExpressions expressions,
            FieldPath path,
            List<FieldError> errors) {
        List<AuditAnnotation> annotations = policy.spec().auditAnnotations();
        if (annotations.size() > ANNOTATIONS_MAX) {
            errors.add(FieldError.invalid(
                    path,
                    annotations.stream()
                            .map(annotation -> InternalForm.of(annotation.struct(), "key", "valueExpression"))
                            .toList(),
                    "must not have more than " + ANNOTATIONS_MAX + " auditAnnotations"));
        }
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < annotations.size(); i++) {
            AuditAnnotation annotation = annotations.get(i);
            FieldPath at = path.index(i);
            String full = policy.metadata().name() + "/" + annotation.key();
            Check.rule(errors, at.child("key"), full, Names.qualifiedName(full));
            String expression = annotation.valueExpression().strip();
            if (expression.isEmpty()) {
                errors.add(FieldError.required(at.child("valueExpression"), "valueExpression is not specified"));
            } else if (expression.getBytes(StandardCharsets.UTF_8).length > ANNOTATION_EXPRESSION_BYTES_MAX) {
                errors.add(FieldError.required(
                        at.child("valueExpression"),
                        "must not exceed " + ANNOTATION_EXPRESSION_BYTES_MAX + " bytes in length"));
            } else {
                expressions.check(
                        expression,
                        annotation.valueExpression(),
                        List.of("string", "null_type"),
                        at.child("valueExpression"),
                        errors);
            }
            if (!keys.add(annotation.key())) {
                errors.add(FieldError.duplicate(at.child("key"), annotation.key()));
            }
        }
    }

    public static void binding(ValidatingAdmissionPolicyBindingSpec spec, List<FieldError> errors) {
        if (Check.present(errors, SPEC.child("policyName"), spec.policyName())) {
            Check.rule(errors, SPEC.child("policyName"), spec.policyName(), Names.dns1123Subdomain(spec.policyName()));
        }
        if (spec.hasParamRef()) {
            PolicyParamsValidator.reference(spec.paramRef(), SPEC.child("paramRef"), errors);
        }
        if (spec.hasMatchResources()) {
            MatchResourcesValidator.validate(spec.matchResources(), SPEC.child("matchResources"), errors);
        }
        actions(spec.validationActions(), SPEC.child("validationActions"), errors);
    }

    private static void actions(List<String> actions, FieldPath path, List<FieldError> errors) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < actions.size(); i++) {
            Check.oneOf(errors, path.index(i), actions.get(i), ACTIONS);
            if (!seen.add(actions.get(i))) {
                errors.add(FieldError.duplicate(path.index(i), actions.get(i)));
            }
        }
        if (seen.contains("Deny") && seen.contains("Warn")) {
            errors.add(FieldError.invalid(
                    path,
                    actions,
                    "must not contain both Deny and Warn (repeating the same validation failure information in the API"
                            + " response and headers serves no purpose)"));
        }
        if (actions.isEmpty()) {
            errors.add(FieldError.required(path, ""));
        }
    }

    /** Checks what was found when the policy's expressions were held against the kinds that it matches. */
    public static void status(ValidatingAdmissionPolicyStatus status, List<FieldError> errors) {
        FieldPath path = FieldPath.of("status", "typeChecking").child("expressionWarnings");
        List<ExpressionWarning> warnings = status.typeChecking().expressionWarnings();
        for (int i = 0; i < warnings.size(); i++) {
            Check.present(
                    errors, path.index(i).child("warning"), warnings.get(i).warning());
            Check.present(
                    errors,
                    path.index(i).child("fieldRef"),
                    warnings.get(i).fieldRef().strip());
        }
        ConditionsValidator.validate(status.conditions(), FieldPath.of("status", "conditions"), errors);
    }
}
