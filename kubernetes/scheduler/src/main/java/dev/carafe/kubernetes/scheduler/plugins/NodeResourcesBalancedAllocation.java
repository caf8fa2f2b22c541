package dev.carafe.kubernetes.scheduler.plugins;

import dev.carafe.kubernetes.scheduler.framework.CycleState;
import dev.carafe.kubernetes.scheduler.framework.NodeInfo;
import dev.carafe.kubernetes.scheduler.framework.Plugin;
import dev.carafe.kubernetes.scheduler.framework.PodInfo;
import dev.carafe.kubernetes.scheduler.framework.Resources;

/** Prefers nodes on which the pod leaves CPU and memory used to a like share. */
public final class NodeResourcesBalancedAllocation implements Plugin.Score {
    @Override
    public String name() {
        return "NodeResourcesBalancedAllocation";
    }

    @Override
    public long score(CycleState state, PodInfo pod, NodeInfo node) {
        if (pod.requests().isZero()) {
            return 0; // a pod that asks for nothing shifts no balance
        }
        Resources used = node.requested();
        Resources all = node.allocatable();
        double cpu = share(used.milliCpu() + pod.requests().milliCpu(), all.milliCpu());
        double memory = share(used.memoryBytes() + pod.requests().memoryBytes(), all.memoryBytes());
        double deviation = Math.abs(cpu - memory) / 2;
        return (long) ((1 - deviation) * SCORE_MAX);
    }

    private static double share(long used, long all) {
        return all == 0 ? 1 : Math.min(1, (double) used / all);
    }
}
