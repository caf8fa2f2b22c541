package dev.carafe.kubernetes.scheduler.cache;

import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.scheduler.framework.NodeInfo;
import dev.carafe.kubernetes.scheduler.framework.PodInfo;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What runs where. A pod that was given a node is assumed to be there at once, before the API server says so, so that the
 * next pod sees the node as it will be. Not thread-safe; the scheduler's lock guards it.
 *
 * <pre>
 * assume ──► assumed ──► add (seen bound) ──► added ──► remove
 *               └──► forget (binding failed)
 * </pre>
 */
public final class SchedulerCache {
    private final Map<String, NodeInfo> nodes = new HashMap<>();

    /** The nodes that are known, in an order that only changes when nodes come and go. */
    private final List<NodeInfo> known = new ArrayList<>();

    /** Where each pod is counted, by its uid. */
    private final Map<String, Placement> placements = new HashMap<>();

    private record Placement(String node, PodInfo pod, boolean assumed) {}

    /** The nodes to choose among; a live view that must not be kept. */
    public List<NodeInfo> nodes() {
        return Collections.unmodifiableList(known);
    }

    public Optional<NodeInfo> node(String name) {
        return Optional.ofNullable(nodes.get(name)).filter(NodeInfo::isKnown);
    }

    /** Notes a node, new or changed. */
    public NodeInfo setNode(Node node) {
        NodeInfo info = nodes.computeIfAbsent(node.name(), NodeInfo::new);
        if (!info.isKnown()) {
            known.add(info);
        }
        info.setNode(node);
        return info;
    }

    /** Notes that a node is gone; its pods stay counted until they go too, in case it comes back. */
    public void removeNode(String name) {
        NodeInfo info = nodes.get(name);
        if (info != null && info.isKnown()) {
            info.setNode(null);
            known.removeIf(node -> node.name().equals(name));
            dropIfUnused(info);
        }
    }

    /** Counts a pod on the node that it was just given. */
    public void assume(PodInfo pod, String node) {
        place(pod, node, true);
    }

    /** Whether a pod is counted on a node. */
    public boolean contains(String podUid) {
        return placements.containsKey(podUid);
    }

    /** Takes back what was assumed; does nothing once the pod was seen bound. */
    public void forget(String podUid) {
        Placement placement = placements.get(podUid);
        if (placement != null && placement.assumed()) {
            remove(podUid);
        }
    }

    /** Counts a pod where the API server says that it is, wherever it was assumed to be. */
    public void add(PodInfo pod) {
        place(pod, pod.pod().spec().nodeName(), false);
    }

    /** Counts a pod no more. */
    public void remove(String podUid) {
        Placement placement = placements.remove(podUid);
        if (placement != null) {
            NodeInfo info = node(placement);
            info.remove(podUid);
            dropIfUnused(info);
        }
    }

    public int podCount() {
        return placements.size();
    }

    private void place(PodInfo pod, String node, boolean assumed) {
        @Nullable Placement before = placements.put(pod.uid(), new Placement(node, pod, assumed));
        if (before != null && !before.node().equals(node)) {
            NodeInfo info = node(before);
            info.remove(pod.uid());
            dropIfUnused(info);
        }
        nodes.computeIfAbsent(node, NodeInfo::new).add(pod);
    }

    private NodeInfo node(Placement placement) {
        return nodes.computeIfAbsent(placement.node(), NodeInfo::new);
    }

    private void dropIfUnused(NodeInfo info) {
        if (!info.isKnown() && info.podCount() == 0) {
            nodes.remove(info.name());
        }
    }
}
