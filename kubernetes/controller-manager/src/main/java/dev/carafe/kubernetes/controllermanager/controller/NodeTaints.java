package dev.carafe.kubernetes.controllermanager.controller;

import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.NodeCondition;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.Taint;
import dev.carafe.kubernetes.api.core.v1.Toleration;
import dev.carafe.kubernetes.client.informer.Informer;
import java.util.List;
import java.util.Optional;

/** Conditions, taints and tolerations as nodes and pods have them; no I/O. */
public final class NodeTaints {
    public static final String NOT_READY = "node.kubernetes.io/not-ready";
    public static final String UNREACHABLE = "node.kubernetes.io/unreachable";
    public static final String NO_EXECUTE = "NoExecute";
    public static final String NO_SCHEDULE = "NoSchedule";

    /** The index of pods by the node they are bound to. */
    public static final String PODS_BY_NODE = "spec.nodeName";

    private NodeTaints() {}

    /** Adds the index {@link #PODS_BY_NODE}. */
    public static void indexByNode(Informer<Pod> pods) {
        pods.addIndex(
                PODS_BY_NODE,
                pod -> pod.spec().nodeName().isEmpty()
                        ? List.of()
                        : List.of(pod.spec().nodeName()));
    }

    public static Optional<NodeCondition> condition(Node node, String type) {
        for (NodeCondition condition : node.status().conditions()) {
            if (condition.type().equals(type)) {
                return Optional.of(condition);
            }
        }
        return Optional.empty();
    }

    /** The status of a condition; Unknown where the node does not have it. */
    public static String status(Node node, String type) {
        return condition(node, type).map(NodeCondition::status).orElse("Unknown");
    }

    /** Whether a toleration bears a taint. */
    public static boolean tolerates(Toleration toleration, Taint taint) {
        boolean effect = toleration.effect().isEmpty() || toleration.effect().equals(taint.effect());
        boolean key = toleration.key().isEmpty() || toleration.key().equals(taint.key());
        boolean exists = toleration.operator().equals("Exists");
        return effect
                && key
                && (exists || toleration.value().equals(taint.value()))
                && (exists || !toleration.key().isEmpty());
    }
}
