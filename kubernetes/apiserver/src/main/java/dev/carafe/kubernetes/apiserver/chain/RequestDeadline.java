package dev.carafe.kubernetes.apiserver.chain;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.http.HttpExchange;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Json;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Ends requests that take too long, but for those that are meant to (apiserver/pkg/server/filters/timeout.go): the thread is
 * interrupted, whatever it waits for gives up, and the client is told to try again.
 *
 * <p>All requests that run are looked at once a second, since an alarm for each would cost every request for the sake of
 * few. So one may run a second longer; one that asks for less time than others have gets an alarm of its own.
 */
public final class RequestDeadline implements Step, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RequestDeadline.class.getName());

    private final Duration most;
    private final Consumer<RequestContext> ended;
    private final LongSupplier nanoTime;
    private final Set<Running> running = ConcurrentHashMap.newKeySet();
    private final @Nullable ScheduledThreadPoolExecutor timer;

    /**
     * A deadline by the system's clock.
     *
     * @param most how long a request may take
     * @param ended is told of each that it has ended
     */
    public RequestDeadline(Duration most, Consumer<RequestContext> ended) {
        this.most = most;
        this.ended = ended;
        this.nanoTime = System::nanoTime;
        timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("request-deadline").factory());
        timer.setRemoveOnCancelPolicy(true);
        var _ = timer.scheduleWithFixedDelay(this::interruptOverdue, 1, 1, TimeUnit.SECONDS);
    }

    /** A deadline by a clock handed in, whose owner says when to look at it. */
    RequestDeadline(Duration most, Consumer<RequestContext> ended, LongSupplier nanoTime) {
        this.most = most;
        this.ended = ended;
        this.nanoTime = nanoTime;
        timer = null;
    }

    /** A request under way; interrupted at most once, and never after it has ended. */
    private static final class Running {
        private final Thread thread = Thread.currentThread();
        private final long startNs;
        private final long mostNs;
        private boolean ended;
        private boolean interrupted;

        Running(long startNs, long mostNs) {
            this.startNs = startNs;
            this.mostNs = mostNs;
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
        RequestTime time = RequestTime.of(request.info(), request.exchange().query(), most);
        Running mine = new Running(nanoTime.getAsLong(), time.most().toNanos());
        running.add(mine);
        Future<?> alarm = timer == null || time.ofHandler() || time.most().equals(most)
                ? null
                : timer.schedule(mine::interrupt, mine.mostNs, TimeUnit.NANOSECONDS);
        boolean over = false;
        try {
            try {
                next.handle(request);
            } finally {
                running.remove(mine);
                if (alarm != null) {
                    alarm.cancel(false);
                }
                over = mine.end();
                if (over) {
                    Thread.interrupted(); // the deadline's, not somebody else's
                }
            }
        } catch (RuntimeException | IOException e) {
            if (!over) {
                throw e;
            }
            LOG.log(
                    Level.WARNING,
                    request.exchange().method() + " " + request.exchange().path() + ": its time is up: " + e);
            ended.accept(request);
            tell(request.exchange(), time.error(), time.ofHandler());
        }
    }

    /**
     * What ran out by its handler's time is answered as other errors are. All else is answered above those who know what the client
     * wants to read, and in which versions a Status is told.
     */
    private static void tell(HttpExchange exchange, StatusError error, boolean ofHandler) throws IOException {
        exchange.leaveBody();
        if (ofHandler || exchange.replied()) {
            throw error;
        }
        String status = Json.toString(error.toStatus().without("kind").without("apiVersion")) + "\n";
        exchange.reply(error.code(), "text/plain; charset=utf-8", status.getBytes(UTF_8));
    }

    /** Interrupts the requests that have run too long. */
    void interruptOverdue() {
        long now = nanoTime.getAsLong();
        for (Running each : running) {
            if (now - each.startNs > each.mostNs) {
                each.interrupt();
            }
        }
    }

    /** Stops watching; requests that run are left alone. */
    @Override
    public void close() {
        if (timer != null) {
            timer.shutdownNow();
        }
    }
}
