package dev.carafe.kubernetes.apiserver.registry.validation.workload;

import dev.carafe.kubernetes.api.autoscaling.v2.CrossVersionObjectReference;
import dev.carafe.kubernetes.api.autoscaling.v2.HPAScalingPolicy;
import dev.carafe.kubernetes.api.autoscaling.v2.HPAScalingRules;
import dev.carafe.kubernetes.api.autoscaling.v2.HorizontalPodAutoscalerSpec;
import dev.carafe.kubernetes.api.autoscaling.v2.MetricSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.meta.GroupVersion;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Autoscalers (pkg/apis/autoscaling/validation, and upstream's declarations, which are told last). */
public final class AutoscalerValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final FieldPath LEAST = SPEC.child("minReplicas");
    private static final FieldPath MOST = SPEC.child("maxReplicas");
    private static final int WINDOW_SECONDS_MAX = 3600;
    private static final int PERIOD_SECONDS_MAX = 1800;
    private static final List<String> SELECTIONS = List.of("Disabled", "Max", "Min");
    private static final List<String> POLICIES = List.of("Percent", "Pods");

    /** Which versions a reference may name. */
    enum Versions {
        OF_ANY_GROUP,
        /** Those of the core group too. */
        OF_CORE_TOO,
        /** Whatever it says. */
        ANY
    }

    private AutoscalerValidator() {}

    /**
     * Checks an autoscaler; references whose version was wrong in {@code old} are let be.
     *
     * @param toZero whether it may leave no replica
     */
    public static void spec(
            HorizontalPodAutoscalerSpec spec,
            @Nullable HorizontalPodAutoscalerSpec old,
            boolean toZero,
            List<FieldError> errors) {
        if (spec.hasMinReplicas() && spec.maxReplicas() < spec.minReplicas()) {
            errors.add(FieldError.invalid(
                    MOST, (long) spec.maxReplicas(), "must be greater than or equal to `minReplicas`"));
        }
        reference(spec.scaleTargetRef(), ofTarget(spec.scaleTargetRef(), old), SPEC.child("scaleTargetRef"), errors);
        metrics(spec, old, errors);
        if (spec.hasBehavior()) {
            FieldPath behavior = SPEC.child("behavior");
            if (spec.behavior().hasScaleUp()) {
                rules(spec.behavior().scaleUp(), behavior.child("scaleUp"), errors);
            }
            if (spec.behavior().hasScaleDown()) {
                rules(spec.behavior().scaleDown(), behavior.child("scaleDown"), errors);
            }
        }
        boolean none = toZero || (old != null && old.hasMinReplicas() && old.minReplicas() == 0);
        if (none) {
            Check.nonNegative(errors, LEAST, spec.minReplicas());
        } else if (spec.hasMinReplicas() && spec.minReplicas() < 1) {
            errors.add(FieldError.invalid(LEAST, (long) spec.minReplicas(), "must be greater than or equal to 1"));
        }
        if (spec.maxReplicas() == 0) {
            errors.add(FieldError.required(MOST, ""));
        } else if (spec.maxReplicas() < 0) {
            errors.add(FieldError.invalid(MOST, (long) spec.maxReplicas(), "must be greater than or equal to 1"));
        }
    }

    private static Versions ofTarget(CrossVersionObjectReference target, @Nullable HorizontalPodAutoscalerSpec old) {
        if (old != null
                && old.scaleTargetRef().apiVersion().equals(target.apiVersion())
                && old.scaleTargetRef().kind().equals(target.kind())) {
            return Versions.ANY;
        }
        return target.kind().equals("ReplicationController") ? Versions.OF_CORE_TOO : Versions.OF_ANY_GROUP;
    }

    static void reference(
            CrossVersionObjectReference reference, Versions versions, FieldPath path, List<FieldError> errors) {
        Check.requiredSegment(errors, path.child("kind"), reference.kind());
        Check.requiredSegment(errors, path.child("name"), reference.name());
        String version = reference.apiVersion();
        versionProblem(version, versions)
                .ifPresent(why -> errors.add(FieldError.invalid(path.child("apiVersion"), version, why)));
    }

    private static Optional<String> versionProblem(String version, Versions versions) {
        if (versions == Versions.ANY) {
            return Optional.empty();
        }
        try {
            boolean core = GroupVersion.parse(version).group().isEmpty();
            return core && versions == Versions.OF_ANY_GROUP
                    ? Optional.of("apiVersion must specify API group")
                    : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.of("unexpected GroupVersion string: " + version);
        }
    }

    private static void metrics(
            HorizontalPodAutoscalerSpec spec, @Nullable HorizontalPodAutoscalerSpec old, List<FieldError> errors) {
        FieldPath path = SPEC.child("metrics");
        List<MetricSpec> metrics = spec.metrics();
        Versions versions = old != null && old.metrics().stream().anyMatch(AutoscalerValidator::hasWrongVersion)
                ? Versions.ANY
                : Versions.OF_CORE_TOO;
        boolean fromOutside = false;
        for (int i = 0; i < metrics.size(); i++) {
            MetricValidator.metric(metrics.get(i), versions, path.index(i), errors);
            String type = metrics.get(i).type();
            fromOutside |= type.equals("Object") || type.equals("External");
        }
        if (spec.hasMinReplicas() && spec.minReplicas() == 0 && !fromOutside) {
            errors.add(FieldError.forbidden(
                    path, "must specify at least one Object or External metric to support scaling to zero replicas"));
        }
    }

    private static boolean hasWrongVersion(MetricSpec metric) {
        return metric.type().equals("Object")
                && metric.hasObject()
                && versionProblem(metric.object().describedObject().apiVersion(), Versions.OF_CORE_TOO)
                        .isPresent();
    }

    private static void rules(HPAScalingRules rules, FieldPath path, List<FieldError> errors) {
        long window = rules.stabilizationWindowSeconds();
        if (window < 0) {
            errors.add(FieldError.invalid(
                    path.child("stabilizationWindowSeconds"), window, "must be greater than or equal to zero"));
        }
        atMost(window, WINDOW_SECONDS_MAX, path.child("stabilizationWindowSeconds"), errors);
        if (rules.hasSelectPolicy()) {
            Check.oneOf(errors, path.child("selectPolicy"), rules.selectPolicy(), SELECTIONS);
        }
        List<HPAScalingPolicy> policies = rules.policies();
        if (policies.isEmpty()) {
            errors.add(FieldError.required(path.child("policies"), "must specify at least one Policy"));
        }
        for (int i = 0; i < policies.size(); i++) {
            policy(policies.get(i), path.child("policies").index(i), errors);
        }
        if (rules.hasTolerance() && rules.tolerance().signum() < 0) {
            errors.add(FieldError.invalid(
                    path.child("tolerance"), rules.tolerance().toString(), "must be greater than or equal to 0"));
        }
    }

    private static void policy(HPAScalingPolicy policy, FieldPath path, List<FieldError> errors) {
        Check.oneOf(errors, path.child("type"), policy.type(), POLICIES);
        positive(policy.value(), path.child("value"), errors);
        positive(policy.periodSeconds(), path.child("periodSeconds"), errors);
        atMost(policy.periodSeconds(), PERIOD_SECONDS_MAX, path.child("periodSeconds"), errors);
    }

    private static void positive(long value, FieldPath path, List<FieldError> errors) {
        if (value <= 0) {
            errors.add(FieldError.invalid(path, value, "must be greater than zero"));
        }
    }

    private static void atMost(long value, int max, FieldPath path, List<FieldError> errors) {
        if (value > max) {
            errors.add(FieldError.invalid(path, value, "must be less than or equal to " + max));
        }
    }
}
