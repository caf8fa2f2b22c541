package dev.carafe.kubernetes.apiserver.chain;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Ends requests that take too long, but for those that are meant to: the thread is interrupted, whatever it waits for
 * gives up, and the client is told to try again.
 *
 * <p>All requests that run are looked at once a second, since an alarm for each would cost every request for the sake of
 * few. So one may run a second longer.
 */
public final class RequestDeadline implements Step, AutoCloseable {
    private final Duration most;
    private final Consumer<RequestContext> ended;
    private final LongSupplier nanoTime;
    private final Set<Running> running = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("request-deadline").factory());

    /**
     * A deadline by the system's clock.
     *
     * @param most how long a request may take
     * @param ended is told of each that it has ended
     */
    public RequestDeadline(Duration most, Consumer<RequestContext> ended) {
        this(most, ended, System::nanoTime);
        var _ = timer.scheduleWithFixedDelay(this::interruptOverdue, 1, 1, TimeUnit.SECONDS);
    }

    /** A deadline by a clock handed in, whose owner says when to look at it. */
    RequestDeadline(Duration most, Consumer<RequestContext> ended, LongSupplier nanoTime) {
        this.most = most;
        this.ended = ended;
        this.nanoTime = nanoTime;
    }

    /** A request under way; interrupted at most once, and never after it has ended. */
    private static final class Running {
        private final Thread thread = Thread.currentThread();
        private final long startNs;
        private boolean ended;
        private boolean interrupted;

        Running(long startNs) {
            this.startNs = startNs;
        }

        synchronized void interrupt() {
            if (!ended && !interrupted) {
                interrupted = true;
                thread.interrupt();
            }
        }

        /** Whether it took too long. */
        synchronized boolean end() {
            ended = true;
            return interrupted;
        }
    }

    @Override
    public void handle(RequestContext request, Next next) throws IOException {
        if (request.info().isLongRunning()) {
            next.handle(request);
            return;
        }
        Running mine = new Running(nanoTime.getAsLong());
        running.add(mine);
        boolean over = false;
        try {
            try {
                next.handle(request);
            } finally {
                running.remove(mine);
                over = mine.end();
                if (over) {
                    Thread.interrupted(); // the deadline's, not somebody else's
                }
            }
        } catch (RuntimeException | IOException e) {
            if (over) {
                ended.accept(request);
                throw StatusError.timeout("request did not complete within the allotted timeout", 0);
            }
            throw e;
        }
    }

    /** Interrupts the requests that have run too long. */
    void interruptOverdue() {
        long now = nanoTime.getAsLong();
        for (Running each : running) {
            if (now - each.startNs > most.toNanos()) {
                each.interrupt();
            }
        }
    }

    /** Stops watching; requests that run are left alone. */
    @Override
    public void close() {
        timer.shutdownNow();
    }
}
