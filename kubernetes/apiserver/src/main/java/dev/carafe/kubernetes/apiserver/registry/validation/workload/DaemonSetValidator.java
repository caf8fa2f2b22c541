package dev.carafe.kubernetes.apiserver.registry.validation.workload;

import dev.carafe.kubernetes.api.apps.v1.DaemonSetSpec;
import dev.carafe.kubernetes.api.apps.v1.DaemonSetUpdateStrategy;
import dev.carafe.kubernetes.api.apps.v1.RollingUpdateDaemonSet;
import dev.carafe.kubernetes.api.meta.v1.LabelSelector;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.LabelSelectorValidator;
import dev.carafe.kubernetes.apiserver.registry.validation.pod.Capabilities;
import java.util.List;
import java.util.Map;

/** Daemon sets (pkg/apis/apps/validation). */
public final class DaemonSetValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final FieldPath SELECTOR = SPEC.child("selector");

    private DaemonSetValidator() {}

    public static void daemonSet(DaemonSetSpec spec, Capabilities capabilities, List<FieldError> errors) {
        LabelSelector selector = spec.selector();
        Map<String, String> labels = spec.template().metadata().labels();
        LabelSelectorValidator.validate(selector, SELECTOR, errors);
        boolean matches = spec.hasSelector() && LabelSelectorValidator.matches(selector, labels);
        if (!matches && LabelSelectorValidator.isReadable(selector)) {
            errors.add(FieldError.invalid(
                    SPEC.child("template").child("metadata").child("labels"),
                    LabelSelectorValidator.labels(labels),
                    "`selector` does not match template `labels`"));
        }
        boolean empty =
                selector.matchLabels().isEmpty() && selector.matchExpressions().isEmpty();
        if (spec.hasSelector() && empty) {
            errors.add(FieldError.invalid(SELECTOR, selector.struct(), "empty selector is invalid for daemonset"));
        }
        WorkloadValidator.alwaysRestarting(spec.template(), "DaemonSet", capabilities, errors);
        Check.nonNegative(errors, SPEC.child("minReadySeconds"), spec.minReadySeconds());
        strategy(spec.updateStrategy(), SPEC.child("updateStrategy"), errors);
        Check.nonNegative(errors, SPEC.child("revisionHistoryLimit"), spec.revisionHistoryLimit());
    }

    private static void strategy(DaemonSetUpdateStrategy strategy, FieldPath path, List<FieldError> errors) {
        switch (strategy.type()) {
            case "OnDelete" -> {}
            case "RollingUpdate" -> rollingUpdate(strategy.rollingUpdate(), path.child("rollingUpdate"), errors);
            default ->
                errors.add(FieldError.notSupported(
                        path, WorkloadValidator.shown(strategy.struct()), List.of("RollingUpdate", "OnDelete")));
        }
    }

    /** A pod goes before its successor comes, or comes before its predecessor goes, never both. */
    private static void rollingUpdate(RollingUpdateDaemonSet rolling, FieldPath path, List<FieldError> errors) {
        FieldPath unavailable = path.child("maxUnavailable");
        FieldPath surge = path.child("maxSurge");
        Check.amount(errors, unavailable, rolling.maxUnavailable());
        Check.amount(errors, surge, rolling.maxSurge());
        Check.notMoreThanAll(errors, unavailable, rolling.maxUnavailable());
        Check.notMoreThanAll(errors, surge, rolling.maxSurge());
        boolean goes = Check.number(rolling.maxUnavailable()) != 0;
        boolean comes = Check.number(rolling.maxSurge()) != 0;
        if (goes && comes) {
            errors.add(FieldError.invalid(
                    surge, rolling.maxSurge().toValue(), "may not be set when maxUnavailable is non-zero"));
        } else if (!goes && !comes) {
            errors.add(FieldError.required(unavailable, "cannot be 0 when maxSurge is 0"));
        }
    }
}
