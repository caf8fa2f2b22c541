package dev.carafe.kubernetes.scheduler.framework;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Why no node fits a pod.
 *
 * @param nodeCount how many nodes there are
 * @param pod why no node at all can take it, where a plugin turned it away before the nodes were looked at
 * @param byNode why each node that was looked at turned the pod away, by its name
 * @param others why the nodes that were not looked at do, where there are some
 * @param postFilter what came of making room, in a sentence; empty where nothing is to be said
 */
public record FitError(
        int nodeCount,
        Optional<Rejection> pod,
        Map<String, Rejection> byNode,
        Optional<Rejection> others,
        String postFilter) {
    /** An error of a pod that no node can take, whatever it is like. */
    public static FitError ofPod(int nodeCount, Rejection rejection) {
        return new FitError(nodeCount, Optional.of(rejection), Map.of(), Optional.empty(), "");
    }

    /** An error of nodes, each for its own reason. */
    public static FitError ofNodes(int nodeCount, Map<String, Rejection> byNode, Optional<Rejection> others) {
        return new FitError(nodeCount, Optional.empty(), byNode, others, "");
    }

    /** The same error after room was tried to be made. */
    public FitError withPostFilter(String said) {
        return new FitError(nodeCount, pod, byNode, others, said);
    }

    /** The plugins that turned the pod away; only what concerns them can let it fit. */
    public Set<String> plugins() {
        Set<String> plugins = new LinkedHashSet<>();
        pod.ifPresent(rejection -> plugins.add(rejection.plugin()));
        byNode.values().forEach(rejection -> plugins.add(rejection.plugin()));
        others.ifPresent(rejection -> plugins.add(rejection.plugin()));
        return plugins;
    }

    /**
     * Upstream's text: each reason with the number of nodes that gave it, in the order of the texts, then what came of making
     * room (k8s.io/kubernetes pkg/scheduler/framework/types.go, 1.37).
     */
    public String message() {
        if (nodeCount == 0) {
            return "no nodes available to schedule pods";
        }
        String message = "0/" + nodeCount + " nodes are available: " + reasons() + ".";
        return postFilter.isEmpty() ? message : message + " " + postFilter;
    }

    private String reasons() {
        if (pod.isPresent()) {
            return String.join(", ", pod.get().reasons());
        }
        Map<String, Integer> counts = new TreeMap<>();
        byNode.values()
                .forEach(rejection -> rejection.reasons().forEach(reason -> counts.merge(reason, 1, Integer::sum)));
        int left = nodeCount - byNode.size();
        if (left > 0) {
            others.ifPresent(
                    rejection -> rejection.reasons().forEach(reason -> counts.merge(reason, left, Integer::sum)));
        }
        List<String> parts = new ArrayList<>();
        counts.forEach((reason, count) -> parts.add(count + " " + reason));
        Collections.sort(parts);
        return String.join(", ", parts);
    }
}
