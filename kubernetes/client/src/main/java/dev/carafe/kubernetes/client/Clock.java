package dev.carafe.kubernetes.client;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;

/** Time as the loops see it: the wall, the stopwatch and timers. Handed in, so that tests can move it. */
public interface Clock extends InstantSource {
    /** The time of day. */
    @Override
    Instant instant();

    /** A stopwatch that never goes back; in nanoseconds from an arbitrary start. */
    long nanoTime();

    /**
     * Runs a task once after a delay. The task must be short and must not block: all timers share one thread.
     *
     * @return cancels the task if it has not begun
     */
    Timer schedule(Duration delay, Runnable task);

    /** Waits. */
    default void sleep(Duration delay) throws InterruptedException {
        if (delay.isPositive()) {
            CountDownLatch over = new CountDownLatch(1);
            Timer timer = schedule(delay, over::countDown);
            try {
                over.await();
            } finally {
                timer.cancel();
            }
        }
    }

    /** A task that waits for its time. */
    @FunctionalInterface
    interface Timer {
        void cancel();
    }

    /** The machine's clock. */
    static Clock system() {
        return SystemClock.INSTANCE;
    }
}
