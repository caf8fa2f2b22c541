package dev.carafe.vsphere.vcenter.alarm;

import java.lang.System.Logger.Level;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Has metric alarms look at new values as often as hosts measure. Has one thread. */
public final class MetricSampling implements AutoCloseable {
    /** As often as hosts measure. */
    private static final long PERIOD_SECONDS = 20;

    private static final System.Logger LOG = System.getLogger(MetricSampling.class.getName());

    private final ServedAlarmManager alarms;
    private final Measurements measurements;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("metric-alarms").factory());

    public MetricSampling(ServedAlarmManager alarms, Measurements measurements) {
        this.alarms = alarms;
        this.measurements = measurements;
    }

    public void start() {
        var _ = thread.scheduleWithFixedDelay(this::sample, PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
    }

    private void sample() {
        try {
            alarms.sample(measurements);
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "alarms have no new values", e); // the next ones come soon
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
