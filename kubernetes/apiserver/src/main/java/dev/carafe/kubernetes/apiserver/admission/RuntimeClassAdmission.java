package dev.carafe.kubernetes.apiserver.admission;

import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.api.core.v1.Toleration;
import dev.carafe.kubernetes.api.node.v1.RuntimeClass;
import dev.carafe.kubernetes.api.node.v1.Scheduling;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.apiserver.registry.ObjectReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gives a pod what its runtime class says: what the runtime itself uses, and on which nodes it is
 * (plugin/pkg/admission/runtimeclass).
 */
public final class RuntimeClassAdmission implements AdmissionPlugin {
    private static final String OTHER_OVERHEAD =
            "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead";

    private final ObjectReader reader;

    public RuntimeClassAdmission(ObjectReader reader) {
        this.reader = reader;
    }

    @Override
    public String name() {
        return "RuntimeClass";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return Subject.isNewPod(request);
    }

    @Override
    public Struct admit(AdmissionRequest request) {
        Pod pod = new Pod(request.object().orElseThrow());
        Optional<RuntimeClass> named = named(request, pod.spec());
        if (named.isEmpty()) {
            return pod.struct();
        }
        PodSpec spec = pod.spec();
        if (named.get().hasOverhead()) {
            var fixed = named.get().overhead().podFixed();
            if (!spec.overhead().isEmpty() && !spec.overhead().equals(fixed)) {
                throw Forbidden.of(request, OTHER_OVERHEAD);
            }
            spec = fixed.isEmpty() ? spec : spec.withOverhead(fixed);
        }
        if (named.get().hasScheduling()) {
            spec = scheduled(request, spec, named.get().scheduling());
        }
        return pod.withSpec(spec).struct();
    }

    private Optional<RuntimeClass> named(AdmissionRequest request, PodSpec spec) {
        if (!spec.hasRuntimeClassName()) {
            return Optional.empty();
        }
        String name = spec.runtimeClassName();
        return Optional.of(reader.get("node.k8s.io", "runtimeclasses", "", name)
                .map(RuntimeClass::new)
                .orElseThrow(() -> Forbidden.of(request, "pod rejected: RuntimeClass \"" + name + "\" not found")));
    }

    private static PodSpec scheduled(AdmissionRequest request, PodSpec spec, Scheduling scheduling) {
        Map<String, String> selector = new LinkedHashMap<>(spec.nodeSelector());
        scheduling.nodeSelector().forEach((key, value) -> {
            String before = selector.put(key, value);
            if (before != null && !before.equals(value)) {
                throw Forbidden.of(
                        request,
                        "conflict: runtimeClass.scheduling.nodeSelector[" + key + "] = " + value
                                + "; pod.spec.nodeSelector[" + key + "] = " + before);
            }
        });
        List<Toleration> all = new ArrayList<>(spec.tolerations());
        all.addAll(scheduling.tolerations());
        PodSpec placed = selector.isEmpty() ? spec : spec.withNodeSelector(selector);
        return all.isEmpty() ? placed : placed.withTolerations(MergedTolerations.of(all));
    }

    @Override
    public void validate(AdmissionRequest request) {
        PodSpec spec = new Pod(request.object().orElseThrow()).spec();
        Optional<RuntimeClass> named = named(request, spec).filter(RuntimeClass::hasOverhead);
        if (named.isEmpty() && !spec.overhead().isEmpty()) {
            throw Forbidden.of(
                    request, "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead");
        }
        if (named.isPresent() && !named.get().overhead().podFixed().equals(spec.overhead())) {
            throw Forbidden.of(request, OTHER_OVERHEAD);
        }
    }
}
