package dev.carafe.kubernetes.scheduler.framework;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The plugins of one profile, run point by point in their order. Stateless, so thread-safe as far as its plugins are. */
public final class Framework {
    private final List<Plugin> plugins;
    private final Map<String, Plugin> byName;
    private final List<Plugin.PreFilter> preFilters;
    private final List<Plugin.Filter> filters;
    private final List<Plugin.PreScore> preScores;
    private final List<WeightedScore> scores;

    /** A plugin that ranks, and how much its word counts. */
    private record WeightedScore(Plugin.Score plugin, int weight) {}

    /**
     * A profile.
     *
     * @param plugins in the order in which each point runs them
     * @param weights how much a ranking plugin's word counts, by its name; 1 where not named
     */
    public Framework(List<Plugin> plugins, Map<String, Integer> weights) {
        this.plugins = List.copyOf(plugins);
        this.byName = plugins.stream().collect(Collectors.toMap(Plugin::name, plugin -> plugin));
        this.preFilters = at(Plugin.PreFilter.class);
        this.filters = at(Plugin.Filter.class);
        this.preScores = at(Plugin.PreScore.class);
        this.scores = at(Plugin.Score.class).stream()
                .map(plugin -> new WeightedScore(plugin, weights.getOrDefault(plugin.name(), 1)))
                .toList();
    }

    /** The plugins that take part in an extension point, in order. */
    public <P extends Plugin> List<P> at(Class<P> point) {
        return plugins.stream().filter(point::isInstance).map(point::cast).toList();
    }

    /** The order of the queue. */
    public Comparator<PodInfo> queueOrder() {
        return at(Plugin.QueueSort.class).stream()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("a profile needs a plugin that sorts the queue"))
                .order();
    }

    /** Why a pod may not wait for its turn yet, if so. */
    public Optional<Rejection> preEnqueue(PodInfo pod) {
        return at(Plugin.PreEnqueue.class).stream()
                .flatMap(plugin -> plugin.preEnqueue(pod).stream())
                .findFirst();
    }

    /** What is left of the nodes after every plugin looked at the pod. */
    sealed interface Candidates {
        /** @param others why the nodes that were left out cannot do, where some were */
        record Some(List<NodeInfo> nodes, Optional<Rejection> others) implements Candidates {}

        record None(Rejection rejection) implements Candidates {}
    }

    Candidates preFilter(CycleState state, PodInfo pod, List<NodeInfo> nodes) {
        @Nullable Set<String> only = null;
        Set<String> narrowedBy = new TreeSet<>();
        for (Plugin.PreFilter plugin : preFilters) {
            switch (plugin.preFilter(state, pod, nodes)) {
                case PreFilterResult.AllNodes _ -> {
                    continue;
                }
                case PreFilterResult.Skip _ -> state.skipFilter(plugin.name());
                case PreFilterResult.OnlyNodes(Set<String> names) -> {
                    only = intersection(only, names);
                    narrowedBy.add(plugin.name());
                }
                case PreFilterResult.Rejected(Rejection rejection) -> {
                    return new Candidates.None(rejection);
                }
            }
        }
        if (only == null) {
            return new Candidates.Some(nodes, Optional.empty());
        }
        Set<String> names = only;
        return new Candidates.Some(
                nodes.stream().filter(node -> names.contains(node.name())).toList(),
                Optional.of(Rejection.unresolvable(
                        narrowedBy.iterator().next(),
                        "node(s) didn't satisfy plugin(s) [" + String.join(" ", narrowedBy) + "]")));
    }

    /** Lets the plugins try to make room; what the first that has something to say says. */
    PostFilterResult postFilter(CycleState state, PodInfo pod, List<NodeInfo> nodes, FitError error) {
        for (Plugin.PostFilter plugin : at(Plugin.PostFilter.class)) {
            PostFilterResult result = plugin.postFilter(state, pod, nodes, error);
            if (!(result instanceof PostFilterResult.Nothing(String said) && said.isEmpty())) {
                return result;
            }
        }
        return PostFilterResult.NOTHING;
    }

    private static Set<String> intersection(@Nullable Set<String> one, Set<String> other) {
        return one == null ? other : one.stream().filter(other::contains).collect(Collectors.toSet());
    }

    /** The first plugin's rejection, if any turns the node away. */
    public Optional<Rejection> filter(CycleState state, PodInfo pod, NodeInfo node) {
        for (Plugin.Filter plugin : filters) {
            if (!state.isSkipped(plugin.name())) {
                Optional<Rejection> rejection = plugin.filter(state, pod, node);
                if (rejection.isPresent()) {
                    return rejection;
                }
            }
        }
        return Optional.empty();
    }

    /** The weighted sum of all ranks, in the order of the nodes. */
    long[] score(CycleState state, PodInfo pod, List<NodeInfo> nodes) {
        preScores.forEach(plugin -> plugin.preScore(state, pod, nodes));
        long[] sums = new long[nodes.size()];
        long[] ranks = new long[nodes.size()];
        for (WeightedScore score : scores) {
            Arrays.setAll(ranks, i -> score.plugin().score(state, pod, nodes.get(i)));
            score.plugin().normalize(state, ranks);
            for (int i = 0; i < sums.length; i++) {
                sums[i] += ranks[i] * score.weight();
            }
        }
        return sums;
    }

    /** Whether an event may let a pod fit that these plugins turned away; an unknown plugin might be helped by anything. */
    public boolean mayHelp(ClusterEvent event, PodInfo pod, Set<String> rejectedBy) {
        return rejectedBy.isEmpty()
                || rejectedBy.stream().anyMatch(name -> {
                    Plugin plugin = byName.get(name);
                    return plugin == null || plugin.mayHelp(event, pod);
                });
    }

    /**
     * Reserves for a pod at all plugins, or at none.
     */
    public Optional<Rejection> reserve(CycleState state, PodInfo pod, String node) {
        List<Plugin.Reserve> done = new ArrayList<>();
        for (Plugin.Reserve plugin : at(Plugin.Reserve.class)) {
            Optional<Rejection> rejection = plugin.reserve(state, pod, node);
            if (rejection.isPresent()) {
                done.reversed().forEach(earlier -> earlier.unreserve(state, pod, node));
                return rejection;
            }
            done.add(plugin);
        }
        return Optional.empty();
    }

    /** Lets go of what {@link #reserve} kept. */
    public void unreserve(CycleState state, PodInfo pod, String node) {
        at(Plugin.Reserve.class).reversed().forEach(plugin -> plugin.unreserve(state, pod, node));
    }

    @Override
    public String toString() {
        Map<String, String> points = new LinkedHashMap<>();
        plugins.forEach(plugin -> points.put(plugin.name(), plugin.getClass().getSimpleName()));
        return points.toString();
    }
}
