package dev.carafe.kubernetes.apiserver.endpoints;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class AutoscalerConversionTest {
    private static final String PREFIX = "autoscaling.alpha.kubernetes.io/";
    private static final String STORED = """
            {"kind": "HorizontalPodAutoscaler", "apiVersion": "autoscaling/v2",
             "metadata": {"name": "h", "annotations": {"a": "2", "z": "1"}},
             "spec": {"scaleTargetRef": {"kind": "Deployment", "name": "d", "apiVersion": "apps/v1"}, "maxReplicas": 5,
              "metrics": [
               {"type": "Resource", "resource": {"name": "memory", "target": {"type": "AverageValue", "averageValue": "100Mi"}}},
               {"type": "Object", "object": {"describedObject": {"kind": "Service", "name": "s", "apiVersion": "v1"},
                "target": {"type": "Value", "value": "2"}, "metric": {"name": "m", "selector":
                 {"matchLabels": {"a": "<2>", "b": "1"}, "matchExpressions": [{"key": "k", "operator": "Exists"},
                  {"key": "l", "operator": "In", "values": ["v"]}]}}}},
               {"type": "Object", "object": {"describedObject": {"kind": "Service", "name": "s"},
                "target": {"type": "AverageValue", "averageValue": "3"}, "metric": {"name": "m"}}},
               {"type": "Pods", "pods": {"metric": {"name": "p"}, "target": {"type": "AverageValue", "averageValue": "7"}}},
               {"type": "ContainerResource", "containerResource": {"name": "cpu", "target":
                {"type": "Utilization", "averageUtilization": 10}, "container": "c"}},
               {"type": "External", "external": {"metric": {"name": "e"}, "target": {"type": "AverageValue", "averageValue": "3"}}},
               {"type": "External", "external": {"metric": {"name": "e", "selector": {}}, "target": {"type": "Value", "value": "4"}}},
               {"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 55}}}],
              "behavior": {
               "scaleUp": {"stabilizationWindowSeconds": 4, "selectPolicy": "Max",
                "policies": [{"type": "Pods", "value": 4, "periodSeconds": 15}], "tolerance": "100m"},
               "scaleDown": {"selectPolicy": "Max", "policies": [{"type": "Percent", "value": 100, "periodSeconds": 15}]}}},
             "status": {"desiredReplicas": 2, "currentMetrics": [
               {"type": "Resource", "resource": {"name": "cpu", "current": {"averageValue": "5m", "averageUtilization": 3}}},
               {"type": "Object", "object": {"metric": {"name": "m"}, "current": {"value": "2", "averageValue": "1"},
                "describedObject": {"kind": "Service", "name": "s"}}},
               {"type": "Pods", "pods": {"metric": {"name": "p"}, "current": {"averageValue": "7"}}},
               {"type": "External", "external": {"metric": {"name": "e"}, "current": {"value": "0", "averageValue": "3"}}},
               {"type": "ContainerResource", "containerResource": {"name": "cpu",
                "current": {"averageValue": "0", "averageUtilization": 10}, "container": "c"}}],
              "conditions": [{"type": "AbleToScale", "status": "True", "lastTransitionTime": "2026-01-02T03:04:05Z",
                "reason": "R", "message": "a < b & c", "observedGeneration": 7},
               {"type": "ScalingActive", "status": "True", "lastTransitionTime": null}]}}""";

    private final AutoscalerConversion conversion = new AutoscalerConversion();

    private static Struct read(String json) throws MalformedJsonException {
        return Json.decodeStruct(json.getBytes(StandardCharsets.UTF_8));
    }

    private static Struct annotations(Struct object) {
        return (Struct) Objects.requireNonNull(object.find(List.of("metadata", "annotations")));
    }

    private Struct stored(String annotation, String json) throws MalformedJsonException {
        Struct served =
                read("{\"apiVersion\":\"autoscaling/v1\",\"metadata\":{\"name\":\"h\"},\"spec\":{\"maxReplicas\":5}}");
        return conversion.toStored(
                served.with("metadata", Struct.of("name", "h", "annotations", Struct.of(PREFIX + annotation, json))));
    }

    @Test
    void whatTheOldVersionHasNoFieldForIsInAnnotations() throws MalformedJsonException {
        Struct served = conversion.toServed(read(STORED));
        assertThat(served.struct("spec")).isEqualTo(read("""
                {"scaleTargetRef": {"kind": "Deployment", "name": "d", "apiVersion": "apps/v1"}, "maxReplicas": 5,
                 "targetCPUUtilizationPercentage": 55}"""));
        assertThat(served.struct("status"))
                .isEqualTo(read(
                        "{\"currentReplicas\": 0, \"desiredReplicas\": 2, \"currentCPUUtilizationPercentage\": 3}"));
        Struct annotations = annotations(served);
        assertThat(annotations.nameAt(0)).isEqualTo("a");
        assertThat(annotations.nameAt(5)).isEqualTo("z");
        assertThat(annotations.string(PREFIX + "behavior"))
                .isEqualTo(
                        "{\"ScaleUp\":{\"StabilizationWindowSeconds\":4,\"SelectPolicy\":\"Max\",\"Policies\":[{\"Type\":\"Pods\","
                                + "\"Value\":4,\"PeriodSeconds\":15}],\"Tolerance\":\"100m\"},\"ScaleDown\":{\"StabilizationWindowSeconds\":"
                                + "null,\"SelectPolicy\":\"Max\",\"Policies\":[{\"Type\":\"Percent\",\"Value\":100,\"PeriodSeconds\":15}],"
                                + "\"Tolerance\":null}}");
        assertThat(annotations.string(PREFIX + "conditions"))
                .isEqualTo(
                        "[{\"type\":\"AbleToScale\",\"status\":\"True\",\"lastTransitionTime\":\"2026-01-02T03:04:05Z\","
                                + "\"reason\":\"R\",\"message\":\"a \\u003c b \\u0026 c\",\"observedGeneration\":7},"
                                + "{\"type\":\"ScalingActive\",\"status\":\"True\",\"lastTransitionTime\":null}]");
        assertThat(annotations.string(PREFIX + "current-metrics"))
                .isEqualTo("[{\"type\":\"Resource\",\"resource\":{\"name\":\"cpu\",\"currentAverageUtilization\":3,"
                        + "\"currentAverageValue\":\"5m\"}},{\"type\":\"Object\",\"object\":{\"target\":{\"kind\":\"Service\","
                        + "\"name\":\"s\"},\"metricName\":\"m\",\"currentValue\":\"2\",\"averageValue\":\"1\"}},{\"type\":\"Pods\","
                        + "\"pods\":{\"metricName\":\"p\",\"currentAverageValue\":\"7\"}},{\"type\":\"External\",\"external\":"
                        + "{\"metricName\":\"e\",\"currentValue\":\"0\",\"currentAverageValue\":\"3\"}},"
                        + "{\"type\":\"ContainerResource\",\"containerResource\":{\"name\":\"cpu\","
                        + "\"currentAverageUtilization\":10,\"currentAverageValue\":\"0\",\"container\":\"c\"}}]");
        assertThat(annotations.string(PREFIX + "metrics"))
                .startsWith(
                        "[{\"type\":\"Resource\",\"resource\":{\"name\":\"memory\",\"targetAverageValue\":\"100Mi\"}},"
                                + "{\"type\":\"Object\",\"object\":{\"target\":{\"kind\":\"Service\",\"name\":\"s\",\"apiVersion\":\"v1\"},"
                                + "\"metricName\":\"m\",\"targetValue\":\"2\",\"selector\":{\"matchLabels\":{\"a\":\"\\u003c2\\u003e\","
                                + "\"b\":\"1\"},\"matchExpressions\":[{\"key\":\"k\",\"operator\":\"Exists\"},")
                .contains("{\"type\":\"Pods\",\"pods\":{\"metricName\":\"p\",\"targetAverageValue\":\"7\"}},"
                        + "{\"type\":\"ContainerResource\",\"containerResource\":{\"name\":\"cpu\","
                        + "\"targetAverageUtilization\":10,\"container\":\"c\"}},"
                        + "{\"type\":\"External\",\"external\":{\"metricName\":\"e\",\"targetAverageValue\":\"3\"}}");
    }

    @Test
    void whatAClientWritesBackIsWhatItRead() throws MalformedJsonException {
        Struct stored = read(STORED);
        assertThat(conversion.toStored(conversion.toServed(stored))).isEqualTo(stored);
    }

    @Test
    void anObjectOfTheOldVersionAloneNeedsNoAnnotations() throws MalformedJsonException {
        Struct served = read("""
                {"kind": "HorizontalPodAutoscaler", "apiVersion": "autoscaling/v1", "metadata": {"name": "h"},
                 "spec": {"maxReplicas": 5, "targetCPUUtilizationPercentage": 7}, "status": {"currentReplicas": 1}}""");
        assertThat(conversion.toServed(conversion.toStored(served))).isEqualTo(served);
    }

    @Test
    void annotationsThatCannotBeReadCountForNothing() throws MalformedJsonException {
        for (String json : List.of(
                "[7]",
                "{",
                "7",
                "[{\"type\":7}]",
                "[{\"type\":\"Pods\",\"pods\":{\"targetAverageValue\":\"x\"}}]",
                "[{\"type\":\"Resource\",\"resource\":{\"targetAverageUtilization\":1.5}}]",
                "[{\"type\":\"Resource\",\"resource\":{\"targetAverageUtilization\":5000000000}}]",
                "[{\"type\":\"Pods\",\"pods\":{\"selector\":{\"matchLabels\":{\"a\":1}}}}]")) {
            assertThat(stored("metrics", json))
                    .as(json)
                    .isEqualTo(
                            read(
                                    "{\"apiVersion\":\"autoscaling/v2\",\"metadata\":{\"name\":\"h\"},\"spec\":{\"maxReplicas\":5}}"));
        }
        assertThat(stored("behavior", "{\"ScaleUp\":null}").struct("spec")).isEqualTo(read("{\"maxReplicas\":5}"));
        assertThat(stored("conditions", "[{\"lastTransitionTime\":\"today\"}]").has("status"))
                .isFalse();
    }

    @Test
    void namesCountInAnyCase() throws MalformedJsonException {
        assertThat(stored("behavior", "{\"scaleup\":{\"selectpolicy\":\"Min\"}}")
                        .find(List.of("spec", "behavior")))
                .isEqualTo(read("{\"scaleUp\":{\"selectPolicy\":\"Min\"}}"));
    }
}
