package dev.carafe.kubernetes.apiserver.registry.validation;

import dev.carafe.kubernetes.api.apps.v1.ControllerRevision;
import dev.carafe.kubernetes.api.apps.v1.DaemonSetSpec;
import dev.carafe.kubernetes.api.apps.v1.DeploymentSpec;
import dev.carafe.kubernetes.api.apps.v1.ReplicaSetSpec;
import dev.carafe.kubernetes.api.apps.v1.RollingUpdateDeployment;
import dev.carafe.kubernetes.api.core.v1.PodTemplateSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.intstr.IntOrString;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.util.List;

/** The kinds that keep a number of pods running. */
public final class WorkloadValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");

    private WorkloadValidator() {}

    public static void deployment(DeploymentSpec spec, Capabilities capabilities, List<FieldError> errors) {
        Check.nonNegative(errors, SPEC.child("replicas"), spec.replicas());
        LabelSelectorValidator.ofWorkload(
                spec.selector(), spec.hasSelector(), spec.template().metadata().labels(), "deployment", SPEC, errors);
        alwaysRestarting(spec.template(), capabilities, errors);
        FieldPath strategy = SPEC.child("strategy");
        switch (spec.strategy().type()) {
            case "RollingUpdate" ->
                rollingUpdate(spec.strategy().rollingUpdate(), strategy.child("rollingUpdate"), errors);
            case "Recreate" -> {
                if (spec.strategy().hasRollingUpdate()) {
                    errors.add(FieldError.forbidden(
                            strategy.child("rollingUpdate"),
                            "may not be specified when strategy `type` is 'Recreate'"));
                }
            }
            default ->
                errors.add(FieldError.notSupported(
                        strategy.child("type"), spec.strategy().type(), List.of("Recreate", "RollingUpdate")));
        }
        Check.nonNegative(errors, SPEC.child("minReadySeconds"), spec.minReadySeconds());
        if (spec.hasRevisionHistoryLimit()) {
            Check.nonNegative(errors, SPEC.child("revisionHistoryLimit"), spec.revisionHistoryLimit());
        }
        if (spec.hasProgressDeadlineSeconds()) {
            Check.nonNegative(errors, SPEC.child("progressDeadlineSeconds"), spec.progressDeadlineSeconds());
            if (spec.progressDeadlineSeconds() <= spec.minReadySeconds()) {
                errors.add(FieldError.invalid(
                        SPEC.child("progressDeadlineSeconds"),
                        (long) spec.progressDeadlineSeconds(),
                        "must be greater than minReadySeconds"));
            }
        }
    }

    private static void rollingUpdate(RollingUpdateDeployment rolling, FieldPath path, List<FieldError> errors) {
        Check.amount(errors, path.child("maxUnavailable"), rolling.maxUnavailable());
        Check.amount(errors, path.child("maxSurge"), rolling.maxSurge());
        if (isZero(rolling.maxUnavailable()) && isZero(rolling.maxSurge())) {
            errors.add(FieldError.invalid(
                    path.child("maxUnavailable"),
                    rolling.maxUnavailable().toValue(),
                    "may not be 0 when `maxSurge` is 0"));
        }
    }

    private static boolean isZero(IntOrString value) {
        return value.equals(IntOrString.of(0)) || value.equals(IntOrString.of("0%"));
    }

    public static void replicaSet(ReplicaSetSpec spec, Capabilities capabilities, List<FieldError> errors) {
        Check.nonNegative(errors, SPEC.child("replicas"), spec.replicas());
        Check.nonNegative(errors, SPEC.child("minReadySeconds"), spec.minReadySeconds());
        LabelSelectorValidator.ofWorkload(
                spec.selector(), spec.hasSelector(), spec.template().metadata().labels(), "replica set", SPEC, errors);
        alwaysRestarting(spec.template(), capabilities, errors);
    }

    public static void daemonSet(DaemonSetSpec spec, Capabilities capabilities, List<FieldError> errors) {
        LabelSelectorValidator.ofWorkload(
                spec.selector(), spec.hasSelector(), spec.template().metadata().labels(), "daemonset", SPEC, errors);
        alwaysRestarting(spec.template(), capabilities, errors);
        Check.nonNegative(errors, SPEC.child("minReadySeconds"), spec.minReadySeconds());
        FieldPath strategy = SPEC.child("updateStrategy");
        switch (spec.updateStrategy().type()) {
            case "OnDelete" -> {}
            case "RollingUpdate" -> {
                var rolling = spec.updateStrategy().rollingUpdate();
                Check.amount(errors, strategy.child("rollingUpdate").child("maxUnavailable"), rolling.maxUnavailable());
                Check.amount(errors, strategy.child("rollingUpdate").child("maxSurge"), rolling.maxSurge());
            }
            default ->
                errors.add(FieldError.notSupported(
                        strategy.child("type"), spec.updateStrategy().type(), List.of("RollingUpdate", "OnDelete")));
        }
        Check.nonNegative(errors, SPEC.child("revisionHistoryLimit"), spec.revisionHistoryLimit());
    }

    /** A template whose pods are replaced when they end: they restart always, and never end of themselves. */
    private static void alwaysRestarting(PodTemplateSpec template, Capabilities capabilities, List<FieldError> errors) {
        FieldPath path = SPEC.child("template");
        PodValidator.template(template, path, capabilities, errors);
        String policy = template.spec().restartPolicy();
        if (!policy.equals("Always")) {
            errors.add(FieldError.notSupported(path.child("spec").child("restartPolicy"), policy, List.of("Always")));
        }
        if (template.spec().hasActiveDeadlineSeconds()) {
            errors.add(FieldError.forbidden(
                    path.child("spec").child("activeDeadlineSeconds"),
                    "activeDeadlineSeconds in ReplicaSet is not Supported"));
        }
    }

    /** A selector never changes. */
    public static void selectorUnchanged(Struct selector, Struct old, List<FieldError> errors) {
        Check.immutable(errors, SPEC.child("selector"), selector, old);
    }

    public static void revision(ControllerRevision revision, List<FieldError> errors) {
        Check.nonNegative(errors, FieldPath.of("revision"), revision.revision());
    }
}
