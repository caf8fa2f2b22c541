package dev.carafe.kubernetes.apiserver.registry.validation.workload;

import dev.carafe.kubernetes.api.batch.v1.JobSpec;
import dev.carafe.kubernetes.api.batch.v1.PodFailurePolicyOnExitCodesRequirement;
import dev.carafe.kubernetes.api.batch.v1.PodFailurePolicyOnPodConditionsPattern;
import dev.carafe.kubernetes.api.batch.v1.PodFailurePolicyRule;
import dev.carafe.kubernetes.api.batch.v1.SuccessPolicyRule;
import dev.carafe.kubernetes.apimachinery.field.ErrorType;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apimachinery.value.Null;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** When a job counts as failed or done, and when a pod of it is replaced (pkg/apis/batch/validation). */
final class JobPolicyValidator {
    private static final int RULES_MAX = 20;
    private static final int EXIT_CODES_MAX = 255;
    private static final int CONDITIONS_MAX = 20;
    private static final int INDEXES_BYTES_MAX = 64 * 1024;
    private static final List<String> ACTIONS = List.of("Count", "FailIndex", "FailJob", "Ignore");
    private static final List<String> OPERATORS = List.of("In", "NotIn");
    private static final List<String> STATUSES = List.of("False", "True", "Unknown");

    private JobPolicyValidator() {}

    static void validate(JobSpec spec, FieldPath path, List<FieldError> errors) {
        if (spec.hasPodFailurePolicy()) {
            failure(spec, path.child("podFailurePolicy").child("rules"), errors);
        }
        if (spec.hasSuccessPolicy()) {
            FieldPath success = path.child("successPolicy");
            if (spec.completionMode().equals("Indexed")) {
                success(spec, success.child("rules"), errors);
            } else {
                errors.add(FieldError.invalid(
                        success, JobPolicyForm.success(spec.successPolicy()), "requires indexed completion mode"));
            }
        }
        if (spec.hasPodReplacementPolicy()) {
            Check.oneOf(
                    errors,
                    path.child("podReplacementPolicy"),
                    spec.podReplacementPolicy(),
                    spec.hasPodFailurePolicy() ? List.of("Failed") : List.of("Failed", "TerminatingOrFailed"));
        }
    }

    private static void failure(JobSpec spec, FieldPath path, List<FieldError> errors) {
        List<PodFailurePolicyRule> rules = spec.podFailurePolicy().rules();
        if (rules.size() > RULES_MAX) {
            errors.add(FieldError.tooMany(path, rules.size(), RULES_MAX));
        }
        Set<String> containers = new HashSet<>();
        spec.template().spec().containers().forEach(container -> containers.add(container.name()));
        spec.template().spec().initContainers().forEach(container -> containers.add(container.name()));
        for (int i = 0; i < rules.size(); i++) {
            PodFailurePolicyRule rule = rules.get(i);
            FieldPath at = path.index(i);
            action(rule.action(), spec, at.child("action"), errors);
            boolean conditions = !rule.onPodConditions().isEmpty();
            if (rule.hasOnExitCodes()) {
                exitCodes(rule.onExitCodes(), containers, at.child("onExitCodes"), errors);
            }
            if (conditions) {
                conditions(rule.onPodConditions(), at.child("onPodConditions"), errors);
            }
            if (rule.hasOnExitCodes() == conditions) {
                String detail = conditions
                        ? "specifying both OnExitCodes and OnPodConditions is not supported"
                        : "specifying one of OnExitCodes and OnPodConditions is required";
                errors.add(new FieldError(ErrorType.INVALID, at.toString(), Optional.empty(), detail));
            }
        }
    }

    private static void action(String action, JobSpec spec, FieldPath path, List<FieldError> errors) {
        if (action.equals("FailIndex")) {
            if (!spec.hasBackoffLimitPerIndex()) {
                errors.add(FieldError.invalid(path, action, "requires the backoffLimitPerIndex to be set"));
            }
        } else {
            oneOf(action, ACTIONS, path, errors);
        }
    }

    /** As upstream says it here: what is missing is told what it could be. */
    private static void oneOf(String value, List<String> supported, FieldPath path, List<FieldError> errors) {
        if (value.isEmpty()) {
            errors.add(FieldError.required(path, "valid values: [\"" + String.join("\" \"", supported) + "\"]"));
        } else {
            Check.oneOf(errors, path, value, supported);
        }
    }

    private static void exitCodes(
            PodFailurePolicyOnExitCodesRequirement codes,
            Set<String> containers,
            FieldPath path,
            List<FieldError> errors) {
        oneOf(codes.operator(), OPERATORS, path.child("operator"), errors);
        if (codes.hasContainerName() && !containers.contains(codes.containerName())) {
            errors.add(FieldError.invalid(
                    path.child("containerName"),
                    codes.containerName(),
                    "must be one of the container or initContainer names in the pod template"));
        }
        List<Integer> values = codes.values();
        FieldPath at = path.child("values");
        if (values.isEmpty()) {
            errors.add(FieldError.invalid(
                    at, codes.hasValues() ? List.of() : Null.NULL, "at least one value is required"));
        } else if (values.size() > EXIT_CODES_MAX) {
            errors.add(FieldError.tooMany(at, values.size(), EXIT_CODES_MAX));
        }
        boolean ordered = true;
        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < values.size(); i++) {
            int value = values.get(i);
            if (codes.operator().equals("In") && value == 0) {
                errors.add(FieldError.invalid(at.index(i), 0L, "must not be 0 for the In operator"));
            }
            if (!seen.add(value)) {
                errors.add(FieldError.duplicate(at.index(i), (long) value));
            }
            ordered &= i == 0 || values.get(i - 1) <= value;
        }
        if (!ordered) {
            errors.add(FieldError.invalid(
                    at, values.stream().map(Integer::longValue).toList(), "must be ordered"));
        }
    }

    private static void conditions(
            List<PodFailurePolicyOnPodConditionsPattern> patterns, FieldPath path, List<FieldError> errors) {
        if (patterns.size() > CONDITIONS_MAX) {
            errors.add(FieldError.tooMany(path, patterns.size(), CONDITIONS_MAX));
        }
        for (int i = 0; i < patterns.size(); i++) {
            String type = patterns.get(i).type();
            Check.rule(errors, path.index(i).child("type"), type, Names.qualifiedName(type));
            oneOf(patterns.get(i).status(), STATUSES, path.index(i).child("status"), errors);
        }
    }

    private static void success(JobSpec spec, FieldPath path, List<FieldError> errors) {
        List<SuccessPolicyRule> rules = spec.successPolicy().rules();
        if (rules.isEmpty()) {
            errors.add(FieldError.required(
                    path, "at least one rules must be specified when the successPolicy is specified"));
        }
        if (rules.size() > RULES_MAX) {
            errors.add(FieldError.tooMany(path, rules.size(), RULES_MAX));
        }
        for (int i = 0; i < rules.size(); i++) {
            success(rules.get(i), spec, path.index(i), errors);
        }
    }

    private static void success(SuccessPolicyRule rule, JobSpec spec, FieldPath path, List<FieldError> errors) {
        if (!rule.hasSucceededCount() && !rule.hasSucceededIndexes()) {
            errors.add(
                    FieldError.required(path, "at least one of succeededCount or succeededIndexes must be specified"));
        }
        int indexes = 0;
        if (rule.hasSucceededIndexes()) {
            String text = rule.succeededIndexes();
            FieldPath at = path.child("succeededIndexes");
            if (text.length() > INDEXES_BYTES_MAX) {
                errors.add(FieldError.tooLong(at, INDEXES_BYTES_MAX));
            }
            Optional<String> problem = JobIndexes.problem(text, spec.completions());
            problem.ifPresent(
                    why -> errors.add(FieldError.invalid(at, text, "error parsing succeededIndexes: " + why)));
            indexes = problem.isPresent() ? 0 : JobIndexes.count(text, spec.completions());
        }
        if (rule.hasSucceededCount()) {
            FieldPath at = path.child("succeededCount");
            long count = rule.succeededCount();
            Check.nonNegative(errors, at, count);
            atMost(count, spec.completions(), "the number of specified completions", at, errors);
            if (rule.hasSucceededIndexes()) {
                atMost(count, indexes, "the number of indexes in the specified succeededIndexes field", at, errors);
            }
        }
    }

    private static void atMost(long count, int max, String called, FieldPath path, List<FieldError> errors) {
        if (count > max) {
            errors.add(FieldError.invalid(path, count, "must be less than or equal to " + max + " (" + called + ")"));
        }
    }
}
