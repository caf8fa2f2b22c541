package dev.carafe.kubernetes.scheduler.plugins;

import dev.carafe.kubernetes.scheduler.framework.AffinityTerm;
import dev.carafe.kubernetes.scheduler.framework.ClusterEvent;
import dev.carafe.kubernetes.scheduler.framework.CycleState;
import dev.carafe.kubernetes.scheduler.framework.NodeInfo;
import dev.carafe.kubernetes.scheduler.framework.Plugin;
import dev.carafe.kubernetes.scheduler.framework.PodInfo;
import dev.carafe.kubernetes.scheduler.framework.PreFilterResult;
import dev.carafe.kubernetes.scheduler.framework.Rejection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keeps pods near to, or far from, other pods, as either side's affinities say. */
public final class InterPodAffinity implements Plugin.PreFilter, Plugin.Filter, Plugin.PreScore, Plugin.Score {
    private final AffinityTerm.NamespaceLabels namespaces;

    /**
     * The plugin.
     *
     * @param namespaces for terms that select namespaces by their labels
     */
    public InterPodAffinity(AffinityTerm.NamespaceLabels namespaces) {
        this.namespaces = namespaces;
    }

    /** A part of the cluster: all nodes with this value of a label. */
    private record Topology(String key, String value) {}

    /**
     * How many pods matter where.
     *
     * @param keepsAway pods on nodes that want the new pod far
     * @param near for each of the pod's own near terms, the pods that meet it
     * @param far for each of its far terms, likewise
     */
    private record Counts(
            Map<Topology, Integer> keepsAway, List<Map<Topology, Integer>> near, List<Map<Topology, Integer>> far) {}

    /** The sum of weights by topology. */
    private record Weights(Map<Topology, Long> byTopology) {}

    @Override
    public String name() {
        return "InterPodAffinity";
    }

    @Override
    public PreFilterResult preFilter(CycleState state, PodInfo pod, List<NodeInfo> nodes) {
        Map<Topology, Integer> keepsAway = new HashMap<>();
        for (NodeInfo node : nodes) {
            for (PodInfo existing : node.podsThatKeepAway()) {
                for (AffinityTerm term : existing.affinities().far()) {
                    if (term.matches(pod, namespaces)) {
                        count(keepsAway, term, node);
                    }
                }
            }
        }
        if (keepsAway.isEmpty() && !pod.affinities().hasRequired()) {
            return PreFilterResult.SKIP;
        }
        state.put(new Counts(
                keepsAway,
                matching(pod.affinities().near(), nodes),
                matching(pod.affinities().far(), nodes)));
        return PreFilterResult.ALL_NODES;
    }

    private List<Map<Topology, Integer>> matching(List<AffinityTerm> terms, List<NodeInfo> nodes) {
        return terms.stream()
                .map(term -> {
                    Map<Topology, Integer> counts = new HashMap<>();
                    for (NodeInfo node : nodes) {
                        for (PodInfo existing : node.pods()) {
                            if (term.matches(existing, namespaces)) {
                                count(counts, term, node);
                            }
                        }
                    }
                    return counts;
                })
                .toList();
    }

    private static void count(Map<Topology, Integer> counts, AffinityTerm term, NodeInfo node) {
        topology(term, node).ifPresent(topology -> counts.merge(topology, 1, Integer::sum));
    }

    private static Optional<Topology> topology(AffinityTerm term, NodeInfo node) {
        return Optional.ofNullable(node.labels().get(term.topologyKey()))
                .map(value -> new Topology(term.topologyKey(), value));
    }

    @Override
    public Optional<Rejection> filter(CycleState state, PodInfo pod, NodeInfo node) {
        Optional<Counts> found = state.find(Counts.class);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Counts counts = found.get();
        if (!nearIsMet(counts, pod, node)) {
            return Optional.of(Rejection.unresolvable(name(), "node(s) didn't match pod affinity rules"));
        }
        for (int i = 0; i < counts.far().size(); i++) {
            if (holds(counts.far().get(i), pod.affinities().far().get(i), node)) {
                return Optional.of(Rejection.unschedulable(name(), "node(s) didn't match pod anti-affinity rules"));
            }
        }
        for (Topology topology : counts.keepsAway().keySet()) {
            if (topology.value().equals(node.labels().get(topology.key()))) {
                return Optional.of(
                        Rejection.unschedulable(name(), "node(s) didn't satisfy existing pods anti-affinity rules"));
            }
        }
        return Optional.empty();
    }

    /** Every near term has a pod here; or none has one anywhere and the pod meets its own terms: the first of its kind. */
    private boolean nearIsMet(Counts counts, PodInfo pod, NodeInfo node) {
        List<AffinityTerm> terms = pod.affinities().near();
        boolean all = true;
        for (int i = 0; i < terms.size(); i++) {
            if (topology(terms.get(i), node).isEmpty()) {
                return false;
            }
            all &= holds(counts.near().get(i), terms.get(i), node);
        }
        return all
                || (counts.near().stream().allMatch(Map::isEmpty)
                        && terms.stream().allMatch(term -> term.matches(pod, namespaces)));
    }

    private static boolean holds(Map<Topology, Integer> counts, AffinityTerm term, NodeInfo node) {
        return topology(term, node).filter(counts::containsKey).isPresent();
    }

    @Override
    public void preScore(CycleState state, PodInfo pod, List<NodeInfo> nodes) {
        Map<Topology, Long> weights = new HashMap<>();
        List<AffinityTerm> own = pod.affinities().preferred();
        for (NodeInfo node : nodes) {
            for (PodInfo existing : own.isEmpty() ? node.podsWithPreferences() : node.pods()) {
                own.stream()
                        .filter(term -> term.matches(existing, namespaces))
                        .forEach(term -> weigh(weights, term, node));
                existing.affinities().preferred().stream()
                        .filter(term -> term.matches(pod, namespaces))
                        .forEach(term -> weigh(weights, term, node));
            }
        }
        state.put(new Weights(weights));
    }

    private static void weigh(Map<Topology, Long> weights, AffinityTerm term, NodeInfo node) {
        topology(term, node).ifPresent(topology -> weights.merge(topology, (long) term.weight(), Long::sum));
    }

    @Override
    public long score(CycleState state, PodInfo pod, NodeInfo node) {
        long score = 0;
        Map<Topology, Long> weights =
                state.find(Weights.class).map(Weights::byTopology).orElse(Map.of());
        for (Map.Entry<Topology, Long> entry : weights.entrySet()) {
            if (entry.getKey().value().equals(node.labels().get(entry.getKey().key()))) {
                score += entry.getValue();
            }
        }
        return score;
    }

    /** From the least to the most wished for: 0 to 100. */
    @Override
    public void normalize(CycleState state, long[] scores) {
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        for (long score : scores) {
            min = Math.min(min, score);
            max = Math.max(max, score);
        }
        for (int i = 0; i < scores.length; i++) {
            scores[i] = max == min ? 0 : SCORE_MAX * (scores[i] - min) / (max - min);
        }
    }

    @Override
    public boolean mayHelp(ClusterEvent event, PodInfo pod) {
        return switch (event) {
            case ClusterEvent.NodeAdded _, ClusterEvent.NodeUpdated _ -> true;
            case ClusterEvent.AssignedPodDeleted(PodInfo gone) ->
                pod.affinities().far().stream().anyMatch(term -> term.matches(gone, namespaces))
                        || gone.affinities().far().stream().anyMatch(term -> term.matches(pod, namespaces));
            case ClusterEvent.AssignedPodChanged(PodInfo changed) ->
                pod.affinities().near().stream().anyMatch(term -> term.matches(changed, namespaces));
        };
    }
}
