package dev.carafe.kubernetes.apiserver.admission;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.LimitRange;
import dev.carafe.kubernetes.api.core.v1.LimitRangeItem;
import dev.carafe.kubernetes.api.core.v1.PersistentVolumeClaim;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.admission.AdmissionRequest.Operation;
import dev.carafe.kubernetes.apiserver.registry.ObjectReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Gives containers a namespace's default amounts, and holds containers, pods and claims to volumes to its bounds
 * (plugin/pkg/admission/limitranger).
 */
public final class LimitRanger implements AdmissionPlugin {
    /** Where upstream writes down what it filled in. */
    private static final String ANNOTATION = "kubernetes.io/limit-ranger";

    private final ObjectReader reader;

    public LimitRanger(ObjectReader reader) {
        this.reader = reader;
    }

    @Override
    public String name() {
        return "LimitRanger";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return (Subject.isNewPod(request) || isResize(request) || isClaim(request)) && !isEnding(request);
    }

    /** Containers change nowhere but in a resize. */
    private static boolean isResize(AdmissionRequest request) {
        return request.operation() == Operation.UPDATE && Subject.isPart(request, "", "pods", "resize");
    }

    private static boolean isEnding(AdmissionRequest request) {
        return request.oldObject()
                .map(old -> old.struct("metadata"))
                .filter(metadata -> metadata.has("deletionTimestamp"))
                .isPresent();
    }

    private static boolean isClaim(AdmissionRequest request) {
        return request.resource().group().isEmpty()
                && request.resource().name().equals("persistentvolumeclaims")
                && request.subresource().isEmpty()
                && (request.operation() == Operation.CREATE || request.operation() == Operation.UPDATE);
    }

    private List<LimitRangeItem> items(AdmissionRequest request) {
        return reader.list("", "limitranges", request.namespace()).stream()
                .flatMap(range -> new LimitRange(range).spec().limits().stream())
                .toList();
    }

    @Override
    public Struct admit(AdmissionRequest request) {
        Struct object = request.object().orElseThrow();
        if (isClaim(request)) {
            return object;
        }
        Pod pod = new Pod(object);
        PodSpec spec = pod.spec();
        List<String> filled = new ArrayList<>();
        for (LimitRangeItem item : items(request)) {
            if (item.type().equals("Container")) {
                spec = spec.withContainers(defaulted(spec.containers(), item, "container", filled));
                if (!spec.initContainers().isEmpty()) {
                    spec = spec.withInitContainers(defaulted(spec.initContainers(), item, "init container", filled));
                }
            }
        }
        if (!filled.isEmpty()) {
            Map<String, String> annotations = new LinkedHashMap<>(pod.metadata().annotations());
            annotations.put(ANNOTATION, "LimitRanger plugin set: " + String.join("; ", filled));
            pod = pod.withMetadata(pod.metadata().withAnnotations(annotations));
        }
        return pod.withSpec(spec).struct();
    }

    private static List<Container> defaulted(
            List<Container> containers, LimitRangeItem item, String what, List<String> filled) {
        List<Container> changed = new ArrayList<>();
        for (Container container : containers) {
            var resources = container.resources();
            Map<String, Quantity> requests = new LinkedHashMap<>(resources.requests());
            note(requests, item.defaultRequest(), " request for " + what + " " + container.name(), filled);
            Map<String, Quantity> limits = new LinkedHashMap<>(resources.limits());
            note(limits, item.defaultValue(), " limit for " + what + " " + container.name(), filled);
            resources = limits.isEmpty() ? resources : resources.withLimits(limits);
            resources = requests.isEmpty() ? resources : resources.withRequests(requests);
            changed.add(container.withResources(resources));
        }
        return changed;
    }

    /** Fills in what is missing, and says so. */
    private static void note(
            Map<String, Quantity> amounts, Map<String, Quantity> defaults, String suffix, List<String> filled) {
        TreeSet<String> missing = new TreeSet<>(defaults.keySet());
        missing.removeAll(amounts.keySet());
        missing.forEach(resource -> amounts.put(resource, defaults.getOrDefault(resource, Quantity.ZERO)));
        if (!missing.isEmpty()) {
            filled.add(String.join(", ", missing) + suffix);
        }
    }

    @Override
    public void validate(AdmissionRequest request) {
        Struct object = request.object().orElseThrow();
        LimitRangeBounds bounds = new LimitRangeBounds();
        for (LimitRangeItem item : items(request)) {
            if (isClaim(request)) {
                if (item.type().equals("PersistentVolumeClaim")) {
                    bounds.checkRequests(
                            item,
                            new PersistentVolumeClaim(object).spec().resources().requests());
                }
            } else {
                bounds.checkPod(item, new Pod(object).spec());
            }
        }
        List<String> errors = bounds.errors();
        if (!errors.isEmpty()) {
            throw Forbidden.of(request, errors.size() == 1 ? errors.getFirst() : errors.toString());
        }
    }
}
