package dev.carafe.kubernetes.scheduler.plugins;

import dev.carafe.kubernetes.scheduler.framework.Plugin;
import dev.carafe.kubernetes.scheduler.framework.PodInfo;
import java.util.Comparator;

/** The higher priority first; among equals, the pod that has waited longer (which the queue itself sees to). */
public final class PrioritySort implements Plugin.QueueSort {
    @Override
    public String name() {
        return "PrioritySort";
    }

    @Override
    public Comparator<PodInfo> order() {
        return Comparator.comparingInt(PodInfo::priority).reversed();
    }
}
