package dev.carafe.kubernetes.apiserver.registry.validation.workload;

import dev.carafe.kubernetes.api.autoscaling.v2.ContainerResourceMetricSource;
import dev.carafe.kubernetes.api.autoscaling.v2.ExternalMetricSource;
import dev.carafe.kubernetes.api.autoscaling.v2.MetricIdentifier;
import dev.carafe.kubernetes.api.autoscaling.v2.MetricSpec;
import dev.carafe.kubernetes.api.autoscaling.v2.MetricTarget;
import dev.carafe.kubernetes.api.autoscaling.v2.ObjectMetricSource;
import dev.carafe.kubernetes.api.autoscaling.v2.PodsMetricSource;
import dev.carafe.kubernetes.api.autoscaling.v2.ResourceMetricSource;
import dev.carafe.kubernetes.apimachinery.field.FieldError;
import dev.carafe.kubernetes.apimachinery.field.FieldPath;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import dev.carafe.kubernetes.apimachinery.validation.Names;
import dev.carafe.kubernetes.apiserver.registry.validation.Check;
import dev.carafe.kubernetes.apiserver.registry.validation.ResourceNames;
import java.util.List;
import java.util.Locale;

/** What an autoscaler measures, and what it should be (pkg/apis/autoscaling/validation). */
final class MetricValidator {
    private static final List<String> TYPES = List.of("ContainerResource", "External", "Object", "Pods", "Resource");
    private static final List<String> TARGETS = List.of("Utilization", "Value", "AverageValue");

    /** Sources in the order in which upstream looks for one. */
    private static final List<String> SOURCES = List.of("object", "external", "pods", "resource", "containerResource");

    private MetricValidator() {}

    static void metric(
            MetricSpec metric, AutoscalerValidator.Versions versions, FieldPath path, List<FieldError> errors) {
        String type = metric.type();
        boolean known = TYPES.contains(type);
        if (type.isEmpty()) {
            errors.add(FieldError.required(path.child("type"), "must specify a metric source type"));
        }
        Check.oneOf(errors, path.child("type"), type, TYPES);
        List<String> present = SOURCES.stream().filter(metric.struct()::has).toList();
        if (!present.isEmpty()) {
            String source = present.getFirst();
            source(metric, source, versions, path.child(source), errors);
        }
        String expected = known ? type.substring(0, 1).toLowerCase(Locale.ROOT) + type.substring(1) : "";
        if (!known) {
            Check.oneOf(errors, path.child("type"), type, TYPES);
        } else if (!present.contains(expected)) {
            errors.add(
                    FieldError.required(path.child(expected), "must populate information for the given metric source"));
        }
        if (present.size() > 1) {
            present.stream()
                    .filter(source -> !source.equals(expected))
                    .forEach(source -> errors.add(
                            FieldError.forbidden(path.child(source), "must populate the given metric source only")));
        }
    }

    private static void source(
            MetricSpec metric,
            String source,
            AutoscalerValidator.Versions versions,
            FieldPath path,
            List<FieldError> errors) {
        switch (source) {
            case "object" -> object(metric.object(), versions, path, errors);
            case "external" -> external(metric.external(), path, errors);
            case "pods" -> pods(metric.pods(), path, errors);
            case "resource" -> resource(metric.resource(), path, errors);
            default -> containerResource(metric.containerResource(), path, errors);
        }
    }

    private static void object(
            ObjectMetricSource source, AutoscalerValidator.Versions versions, FieldPath path, List<FieldError> errors) {
        AutoscalerValidator.reference(source.describedObject(), versions, path.child("describedObject"), errors);
        identifier(source.metric(), path.child("metric"), errors);
        FieldPath target = path.child("target");
        target(source.target(), target, errors);
        if (!source.target().hasValue() && !source.target().hasAverageValue()) {
            errors.add(FieldError.required(
                    target.child("averageValue"), "must set either a target value or averageValue"));
        }
    }

    private static void external(ExternalMetricSource source, FieldPath path, List<FieldError> errors) {
        identifier(source.metric(), path.child("metric"), errors);
        FieldPath target = path.child("target");
        target(source.target(), target, errors);
        boolean average = source.target().hasAverageValue();
        if (!source.target().hasValue() && !average) {
            errors.add(FieldError.required(
                    target.child("averageValue"), "must set either a target value for metric or a per-pod target"));
        }
        if (source.target().hasValue() && average) {
            errors.add(FieldError.forbidden(
                    target.child("value"), "may not set both a target value for metric and a per-pod target"));
        }
    }

    private static void pods(PodsMetricSource source, FieldPath path, List<FieldError> errors) {
        identifier(source.metric(), path.child("metric"), errors);
        target(source.target(), path.child("target"), errors);
        if (!source.target().hasAverageValue()) {
            errors.add(FieldError.required(
                    path.child("target").child("averageValue"), "must specify a positive target averageValue"));
        }
    }

    private static void resource(ResourceMetricSource source, FieldPath path, List<FieldError> errors) {
        if (source.name().isEmpty()) {
            errors.add(FieldError.required(path.child("name"), "must specify a resource name"));
        }
        ofResource(source.target(), path.child("target"), errors);
    }

    private static void containerResource(
            ContainerResourceMetricSource source, FieldPath path, List<FieldError> errors) {
        if (source.name().isEmpty()) {
            errors.add(FieldError.required(path.child("name"), "must specify a resource name"));
        } else {
            ResourceNames.container(source.name(), path.child("name"), errors);
        }
        String container = source.container();
        if (container.isEmpty()) {
            errors.add(FieldError.required(path.child("container"), "must specify a container"));
        } else {
            Check.rule(errors, path.child("container"), container, Names.dns1123Label(container));
        }
        ofResource(source.target(), path.child("target"), errors);
    }

    /** A target of a resource is a part of what was asked for, or an amount. */
    private static void ofResource(MetricTarget target, FieldPath path, List<FieldError> errors) {
        target(target, path, errors);
        if (!target.hasAverageUtilization() && !target.hasAverageValue()) {
            errors.add(FieldError.required(
                    path.child("averageUtilization"), "must set either a target raw value or a target utilization"));
        }
        if (target.hasAverageUtilization() && target.hasAverageValue()) {
            errors.add(FieldError.forbidden(
                    path.child("averageValue"), "may not set both a target raw value and a target utilization"));
        }
    }

    private static void target(MetricTarget target, FieldPath path, List<FieldError> errors) {
        if (target.type().isEmpty()) {
            errors.add(FieldError.required(path.child("type"), "must specify a metric target type"));
        }
        if (!TARGETS.contains(target.type())) {
            errors.add(FieldError.invalid(
                    path.child("type"), target.type(), "must be either Utilization, Value, or AverageValue"));
        }
        if (target.hasValue()) {
            positive(target.value(), path.child("value"), errors);
        }
        if (target.hasAverageValue()) {
            positive(target.averageValue(), path.child("averageValue"), errors);
        }
        if (target.hasAverageUtilization() && target.averageUtilization() < 1) {
            errors.add(FieldError.invalid(
                    path.child("averageUtilization"), (long) target.averageUtilization(), "must be greater than 0"));
        }
    }

    private static void positive(Quantity value, FieldPath path, List<FieldError> errors) {
        if (value.signum() <= 0) {
            errors.add(FieldError.invalid(path, value.toString(), "must be positive"));
        }
    }

    private static void identifier(MetricIdentifier metric, FieldPath path, List<FieldError> errors) {
        if (metric.name().isEmpty()) {
            errors.add(FieldError.required(path.child("name"), "must specify a metric name"));
        } else {
            Check.segment(errors, path.child("name"), metric.name());
        }
    }
}
