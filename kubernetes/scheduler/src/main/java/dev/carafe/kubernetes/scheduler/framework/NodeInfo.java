package dev.carafe.kubernetes.scheduler.framework;

import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.Taint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A node with the pods on it, its sums always up to date, so that a filter adds nothing up. Mutable; the cache owns it, and
 * plugins only read.
 */
public final class NodeInfo {
    private final String name;
    private final Map<String, PodInfo> pods = new LinkedHashMap<>();
    private final Map<String, PodInfo> podsThatKeepAway = new LinkedHashMap<>();
    private final Map<String, PodInfo> podsWithPreferences = new LinkedHashMap<>();
    private final List<HostPort> usedPorts = new ArrayList<>();
    private final Resources requested = new Resources();
    private final Resources nonZeroRequested = new Resources();

    /** Null while pods are known on a node that is not known itself. */
    private @Nullable Node node;

    private Resources allocatable = new Resources();
    private Map<String, String> labels = Map.of();
    private List<Taint> hardTaints = List.of();
    private List<Taint> softTaints = List.of();
    private Map<String, Long> imageBytes = Map.of();

    public NodeInfo(String name) {
        this.name = name;
    }

    public String name() {
        return name;
    }

    /** Whether the node object itself is known. */
    public boolean isKnown() {
        return node != null;
    }

    /** The node, an empty one while it is unknown. */
    public Node node() {
        return node == null ? new Node() : node;
    }

    public void setNode(@Nullable Node changed) {
        node = changed;
        Node known = node();
        allocatable = Resources.of(known.status().allocatable());
        labels = known.metadata().labels();
        hardTaints = taints(known, List.of("NoSchedule", "NoExecute"));
        softTaints = taints(known, List.of("PreferNoSchedule"));
        Map<String, Long> images = new LinkedHashMap<>();
        known.status().images().forEach(image -> image.names().forEach(tag -> images.put(tag, image.sizeBytes())));
        imageBytes = Collections.unmodifiableMap(images);
    }

    private static List<Taint> taints(Node node, List<String> effects) {
        return node.spec().taints().stream()
                .filter(taint -> effects.contains(taint.effect()))
                .toList();
    }

    public void add(PodInfo pod) {
        remove(pod.uid());
        pods.put(pod.uid(), pod);
        requested.add(pod.requests());
        nonZeroRequested.add(pod.nonZeroRequests());
        usedPorts.addAll(pod.hostPorts());
        if (!pod.affinities().far().isEmpty()) {
            podsThatKeepAway.put(pod.uid(), pod);
        }
        if (!pod.affinities().preferred().isEmpty()) {
            podsWithPreferences.put(pod.uid(), pod);
        }
    }

    /** Takes a pod away; does nothing when it is not here. */
    public void remove(String podUid) {
        PodInfo pod = pods.remove(podUid);
        if (pod != null) {
            requested.subtract(pod.requests());
            nonZeroRequested.subtract(pod.nonZeroRequests());
            pod.hostPorts().forEach(usedPorts::remove);
            podsThatKeepAway.remove(podUid);
            podsWithPreferences.remove(podUid);
        }
    }

    public Collection<PodInfo> pods() {
        return Collections.unmodifiableCollection(pods.values());
    }

    /** The pods that must have some others far from them. */
    public Collection<PodInfo> podsThatKeepAway() {
        return Collections.unmodifiableCollection(podsThatKeepAway.values());
    }

    /** The pods that prefer to have some others near or far. */
    public Collection<PodInfo> podsWithPreferences() {
        return Collections.unmodifiableCollection(podsWithPreferences.values());
    }

    public int podCount() {
        return pods.size();
    }

    public Resources allocatable() {
        return allocatable;
    }

    /** The sum of what the pods take. */
    public Resources requested() {
        return requested;
    }

    /** The sum of what scoring counts that the pods take. */
    public Resources nonZeroRequested() {
        return nonZeroRequested;
    }

    public List<HostPort> usedPorts() {
        return Collections.unmodifiableList(usedPorts);
    }

    public Map<String, String> labels() {
        return labels;
    }

    /** Taints that keep pods away. */
    public List<Taint> hardTaints() {
        return hardTaints;
    }

    /** Taints that pods had better avoid. */
    public List<Taint> softTaints() {
        return softTaints;
    }

    /** The images on the node, by name, with their sizes. */
    public Map<String, Long> imageBytes() {
        return imageBytes;
    }
}
