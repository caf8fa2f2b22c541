package dev.carafe.kubernetes.apiserver.admission;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.LimitRange;
import dev.carafe.kubernetes.api.core.v1.LimitRangeItem;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.ObjectReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gives containers a namespace's default amounts, and holds them to its bounds (plugin/pkg/admission/limitranger). */
public final class LimitRanger implements AdmissionPlugin {
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
        return Subject.isNewPod(request);
    }

    private List<LimitRangeItem> items(AdmissionRequest request) {
        return reader.list("", "limitranges", request.namespace()).stream()
                .flatMap(range -> new LimitRange(range).spec().limits().stream())
                .filter(item -> item.type().equals("Container"))
                .toList();
    }

    @Override
    public Struct admit(AdmissionRequest request) {
        Pod pod = new Pod(request.object().orElseThrow());
        PodSpec spec = pod.spec();
        for (LimitRangeItem item : items(request)) {
            spec = spec.withContainers(defaulted(spec.containers(), item));
            if (!spec.initContainers().isEmpty()) {
                spec = spec.withInitContainers(defaulted(spec.initContainers(), item));
            }
        }
        return pod.withSpec(spec).struct();
    }

    private static List<Container> defaulted(List<Container> containers, LimitRangeItem item) {
        List<Container> changed = new ArrayList<>();
        for (Container container : containers) {
            var resources = container.resources();
            Map<String, Quantity> limits = new LinkedHashMap<>(resources.limits());
            item.defaultValue().forEach(limits::putIfAbsent);
            Map<String, Quantity> requests = new LinkedHashMap<>(resources.requests());
            item.defaultRequest().forEach(requests::putIfAbsent);
            resources = limits.isEmpty() ? resources : resources.withLimits(limits);
            resources = requests.isEmpty() ? resources : resources.withRequests(requests);
            changed.add(container.withResources(resources));
        }
        return changed;
    }

    @Override
    public void validate(AdmissionRequest request) {
        PodSpec spec = new Pod(request.object().orElseThrow()).spec();
        List<Container> containers = new ArrayList<>(spec.containers());
        containers.addAll(spec.initContainers());
        List<String> errors = new ArrayList<>();
        for (LimitRangeItem item : items(request)) {
            for (Container container : containers) {
                item.min().forEach((resource, min) -> minimum(container, resource, min, errors));
                item.max().forEach((resource, max) -> maximum(container, resource, max, errors));
            }
        }
        if (!errors.isEmpty()) {
            throw Forbidden.of(request, errors.size() == 1 ? errors.getFirst() : errors.toString());
        }
    }

    private static void minimum(Container container, String resource, Quantity min, List<String> errors) {
        Quantity request = container.resources().requests().get(resource);
        Quantity limit = container.resources().limits().get(resource);
        if (request == null && limit == null) {
            errors.add("minimum " + resource + " usage per Container is " + min + ".  No request is specified");
        } else if (request != null && request.compareTo(min) < 0) {
            errors.add("minimum " + resource + " usage per Container is " + min + ", but request is " + request);
        } else if (limit != null && limit.compareTo(min) < 0) {
            errors.add("minimum " + resource + " usage per Container is " + min + ", but limit is " + limit);
        }
    }

    private static void maximum(Container container, String resource, Quantity max, List<String> errors) {
        Quantity request = container.resources().requests().get(resource);
        Quantity limit = container.resources().limits().get(resource);
        if (limit == null) {
            errors.add("maximum " + resource + " usage per Container is " + max + ".  No limit is specified");
        } else if (limit.compareTo(max) > 0) {
            errors.add("maximum " + resource + " usage per Container is " + max + ", but limit is " + limit);
        } else if (request != null && request.compareTo(max) > 0) {
            errors.add("maximum " + resource + " usage per Container is " + max + ", but request is " + request);
        }
    }
}
