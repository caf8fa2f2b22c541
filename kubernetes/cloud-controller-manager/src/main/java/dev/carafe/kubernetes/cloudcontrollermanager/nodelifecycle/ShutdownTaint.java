package dev.carafe.kubernetes.cloudcontrollermanager.nodelifecycle;

import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.NodeCondition;
import dev.carafe.kubernetes.api.core.v1.Taint;
import dev.carafe.kubernetes.cloudcontrollermanager.controller.Nodes;
import java.util.ArrayList;
import java.util.List;

/** When a node has the taint of an instance that is shut down; no I/O. */
final class ShutdownTaint {
    static final Taint TAINT = new Taint().withKey(Nodes.SHUTDOWN).withEffect("NoSchedule");

    private ShutdownTaint() {}

    /** Whether a node says that it is ready; its instance is then surely there, and the cloud need not be asked. */
    static boolean isReady(Node node) {
        return Nodes.condition(node, "Ready")
                .map(NodeCondition::status)
                .orElse("Unknown")
                .equals("True");
    }

    static boolean isIn(Node node) {
        return node.spec().taints().stream().anyMatch(taint -> Nodes.matches(taint, TAINT));
    }

    /** The node's taints with this one. */
    static List<Taint> added(Node node) {
        List<Taint> taints = new ArrayList<>(removed(node));
        taints.add(TAINT);
        return taints;
    }

    /** The node's taints without this one. */
    static List<Taint> removed(Node node) {
        return node.spec().taints().stream()
                .filter(taint -> !Nodes.matches(taint, TAINT))
                .toList();
    }
}
