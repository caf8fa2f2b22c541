package dev.carafe.vsphere.client;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Ends a transfer in which nothing moves. Looks four times within the time that is allowed. */
final class StallWatch implements Transport.Watch, AutoCloseable {
    private static final int LOOKS = 4;

    private final long allowedNs;
    private final ScheduledFuture<?> looks;
    private volatile long movedNs = System.nanoTime();
    private volatile Runnable cancel = () -> {};
    private volatile boolean stalled;

    StallWatch(ScheduledExecutorService timer, Duration allowed) {
        allowedNs = allowed.toNanos();
        long everyNs = Math.max(allowedNs / LOOKS, 1);
        looks = timer.scheduleWithFixedDelay(this::look, everyNs, everyNs, TimeUnit.NANOSECONDS);
    }

    private void look() {
        if (System.nanoTime() - movedNs > allowedNs) {
            stalled = true;
            cancel.run();
        }
    }

    @Override
    public void moved() {
        movedNs = System.nanoTime();
    }

    /** How the transfer is ended from now on. */
    void cancels(Runnable action) {
        cancel = action;
    }

    boolean stalled() {
        return stalled;
    }

    @Override
    public void close() {
        looks.cancel(false);
    }
}
