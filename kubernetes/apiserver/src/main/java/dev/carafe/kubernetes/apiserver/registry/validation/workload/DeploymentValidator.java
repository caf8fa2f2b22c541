package dev.carafe.kubernetes.apiserver.registry.validation.workload;

import dev.carafe.kubernetes.api.apps.v1.DeploymentSpec;
import dev.carafe.kubernetes.api.apps.v1.DeploymentStrategy;
import dev.carafe.kubernetes.api.apps.v1.ReplicaSetSpec;
import dev.carafe.kubernetes.api.apps.v1.RollingUpdateDeployment;
import dev.carafe.kubernetes.api.core.v1.PodTemplateSpec;
import dev.carafe.kubernetes.api.meta.v1.LabelSelector;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.LabelSelectorValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.pod.Capabilities;
import java.util.List;
import java.util.Map;

/** Deployments, and the replica sets that they make (pkg/apis/apps/validation). */
public final class DeploymentValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final FieldPath SELECTOR = SPEC.child("selector");

    private DeploymentValidator() {}

    public static void deployment(DeploymentSpec spec, Capabilities capabilities, List<FieldError> errors) {
        Check.nonNegative(errors, SPEC.child("replicas"), spec.replicas());
        pods(spec.selector(), spec.hasSelector(), spec.template(), capabilities, errors);
        strategy(spec.strategy(), SPEC.child("strategy"), errors);
        Check.nonNegative(errors, SPEC.child("minReadySeconds"), spec.minReadySeconds());
        Check.nonNegative(errors, SPEC.child("revisionHistoryLimit"), spec.revisionHistoryLimit());
        if (spec.hasProgressDeadlineSeconds()) {
            FieldPath deadline = SPEC.child("progressDeadlineSeconds");
            Check.nonNegative(errors, deadline, spec.progressDeadlineSeconds());
            if (spec.progressDeadlineSeconds() <= spec.minReadySeconds()) {
                errors.add(FieldError.invalid(
                        deadline, (long) spec.progressDeadlineSeconds(), "must be greater than minReadySeconds"));
            }
        }
    }

    public static void replicaSet(ReplicaSetSpec spec, Capabilities capabilities, List<FieldError> errors) {
        Check.nonNegative(errors, SPEC.child("replicas"), spec.replicas());
        Check.nonNegative(errors, SPEC.child("minReadySeconds"), spec.minReadySeconds());
        pods(spec.selector(), spec.hasSelector(), spec.template(), capabilities, errors);
    }

    /** The selector, and the template, whose labels it must select. */
    private static void pods(
            LabelSelector selector,
            boolean present,
            PodTemplateSpec template,
            Capabilities capabilities,
            List<FieldError> errors) {
        boolean empty =
                selector.matchLabels().isEmpty() && selector.matchExpressions().isEmpty();
        if (!present) {
            errors.add(FieldError.required(SELECTOR, ""));
        } else {
            LabelSelectorValidator.validate(selector, SELECTOR, errors);
            if (empty) {
                errors.add(FieldError.invalid(
                        SELECTOR, selector.struct(), "empty selector is invalid for deployment")); // of both kinds
            }
        }
        if (!LabelSelectorValidator.isReadable(selector)) {
            errors.add(FieldError.invalid(SELECTOR, selector.struct(), "invalid label selector"));
            return;
        }
        Map<String, String> labels = template.metadata().labels();
        if (!present || (!empty && !LabelSelectorValidator.matches(selector, labels))) {
            errors.add(FieldError.invalid(
                    SPEC.child("template").child("metadata").child("labels"),
                    LabelSelectorValidator.labels(labels),
                    "`selector` does not match template `labels`"));
        }
        WorkloadValidator.alwaysRestarting(template, "ReplicaSet", capabilities, errors);
    }

    private static void strategy(DeploymentStrategy strategy, FieldPath path, List<FieldError> errors) {
        switch (strategy.type()) {
            case "RollingUpdate" -> rollingUpdate(strategy.rollingUpdate(), path.child("rollingUpdate"), errors);
            case "Recreate" -> {
                if (strategy.hasRollingUpdate()) {
                    errors.add(FieldError.forbidden(
                            path.child("rollingUpdate"), "may not be specified when strategy `type` is 'Recreate'"));
                }
            }
            default ->
                errors.add(FieldError.notSupported(
                        path, WorkloadValidator.shown(strategy.struct()), List.of("Recreate", "RollingUpdate")));
        }
    }

    private static void rollingUpdate(RollingUpdateDeployment rolling, FieldPath path, List<FieldError> errors) {
        FieldPath unavailable = path.child("maxUnavailable");
        Check.amount(errors, unavailable, rolling.maxUnavailable());
        Check.amount(errors, path.child("maxSurge"), rolling.maxSurge());
        if (Check.number(rolling.maxUnavailable()) == 0 && Check.number(rolling.maxSurge()) == 0) {
            errors.add(FieldError.invalid(
                    unavailable, rolling.maxUnavailable().toValue(), "may not be 0 when `maxSurge` is 0"));
        }
        Check.notMoreThanAll(errors, unavailable, rolling.maxUnavailable());
    }
}
