package dev.carafe.kubernetes.apiserver.registry.validation;

import dev.carafe.kubernetes.api.autoscaling.v2.CrossVersionObjectReference;
import dev.carafe.kubernetes.api.autoscaling.v2.HorizontalPodAutoscalerSpec;
import dev.carafe.kubernetes.api.autoscaling.v2.MetricSpec;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.meta.GroupVersion;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import java.util.List;

/** Autoscalers (pkg/apis/autoscaling/validation). */
public final class AutoscalerValidator {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final List<String> METRICS = List.of("ContainerResource", "External", "Object", "Pods", "Resource");

    private AutoscalerValidator() {}

    public static void autoscaler(HorizontalPodAutoscalerSpec spec, List<FieldError> errors) {
        FieldPath most = SPEC.child("maxReplicas");
        if (spec.hasMinReplicas() && spec.minReplicas() < 0) {
            errors.add(FieldError.invalid(
                    SPEC.child("minReplicas"), (long) spec.minReplicas(), "must be greater than or equal to 0"));
        }
        if (spec.hasMinReplicas() && spec.maxReplicas() < spec.minReplicas()) {
            errors.add(FieldError.invalid(
                    most, (long) spec.maxReplicas(), "must be greater than or equal to `minReplicas`"));
        }
        target(spec.scaleTargetRef(), errors);
        metrics(spec, errors);
        if (spec.maxReplicas() == 0) {
            errors.add(FieldError.required(most, ""));
        } else if (spec.maxReplicas() < 0) {
            errors.add(FieldError.invalid(most, (long) spec.maxReplicas(), "must be greater than or equal to 1"));
        }
    }

    private static void target(CrossVersionObjectReference target, List<FieldError> errors) {
        FieldPath path = SPEC.child("scaleTargetRef");
        if (Check.present(errors, path.child("kind"), target.kind())) {
            Check.rule(errors, path.child("kind"), target.kind(), Names.pathSegment(target.kind()));
        }
        if (Check.present(errors, path.child("name"), target.name())) {
            Check.rule(errors, path.child("name"), target.name(), Names.pathSegment(target.name()));
        }
        try {
            boolean core = GroupVersion.parse(target.apiVersion()).group().isEmpty();
            if (core && !target.kind().equals("ReplicationController")) {
                errors.add(FieldError.invalid(
                        path.child("apiVersion"), target.apiVersion(), "apiVersion must specify API group"));
            }
        } catch (IllegalArgumentException _) {
            errors.add(FieldError.invalid(
                    path.child("apiVersion"),
                    target.apiVersion(),
                    "unexpected GroupVersion string: " + target.apiVersion()));
        }
    }

    private static void metrics(HorizontalPodAutoscalerSpec spec, List<FieldError> errors) {
        FieldPath path = SPEC.child("metrics");
        List<MetricSpec> metrics = spec.metrics();
        for (int i = 0; i < metrics.size(); i++) {
            Check.requiredOneOf(
                    errors, path.index(i).child("type"), metrics.get(i).type(), METRICS);
        }
        boolean fromOutside = metrics.stream()
                .anyMatch(metric ->
                        metric.type().equals("Object") || metric.type().equals("External"));
        if (spec.hasMinReplicas() && spec.minReplicas() == 0 && !fromOutside) {
            errors.add(FieldError.forbidden(
                    path, "must specify at least one Object or External metric to support scaling to zero replicas"));
        }
    }
}
