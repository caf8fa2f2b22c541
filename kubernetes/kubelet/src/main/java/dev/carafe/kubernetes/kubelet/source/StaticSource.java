package dev.carafe.kubernetes.kubelet.source;

import dev.carafe.kubernetes.api.core.v1.Pod;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tells a sink what changed between two full readings of a static source. Owned by the source's thread. */
final class StaticSource {
    private final String name;
    private final PodSink sink;
    private Map<String, Pod> declared = Map.of();
    private boolean ready;

    StaticSource(String name, PodSink sink) {
        this.name = name;
        this.sink = sink;
    }

    /** The source holds these pods now, and no others. */
    void set(List<Pod> pods) {
        Map<String, Pod> now = new LinkedHashMap<>();
        pods.forEach(pod -> now.put(pod.metadata().uid(), pod));
        declared.keySet().stream().filter(uid -> !now.containsKey(uid)).forEach(sink::undeclared);
        now.forEach((uid, pod) -> {
            if (!pod.equals(declared.get(uid))) {
                sink.declared(pod);
            }
        });
        declared = now;
        if (!ready) {
            ready = true;
            sink.ready(name);
        }
    }
}
