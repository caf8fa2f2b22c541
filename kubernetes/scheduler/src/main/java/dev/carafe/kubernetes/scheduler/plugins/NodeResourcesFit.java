package dev.carafe.kubernetes.scheduler.plugins;

import dev.carafe.kubernetes.scheduler.framework.ClusterEvent;
import dev.carafe.kubernetes.scheduler.framework.CycleState;
import dev.carafe.kubernetes.scheduler.framework.NodeInfo;
import dev.carafe.kubernetes.scheduler.framework.Plugin;
import dev.carafe.kubernetes.scheduler.framework.PodInfo;
import dev.carafe.kubernetes.scheduler.framework.Rejection;
import dev.carafe.kubernetes.scheduler.framework.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keeps pods to nodes with room for what they ask, and prefers the nodes of which the least is taken (LeastAllocated). */
public final class NodeResourcesFit implements Plugin.Filter, Plugin.Score {
    @Override
    public String name() {
        return "NodeResourcesFit";
    }

    @Override
    public Optional<Rejection> filter(CycleState state, PodInfo pod, NodeInfo node) {
        if (fits(pod, node)) {
            return Optional.empty();
        }
        List<String> reasons = insufficient(pod, node);
        boolean everFits = fitsEmpty(pod.requests(), node.allocatable());
        return Optional.of(new Rejection(name(), reasons, everFits));
    }

    /** The same question as {@link #insufficient}, for the usual answer: nothing is allocated for it. */
    private static boolean fits(PodInfo pod, NodeInfo node) {
        Resources wanted = pod.requests();
        Resources used = node.requested();
        Resources all = node.allocatable();
        return node.podCount() + 1 <= all.pods()
                && (wanted.milliCpu() == 0 || wanted.milliCpu() <= all.milliCpu() - used.milliCpu())
                && (wanted.memoryBytes() == 0 || wanted.memoryBytes() <= all.memoryBytes() - used.memoryBytes())
                && (wanted.ephemeralStorageBytes() == 0
                        || wanted.ephemeralStorageBytes() <= all.ephemeralStorageBytes() - used.ephemeralStorageBytes())
                && wanted.scalars().entrySet().stream().allMatch(entry -> fits(entry, all, used));
    }

    private static boolean fits(Map.Entry<String, Long> wanted, Resources all, Resources used) {
        return wanted.getValue() == 0
                || wanted.getValue() <= all.scalar(wanted.getKey()) - used.scalar(wanted.getKey());
    }

    private static List<String> insufficient(PodInfo pod, NodeInfo node) {
        Resources wanted = pod.requests();
        Resources used = node.requested();
        Resources all = node.allocatable();
        List<String> reasons = new ArrayList<>();
        if (node.podCount() + 1 > all.pods()) {
            reasons.add("Too many pods");
        }
        check(reasons, "cpu", wanted.milliCpu(), all.milliCpu() - used.milliCpu());
        check(reasons, "memory", wanted.memoryBytes(), all.memoryBytes() - used.memoryBytes());
        check(
                reasons,
                "ephemeral-storage",
                wanted.ephemeralStorageBytes(),
                all.ephemeralStorageBytes() - used.ephemeralStorageBytes());
        wanted.scalars().forEach((name, amount) -> check(reasons, name, amount, all.scalar(name) - used.scalar(name)));
        return reasons;
    }

    private static void check(List<String> reasons, String name, long wanted, long free) {
        if (wanted > 0 && wanted > free) {
            reasons.add("Insufficient " + name);
        }
    }

    private static boolean fitsEmpty(Resources wanted, Resources all) {
        return wanted.milliCpu() <= all.milliCpu()
                && wanted.memoryBytes() <= all.memoryBytes()
                && wanted.ephemeralStorageBytes() <= all.ephemeralStorageBytes()
                && wanted.scalars().entrySet().stream()
                        .allMatch(entry -> entry.getValue() <= all.scalar(entry.getKey()));
    }

    @Override
    public boolean mayHelp(ClusterEvent event, PodInfo pod) {
        return switch (event) {
            case ClusterEvent.NodeAdded(NodeInfo node) -> fits(pod, node);
            case ClusterEvent.NodeUpdated(NodeInfo node) -> fits(pod, node);
            case ClusterEvent.AssignedPodDeleted _ -> true;
            case ClusterEvent.AssignedPodChanged _ -> false;
        };
    }

    /** The mean free share of CPU and memory after the pod, from 0 to 100. */
    @Override
    public long score(CycleState state, PodInfo pod, NodeInfo node) {
        Resources wanted = pod.nonZeroRequests();
        Resources used = node.nonZeroRequested();
        Resources all = node.allocatable();
        return (freeShare(all.milliCpu(), used.milliCpu() + wanted.milliCpu())
                        + freeShare(all.memoryBytes(), used.memoryBytes() + wanted.memoryBytes()))
                / 2;
    }

    private static long freeShare(long all, long used) {
        return all == 0 || used > all ? 0 : (all - used) * SCORE_MAX / all;
    }
}
