package dev.carafe.kubernetes.scheduler.framework;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Why no node fits a pod.
 *
 * @param nodeCount how many nodes there are
 * @param rejections one for each node that was looked at, or a single one for all
 * @param forAllNodes whether the single rejection speaks of the pod rather than of a node
 */
public record FitError(int nodeCount, List<Rejection> rejections, boolean forAllNodes) {

    /** The plugins that turned the pod away; only what concerns them can let it fit. */
    public Set<String> plugins() {
        Set<String> plugins = new LinkedHashSet<>();
        rejections.forEach(rejection -> plugins.add(rejection.plugin()));
        return plugins;
    }

    /** Upstream's text: each reason with the number of nodes that gave it, in the order of the texts. */
    public String message() {
        if (nodeCount == 0) {
            return "no nodes available to schedule pods";
        }
        String message = "0/" + nodeCount + " nodes are available: ";
        if (forAllNodes) {
            return message + String.join(", ", rejections.getFirst().reasons()) + ".";
        }
        Map<String, Integer> counts = new TreeMap<>();
        rejections.forEach(rejection -> rejection.reasons().forEach(reason -> counts.merge(reason, 1, Integer::sum)));
        List<String> parts = new ArrayList<>();
        counts.forEach((reason, count) -> parts.add(count + " " + reason));
        Collections.sort(parts);
        return message + String.join(", ", parts) + ".";
    }
}
