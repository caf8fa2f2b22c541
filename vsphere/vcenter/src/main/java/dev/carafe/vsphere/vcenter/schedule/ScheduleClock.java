package dev.carafe.vsphere.vcenter.schedule;

import java.lang.System.Logger.Level;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Has the scheduled tasks that are due run, every few seconds; schedules say minutes. Has one thread. */
public final class ScheduleClock implements AutoCloseable {
    private static final long PERIOD_SECONDS = 5;
    private static final System.Logger LOG = System.getLogger(ScheduleClock.class.getName());

    private final ServedScheduledTaskManager manager;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("scheduled-tasks").factory());

    public ScheduleClock(ServedScheduledTaskManager manager) {
        this.manager = manager;
    }

    public void start() {
        var _ = thread.scheduleWithFixedDelay(this::tick, 0, PERIOD_SECONDS, TimeUnit.SECONDS);
    }

    private void tick() {
        try {
            manager.tick();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "scheduled tasks could not be started", e); // and are tried again soon
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
