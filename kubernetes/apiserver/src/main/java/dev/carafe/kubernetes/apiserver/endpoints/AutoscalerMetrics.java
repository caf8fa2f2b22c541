package dev.carafe.kubernetes.apiserver.endpoints;

import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import org.jspecify.annotations.Nullable;

/**
 * Metrics that an autoscaler aims at: those of autoscaling/v2, and the older forms that autoscaling/v1 has of them
 * (pkg/apis/autoscaling/v1/conversion.go). Pure.
 */
final class AutoscalerMetrics {
    private AutoscalerMetrics() {}

    /** The older form, its fields in the order of upstream's declaration. */
    static Struct older(Struct metric) {
        Struct.Builder older = Struct.builder().put("type", text(metric, "type"));
        Struct object = metric.struct("object");
        if (object != null) {
            Struct target = part(object, "target");
            Struct.Builder source = Struct.builder()
                    .put("target", part(object, "describedObject"))
                    .put("metricName", text(part(object, "metric"), "name"))
                    .put("targetValue", amount(target, "value"));
            copy(part(object, "metric"), "selector", source, "selector");
            copy(target, "averageValue", source, "averageValue");
            older.put("object", source.build());
        }
        Struct pods = metric.struct("pods");
        if (pods != null) {
            Struct.Builder source = Struct.builder()
                    .put("metricName", text(part(pods, "metric"), "name"))
                    .put("targetAverageValue", amount(part(pods, "target"), "averageValue"));
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
            copy(part(external, "target"), "value", source, "targetValue");
            copy(part(external, "target"), "averageValue", source, "targetAverageValue");
            older.put("external", source.build());
        }
        return older.build();
    }

    private static Struct.Builder olderResource(Struct resource) {
        Struct.Builder source = Struct.builder().put("name", text(resource, "name"));
        copy(part(resource, "target"), "averageUtilization", source, "targetAverageUtilization");
        copy(part(resource, "target"), "averageValue", source, "targetAverageValue");
        return source;
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
            String average = object.quantity("averageValue");
            String value = object.amount("targetValue");
            // the older form cannot leave the value out: a zero beside an average means none
            boolean isSaid = average == null || !value.equals("0");
            metric.put(
                    "object",
                    Struct.builder()
                            .put("describedObject", reference(object.object("target")))
                            .put("target", target(isSaid ? value : null, average, null, average == null))
                            .put("metric", identifier(object, "selector"))
                            .build());
        }
        if (older.has("pods")) {
            AnnotatedFields pods = older.object("pods");
            metric.put(
                    "pods",
                    Struct.builder()
                            .put("metric", identifier(pods, "selector"))
                            .put("target", target(null, pods.amount("targetAverageValue"), null, false))
                            .build());
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
            String value = external.quantity("targetValue");
            metric.put(
                    "external",
                    Struct.builder()
                            .put("metric", identifier(external, "metricSelector"))
                            .put("target", target(value, external.quantity("targetAverageValue"), null, value != null))
                            .build());
        }
        return metric.build();
    }

    private static Struct.Builder newerResource(AnnotatedFields resource) throws MalformedJsonException {
        Long percent = resource.integer("targetAverageUtilization", Integer.SIZE);
        return Struct.builder()
                .put("name", resource.text("name"))
                .put("target", target(null, resource.quantity("targetAverageValue"), percent, false));
    }

    private static Struct target(
            @Nullable String value, @Nullable String average, @Nullable Long percent, boolean isValue) {
        String averageType = percent == null ? "AverageValue" : "Utilization";
        Struct.Builder target = Struct.builder().put("type", isValue ? "Value" : averageType);
        put(target, "value", value);
        put(target, "averageValue", average);
        put(target, "averageUtilization", percent);
        return target.build();
    }

    /** What a metric is called and selected by. */
    static Struct identifier(AnnotatedFields source, String selector) throws MalformedJsonException {
        Struct.Builder metric = Struct.builder().put("name", source.text("metricName"));
        put(metric, "selector", source.selector(selector));
        return metric.build();
    }

    /** A reference to an object of any version. */
    static Struct reference(AnnotatedFields target) throws MalformedJsonException {
        Struct.Builder reference =
                Struct.builder().put("kind", target.text("kind")).put("name", target.text("name"));
        String version = target.text("apiVersion");
        put(reference, "apiVersion", version.isEmpty() ? null : version);
        return reference.build();
    }

    static void put(Struct.Builder to, String name, @Nullable Object value) {
        if (value != null) {
            to.put(name, value);
        }
    }

    static void copy(Struct from, String name, Struct.Builder to, String newName) {
        put(to, newName, from.get(name));
    }

    static Struct part(Struct from, String name) {
        Struct found = from.struct(name);
        return found == null ? Struct.EMPTY : found;
    }

    static String text(Struct from, String name) {
        String found = from.string(name);
        return found == null ? "" : found;
    }

    /** A quantity that the older form cannot leave out. */
    static String amount(Struct from, String name) {
        String found = from.string(name);
        return found == null ? "0" : found;
    }
}
