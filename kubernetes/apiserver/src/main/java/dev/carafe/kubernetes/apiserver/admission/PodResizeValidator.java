package dev.carafe.kubernetes.apiserver.admission;

import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.apimachinery.errors.StatusCause;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.resource.Quantity;
import dev.carafe.kubernetes.apimachinery.value.Quoted;
import dev.carafe.kubernetes.apiserver.admission.AdmissionRequest.Operation;
import dev.carafe.kubernetes.apiserver.registry.ObjectReader;
import dev.carafe.kubernetes.apiserver.registry.PodAmounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A pod on a node is resized only to what the node has, and only on Linux (plugin/pkg/admission/podresize). */
public final class PodResizeValidator implements AdmissionPlugin {
    private static final String OS = "kubernetes.io/os";

    private final ObjectReader reader;

    public PodResizeValidator(ObjectReader reader) {
        this.reader = reader;
    }

    @Override
    public String name() {
        return "PodResizeValidator";
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.operation() == Operation.UPDATE && Subject.isPart(request, "", "pods", "resize");
    }

    @Override
    public void validate(AdmissionRequest request) {
        Pod pod = new Pod(request.object().orElseThrow());
        Pod old = new Pod(request.oldObject().orElseThrow());
        String name = pod.spec().nodeName();
        if (name.isEmpty() || old.metadata().generation() == pod.metadata().generation()) {
            return;
        }
        Node node = reader.get("", "nodes", "", name)
                .map(Node::new)
                .orElseThrow(() -> Forbidden.of(request, "node " + Quoted.of(name) + " not found"));
        String os = node.metadata().labels().getOrDefault(OS, "linux");
        if (!os.equals("linux")) {
            throw refused(
                    request,
                    "pod resize is only supported on linux nodes, node " + Quoted.of(name) + " is " + Quoted.of(os),
                    "UnsupportedPlatform");
        }
        List<String> wanting =
                wanting(PodAmounts.requests(pod.spec()), node.status().allocatable());
        if (!wanting.isEmpty()) {
            throw refused(
                    request,
                    "node didn't have enough allocatable resources: " + String.join("; ", wanting),
                    "NodeCapacity");
        }
    }

    private static StatusError refused(AdmissionRequest request, String why, String reason) {
        return Forbidden.of(request, why).withCause(new StatusCause(reason, "", ""));
    }

    /** What the node has too little of: processors in thousandths, memory in bytes. */
    private static List<String> wanting(Map<String, Quantity> requests, Map<String, Quantity> allocatable) {
        List<String> wanting = new ArrayList<>();
        Quantity cpu = requests.getOrDefault("cpu", Quantity.ZERO);
        Quantity cpuThere = allocatable.getOrDefault("cpu", Quantity.ZERO);
        if (cpu.compareTo(cpuThere) > 0) {
            wanting.add("cpu, requested: " + cpu.milliValue() + ", allocatable: " + cpuThere.milliValue());
        }
        Quantity memory = requests.getOrDefault("memory", Quantity.ZERO);
        Quantity memoryThere = allocatable.getOrDefault("memory", Quantity.ZERO);
        if (memory.compareTo(memoryThere) > 0) {
            wanting.add("memory, requested: " + memory.value() + ", allocatable: " + memoryThere.value());
        }
        return wanting;
    }
}
