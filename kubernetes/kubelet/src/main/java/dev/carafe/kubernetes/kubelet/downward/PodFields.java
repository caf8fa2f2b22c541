package dev.carafe.kubernetes.kubelet.downward;

import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.apimachinery.value.Quoted;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads the fields of a pod that {@code fieldRef} may name (upstream {@code pkg/fieldpath},
 * {@code pkg/apis/core/pods/helpers.go}).
 */
public final class PodFields {
    private PodFields() {}

    /**
     * The field's text.
     *
     * @param podIps the pod's addresses, the primary first; those in the pod's status may be behind
     * @throws DownwardException when there is no such field
     */
    public static String value(Pod pod, String fieldPath, NodeFacts node, List<String> podIps)
            throws DownwardException {
        return switch (fieldPath) {
            case "spec.nodeName", "spec.host" ->
                pod.spec().nodeName().isEmpty() ? node.nodeName() : pod.spec().nodeName();
            case "spec.serviceAccountName" -> pod.spec().serviceAccountName();
            case "spec.restartPolicy" -> pod.spec().restartPolicy();
            case "status.phase" -> pod.status().phase();
            case "status.hostIP" ->
                node.hostIps().isEmpty() ? "" : node.hostIps().getFirst();
            case "status.hostIPs" -> String.join(",", node.hostIps());
            case "status.podIP" -> podIps.isEmpty() ? "" : podIps.getFirst();
            case "status.podIPs" -> String.join(",", podIps);
            default -> metadata(pod, fieldPath);
        };
    }

    /**
     * The text of a field of the pod's metadata; the only fields that files may show.
     *
     * @throws DownwardException when there is no such field
     */
    public static String metadata(Pod pod, String fieldPath) throws DownwardException {
        int bracket = fieldPath.indexOf("['");
        if (bracket > 0 && fieldPath.endsWith("']") && bracket + 2 < fieldPath.length() - 2) {
            String key = fieldPath.substring(bracket + 2, fieldPath.length() - 2);
            return switch (fieldPath.substring(0, bracket)) {
                case "metadata.labels" -> pod.metadata().labels().getOrDefault(key, "");
                case "metadata.annotations" -> pod.metadata().annotations().getOrDefault(key, "");
                default -> throw unsupported(fieldPath);
            };
        }
        return switch (fieldPath) {
            case "metadata.name" -> pod.metadata().name();
            case "metadata.namespace" -> pod.metadata().namespace();
            case "metadata.uid" -> pod.metadata().uid();
            case "metadata.labels" -> lines(pod.metadata().labels());
            case "metadata.annotations" -> lines(pod.metadata().annotations());
            default -> throw unsupported(fieldPath);
        };
    }

    /** One {@code key="value"} a line, sorted, without a newline at the end. */
    private static String lines(Map<String, String> map) {
        StringBuilder out = new StringBuilder();
        new TreeMap<>(map).forEach((key, value) -> {
            out.append(out.isEmpty() ? "" : "\n").append(key).append('=').append(Quoted.of(value));
        });
        return out.toString();
    }

    private static DownwardException unsupported(String fieldPath) {
        return new DownwardException("unsupported fieldPath: " + fieldPath);
    }
}
