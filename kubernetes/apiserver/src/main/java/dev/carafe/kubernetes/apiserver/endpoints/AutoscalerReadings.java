package dev.carafe.kubernetes.apiserver.endpoints;

import static dev.carafe.kubernetes.apiserver.endpoints.AutoscalerMetrics.amount;
import static dev.carafe.kubernetes.apiserver.endpoints.AutoscalerMetrics.copy;
import static dev.carafe.kubernetes.apiserver.endpoints.AutoscalerMetrics.identifier;
import static dev.carafe.kubernetes.apiserver.endpoints.AutoscalerMetrics.part;
import static dev.carafe.kubernetes.apiserver.endpoints.AutoscalerMetrics.put;
import static dev.carafe.kubernetes.apiserver.endpoints.AutoscalerMetrics.reference;
import static dev.carafe.kubernetes.apiserver.endpoints.AutoscalerMetrics.text;

import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import org.jspecify.annotations.Nullable;

/**
 * Metrics as an autoscaler last read them: those of autoscaling/v2, and the older forms that autoscaling/v1 has of them
 * (pkg/apis/autoscaling/v1/conversion.go). Pure.
 */
final class AutoscalerReadings {
    private AutoscalerReadings() {}

    /** The older form, its fields in the order of upstream's declaration. */
    static Struct older(Struct metric) {
        Struct.Builder older = Struct.builder().put("type", text(metric, "type"));
        Struct object = metric.struct("object");
        if (object != null) {
            Struct.Builder source = Struct.builder()
                    .put("target", part(object, "describedObject"))
                    .put("metricName", text(part(object, "metric"), "name"))
                    .put("currentValue", amount(part(object, "current"), "value"));
            copy(part(object, "metric"), "selector", source, "selector");
            copy(part(object, "current"), "averageValue", source, "averageValue");
            older.put("object", source.build());
        }
        Struct pods = metric.struct("pods");
        if (pods != null) {
            Struct.Builder source = Struct.builder()
                    .put("metricName", text(part(pods, "metric"), "name"))
                    .put("currentAverageValue", amount(part(pods, "current"), "averageValue"));
            copy(part(pods, "metric"), "selector", source, "selector");
            older.put("pods", source.build());
        }
        Struct resource = metric.struct("resource");
        if (resource != null) {
            older.put("resource", olderResource(resource).build());
        }
        Struct container = metric.struct("containerResource");
        if (container != null) {
            older.put(
                    "containerResource",
                    olderResource(container)
                            .put("container", text(container, "container"))
                            .build());
        }
        Struct external = metric.struct("external");
        if (external != null) {
            Struct.Builder source = Struct.builder().put("metricName", text(part(external, "metric"), "name"));
            copy(part(external, "metric"), "selector", source, "metricSelector");
            source.put("currentValue", amount(part(external, "current"), "value"));
            copy(part(external, "current"), "averageValue", source, "currentAverageValue");
            older.put("external", source.build());
        }
        return older.build();
    }

    private static Struct.Builder olderResource(Struct resource) {
        Struct.Builder source = Struct.builder().put("name", text(resource, "name"));
        copy(part(resource, "current"), "averageUtilization", source, "currentAverageUtilization");
        return source.put("currentAverageValue", amount(part(resource, "current"), "averageValue"));
    }

    /**
     * The form of autoscaling/v2.
     *
     * @throws MalformedJsonException when a value has another type than is declared
     */
    static Struct newer(AnnotatedFields older) throws MalformedJsonException {
        Struct.Builder metric = Struct.builder().put("type", older.text("type"));
        if (older.has("object")) {
            AnnotatedFields object = older.object("object");
            metric.put(
                    "object",
                    Struct.builder()
                            .put("metric", identifier(object, "selector"))
                            .put(
                                    "current",
                                    current(object.amount("currentValue"), object.quantity("averageValue"), null))
                            .put("describedObject", reference(object.object("target")))
                            .build());
        }
        if (older.has("pods")) {
            AnnotatedFields pods = older.object("pods");
            metric.put(
                    "pods",
                    Struct.of(
                            "metric", identifier(pods, "selector"),
                            "current", current(null, pods.amount("currentAverageValue"), null)));
        }
        if (older.has("resource")) {
            metric.put("resource", newerResource(older.object("resource")).build());
        }
        if (older.has("containerResource")) {
            AnnotatedFields container = older.object("containerResource");
            metric.put(
                    "containerResource",
                    newerResource(container)
                            .put("container", container.text("container"))
                            .build());
        }
        if (older.has("external")) {
            AnnotatedFields external = older.object("external");
            Struct current = current(external.amount("currentValue"), external.quantity("currentAverageValue"), null);
            metric.put("external", Struct.of("metric", identifier(external, "metricSelector"), "current", current));
        }
        return metric.build();
    }

    private static Struct.Builder newerResource(AnnotatedFields resource) throws MalformedJsonException {
        Long percent = resource.integer("currentAverageUtilization", Integer.SIZE);
        return Struct.builder()
                .put("name", resource.text("name"))
                .put("current", current(null, resource.amount("currentAverageValue"), percent));
    }

    private static Struct current(@Nullable String value, @Nullable String average, @Nullable Long percent) {
        Struct.Builder current = Struct.builder();
        put(current, "value", value);
        put(current, "averageValue", average);
        put(current, "averageUtilization", percent);
        return current.build();
    }
}
