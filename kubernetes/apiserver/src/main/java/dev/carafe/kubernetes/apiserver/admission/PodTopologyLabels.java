package dev.carafe.kubernetes.apiserver.admission;

import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.admission.AdmissionRequest.Operation;
import dev.carafe.kubernetes.apiserver.registry.ObjectReader;
import java.util.List;
import java.util.Objects;

/**
 * Labels a pod with the zone and the region of the node that it is bound to, so that it can read them of itself
 * (plugin/pkg/admission/podtopologylabels, KEP-4742). They replace labels that it was given.
 */
public final class PodTopologyLabels implements AdmissionPlugin {
    private static final List<String> TOPOLOGY =
            List.of("topology.kubernetes.io/zone", "topology.kubernetes.io/region");

    private final ObjectReader reader;

    public PodTopologyLabels(ObjectReader reader) {
        this.reader = reader;
    }

    @Override
    public String name() {
        return "PodTopologyLabels";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return Subject.isNewPod(request)
                || (request.operation() == Operation.CREATE && Subject.isPart(request, "", "pods", "binding"));
    }

    @Override
    public Struct admit(AdmissionRequest request) {
        Struct object = request.object().orElseThrow();
        String node = request.subresource().isEmpty() ? nodeOfPod(object) : nodeOfBinding(object);
        return node.isEmpty()
                ? object
                : reader.get("", "nodes", "", node)
                        .map(found -> labelled(object, part(part(found, "metadata"), "labels")))
                        .orElse(object);
    }

    private static String nodeOfPod(Struct pod) {
        return Objects.requireNonNullElse(part(pod, "spec").string("nodeName"), "");
    }

    private static String nodeOfBinding(Struct binding) {
        Struct target = part(binding, "target");
        return "Node".equals(target.string("kind")) ? Objects.requireNonNullElse(target.string("name"), "") : "";
    }

    private static Struct part(Struct struct, String name) {
        return Objects.requireNonNullElse(struct.struct(name), Struct.EMPTY);
    }

    private static Struct labelled(Struct object, Struct ofNode) {
        Struct metadata = part(object, "metadata");
        Struct labels = part(metadata, "labels");
        for (String label : TOPOLOGY) {
            Object value = ofNode.get(label);
            labels = value == null ? labels : labels.with(label, value);
        }
        return labels.isEmpty() ? object : object.with("metadata", metadata.with("labels", labels));
    }
}
