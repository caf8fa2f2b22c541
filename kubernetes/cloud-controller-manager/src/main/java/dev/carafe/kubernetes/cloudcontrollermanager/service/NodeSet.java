package dev.carafe.kubernetes.cloudcontrollermanager.service;

import dev.carafe.kubernetes.api.core.v1.Node;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The nodes under a load balancer; no I/O. */
final class NodeSet {
    private static final String EXCLUDE = "node.kubernetes.io/exclude-from-external-load-balancers";

    /** The cluster autoscaler's, on a node that it is about to delete. */
    private static final String TO_BE_DELETED = "ToBeDeletedByClusterAutoscaler";

    /** What Go's strconv.ParseBool reads as false; anything else keeps the label's meaning. */
    private static final Set<String> FALSE = Set.of("0", "f", "F", "false", "FALSE", "False");

    private static final int NAMES_MAX = 20;

    private NodeSet() {}

    /** Those that belong under load balancers, ready or not: a health check is the load balancer's own. */
    static List<Node> stable(List<Node> nodes) {
        return nodes.stream()
                .filter(node -> !node.metadata().hasDeletionTimestamp() && isIncluded(node) && !isToBeDeleted(node))
                .toList();
    }

    private static boolean isIncluded(Node node) {
        String excluded = node.metadata().labels().get(EXCLUDE);
        return excluded == null || FALSE.contains(excluded);
    }

    private static boolean isToBeDeleted(Node node) {
        return node.spec().taints().stream().anyMatch(taint -> taint.key().equals(TO_BE_DELETED));
    }

    /** Whether a change of a node may change which nodes are under load balancers. */
    static boolean isChangedBy(Node before, Node after) {
        return isIncluded(before) != isIncluded(after)
                || !before.spec().providerID().equals(after.spec().providerID());
    }

    /** Whether two sets are the same to a cloud: names and providerIDs. */
    static boolean same(List<Node> one, List<Node> other) {
        return one.size() == other.size() && providerIDs(one).equals(providerIDs(other));
    }

    private static Map<String, String> providerIDs(List<Node> nodes) {
        Map<String, String> ids = new HashMap<>();
        nodes.forEach(node -> ids.put(node.name(), node.spec().providerID()));
        return ids;
    }

    /** Their names as an event shows them: the first 20, sorted, in Go's form. */
    static String names(List<Node> nodes) {
        StringBuilder names = new StringBuilder("[")
                .append(String.join(
                        " ",
                        nodes.stream().limit(NAMES_MAX).map(Node::name).sorted().toList()));
        if (nodes.size() > NAMES_MAX) {
            names.append(" <").append(nodes.size() - NAMES_MAX).append(" more>");
        }
        return names.append(']').toString();
    }
}
