package dev.carafe.kubernetes.scheduler.framework;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Finds the node for one pod: filter until enough nodes fit, rank those, take the best.
 *
 * <p>"Enough" keeps the cost of a pod from growing with the cluster: up to 100 nodes all are looked for, above that a share
 * that falls from a half to a twentieth. Each search starts where the last one ended, so that all nodes get their turn. Used
 * by one thread at a time.
 */
public final class SchedulingAlgorithm {
    private static final int FEASIBLE_MIN = 100;
    private static final int PERCENTAGE_MIN = 5;

    private final Framework framework;
    private final RandomGenerator random;
    private int nextStart;

    /** A search's end. */
    public sealed interface Result {
        /** The node that was found; the state goes on with the pod. */
        record Found(String node, CycleState state) implements Result {}

        /** No node fits. */
        record NoFit(FitError error, CycleState state) implements Result {}
    }

    /**
     * An algorithm over a profile.
     *
     * @param random chooses among equally good nodes
     */
    public SchedulingAlgorithm(Framework framework, RandomGenerator random) {
        this.framework = framework;
        this.random = random;
    }

    /** Searches among these nodes, which must not change meanwhile. */
    public Result schedule(PodInfo pod, List<NodeInfo> nodes) {
        CycleState state = new CycleState();
        if (nodes.isEmpty()) {
            return new Result.NoFit(FitError.ofNodes(0, Map.of(), Optional.empty()), state);
        }
        Result result = switch (framework.preFilter(state, pod, nodes)) {
            case Framework.Candidates.None(Rejection rejection) ->
                new Result.NoFit(FitError.ofPod(nodes.size(), rejection), state);
            case Framework.Candidates.Some(List<NodeInfo> candidates, Optional<Rejection> others) ->
                choose(state, pod, candidates, others, nodes.size());
        };
        return switch (result) {
            case Result.Found found -> found;
            case Result.NoFit noFit -> afterPostFilter(noFit, pod, nodes);
        };
    }

    private Result.NoFit afterPostFilter(Result.NoFit noFit, PodInfo pod, List<NodeInfo> nodes) {
        return switch (framework.postFilter(noFit.state(), pod, nodes, noFit.error())) {
            case PostFilterResult.Nominated _ -> noFit;
            case PostFilterResult.Nothing(String said) ->
                new Result.NoFit(noFit.error().withPostFilter(said), noFit.state());
        };
    }

    private Result choose(
            CycleState state, PodInfo pod, List<NodeInfo> candidates, Optional<Rejection> others, int nodeCount) {
        int wanted = feasibleWanted(candidates.size());
        List<NodeInfo> feasible = new ArrayList<>(Math.min(wanted, candidates.size()));
        Map<String, Rejection> rejections = new HashMap<>();
        int start = candidates.isEmpty() ? 0 : Math.floorMod(nextStart, candidates.size());
        int looked = 0;
        while (looked < candidates.size() && feasible.size() < wanted) {
            NodeInfo node = candidates.get((start + looked++) % candidates.size());
            Optional<Rejection> rejection = framework.filter(state, pod, node);
            if (rejection.isPresent()) {
                rejections.put(node.name(), rejection.get());
            } else {
                feasible.add(node);
            }
        }
        nextStart = (start + looked) % nodeCount;
        if (feasible.isEmpty()) {
            return new Result.NoFit(
                    FitError.ofNodes(nodeCount, Collections.unmodifiableMap(rejections), others), state);
        }
        NodeInfo best = feasible.size() == 1 ? feasible.getFirst() : best(state, pod, feasible);
        return new Result.Found(best.name(), state);
    }

    private NodeInfo best(CycleState state, PodInfo pod, List<NodeInfo> feasible) {
        long[] scores = framework.score(state, pod, feasible);
        int best = 0;
        int equals = 1;
        for (int i = 1; i < scores.length; i++) {
            if (scores[i] > scores[best]) {
                best = i;
                equals = 1;
            } else if (scores[i] == scores[best] && random.nextInt(++equals) == 0) {
                best = i;
            }
        }
        return feasible.get(best);
    }

    static int feasibleWanted(int nodes) {
        if (nodes < FEASIBLE_MIN) {
            return nodes;
        }
        int percentage = Math.max(PERCENTAGE_MIN, 50 - nodes / 125);
        return Math.max(FEASIBLE_MIN, nodes * percentage / 100);
    }
}
