package dev.carafe.kubernetes.apiserver.chain;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ends requests that take too long, but for those that are meant to: the thread is interrupted, whatever it waits for
 * gives up, and the client is told to try again.
 */
public final class RequestDeadline implements Step, AutoCloseable {
    /** Upstream's --request-timeout. */
    private static final long SECONDS_MAX = 60;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("request-deadline").factory());

    @Override
    public void handle(RequestContext request, Next next) throws IOException {
        if (request.info().isLongRunning()) {
            next.handle(request);
            return;
        }
        Thread thread = Thread.currentThread();
        AtomicBoolean over = new AtomicBoolean();
        Future<?> alarm = timer.schedule(
                () -> {
                    over.set(true);
                    thread.interrupt();
                },
                SECONDS_MAX,
                TimeUnit.SECONDS);
        try {
            next.handle(request);
        } catch (RuntimeException | IOException e) {
            if (over.get()) {
                throw StatusError.timeout("request did not complete within the allotted timeout", 0);
            }
            throw e;
        } finally {
            alarm.cancel(false);
            if (over.get()) {
                Thread.interrupted(); // the alarm's, not somebody else's
            }
        }
    }

    /** Stops watching; requests that run are left alone. */
    @Override
    public void close() {
        timer.shutdownNow();
    }
}
