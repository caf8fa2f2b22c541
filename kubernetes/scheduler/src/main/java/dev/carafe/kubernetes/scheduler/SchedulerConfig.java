package dev.carafe.kubernetes.scheduler;

/**
 * How a scheduler runs.
 *
 * @param schedulerName which pods it takes: those whose spec.schedulerName is this
 * @param leaderElect whether several may run, of which one schedules (--leader-elect)
 * @param identity tells this process from others that want to lead
 * @param bindingsMax how many bindings may be under way at once
 */
public record SchedulerConfig(String schedulerName, boolean leaderElect, String identity, int bindingsMax) {
    public static final String NAME_DEFAULT = "default-scheduler";
    public static final int BINDINGS_MAX_DEFAULT = 64;
}
