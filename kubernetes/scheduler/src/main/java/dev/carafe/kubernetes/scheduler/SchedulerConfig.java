package dev.carafe.kubernetes.scheduler;

import dev.carafe.kubernetes.client.leaderelection.LeaseTimes;

/**
 * How a scheduler runs.
 *
 * @param schedulerName which pods it takes: those whose spec.schedulerName is this
 * @param leaderElect whether several may run, of which one schedules (--leader-elect)
 * @param leaseTimes how fast the lead changes hands (--leader-elect-lease-duration and its like)
 * @param identity tells this process from others that want to lead
 * @param bindingsMax how many bindings may be under way at once
 */
public record SchedulerConfig(
        String schedulerName, boolean leaderElect, LeaseTimes leaseTimes, String identity, int bindingsMax) {
    public static final String NAME_DEFAULT = "default-scheduler";
    public static final int BINDINGS_MAX_DEFAULT = 64;
}
