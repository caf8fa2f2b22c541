package dev.carafe.kubernetes.controllermanager.nodelifecycle;

import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.Taint;
import dev.carafe.kubernetes.controllermanager.controller.NodeTaints;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The taints that a node's conditions ask for; no I/O. */
final class ConditionTaints {
    private static final Map<String, String> WHEN_TRUE = Map.of(
            "MemoryPressure", "node.kubernetes.io/memory-pressure",
            "DiskPressure", "node.kubernetes.io/disk-pressure",
            "PIDPressure", "node.kubernetes.io/pid-pressure",
            "NetworkUnavailable", "node.kubernetes.io/network-unavailable");
    private static final String UNSCHEDULABLE = "node.kubernetes.io/unschedulable";

    private ConditionTaints() {}

    /** The node's taints with those of effect NoSchedule put right. */
    static List<Taint> noSchedule(Node node, Instant now) {
        Set<String> wanted = new LinkedHashSet<>();
        String ready = NodeTaints.status(node, "Ready");
        if (NodeTaints.condition(node, "Ready").isPresent()) {
            if (ready.equals("False")) {
                wanted.add(NodeTaints.NOT_READY);
            } else if (ready.equals("Unknown")) {
                wanted.add(NodeTaints.UNREACHABLE);
            }
        }
        WHEN_TRUE.forEach((condition, key) -> {
            if (NodeTaints.status(node, condition).equals("True")) {
                wanted.add(key);
            }
        });
        if (node.spec().unschedulable()) {
            wanted.add(UNSCHEDULABLE);
        }
        Set<String> managed = new LinkedHashSet<>(WHEN_TRUE.values());
        managed.addAll(List.of(NodeTaints.NOT_READY, NodeTaints.UNREACHABLE, UNSCHEDULABLE));
        return replaced(node, NodeTaints.NO_SCHEDULE, managed, wanted, now);
    }

    /** The node's taints with those of effect NoExecute put right; without any where nothing may be evicted. */
    static List<Taint> noExecute(Node node, boolean mayEvict, Instant now) {
        Set<String> wanted = new LinkedHashSet<>();
        String ready = NodeTaints.status(node, "Ready");
        if (mayEvict && !ready.equals("True")) {
            wanted.add(ready.equals("False") ? NodeTaints.NOT_READY : NodeTaints.UNREACHABLE);
        }
        Set<String> managed = Set.of(NodeTaints.NOT_READY, NodeTaints.UNREACHABLE);
        return replaced(node, NodeTaints.NO_EXECUTE, managed, wanted, now);
    }

    private static List<Taint> replaced(
            Node node, String effect, Set<String> managed, Set<String> wanted, Instant now) {
        List<Taint> taints = new ArrayList<>();
        Set<String> missing = new LinkedHashSet<>(wanted);
        for (Taint taint : node.spec().taints()) {
            boolean ours = taint.effect().equals(effect) && managed.contains(taint.key());
            if (!ours || missing.remove(taint.key())) {
                taints.add(taint);
            }
        }
        missing.forEach(
                key -> taints.add(new Taint().withKey(key).withEffect(effect).withTimeAdded(now)));
        return taints;
    }
}
