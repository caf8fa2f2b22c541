package dev.carafe.kubernetes.apiserver.chain;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.http.HttpExchange;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Counts the requests under way, so that a server can end when the last is answered, and turns away what comes too late
 * (apiserver/pkg/server/filters, WithWaitGroup and WithRetryAfter). Watches are counted apart, other long-running requests not at all. Watches
 * that come too late are turned away too: a client whose watch ended asks for the next one on the same connection at once, and would hold
 * up the end.
 * Thread-safe; the lock guards all fields.
 */
public final class RequestWaitGroup implements Step {
    /** Who looks after the server may ask to the end. */
    private static final List<String> ALWAYS_SERVED = List.of("/readyz", "/livez", "/healthz", "/metrics");

    /** What the server calls itself as a client of its own. */
    private static final String OWN_AGENT = "kube-apiserver/";

    private final Lock lock = new ReentrantLock();
    private final Condition drained = lock.newCondition();
    private int underWay;
    private int watches;
    private boolean retryAfter;
    private boolean closed;

    @Override
    public void handle(RequestContext request, Next next) throws IOException {
        HttpExchange exchange = request.exchange();
        boolean exempt = ALWAYS_SERVED.stream().anyMatch(request.info().path()::startsWith)
                || exchange.header("User-Agent").startsWith(OWN_AGENT);
        if (!exempt && sendsRetryAfter()) {
            exchange.setHeader("Connection", "close");
            exchange.setHeader("Retry-After", "5");
            exchange.setHeader("X-Content-Type-Options", "nosniff");
            exchange.reply(
                    429,
                    "text/plain; charset=utf-8",
                    "The apiserver is shutting down, please try again later.\n".getBytes(UTF_8));
            return;
        }
        boolean watch = request.info().verb().equals("watch");
        if (request.info().isLongRunning() && !watch) {
            next.handle(request);
        } else if (begin(watch)) {
            try {
                next.handle(request);
            } finally {
                end(watch);
            }
        } else if (exempt) {
            next.handle(request);
        } else {
            exchange.setHeader("Retry-After", "1");
            exchange.setHeader("X-Content-Type-Options", "nosniff");
            StatusError error = StatusError.serviceUnavailable("apiserver is shutting down");
            exchange.reply(error.code(), "application/json", Json.encode(error.toStatus()));
        }
    }

    private boolean sendsRetryAfter() {
        lock.lock();
        try {
            return retryAfter;
        } finally {
            lock.unlock();
        }
    }

    private boolean begin(boolean watch) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            if (watch) {
                watches++;
            } else {
                underWay++;
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void end(boolean watch) {
        lock.lock();
        try {
            if (watch) {
                watches--;
            } else {
                underWay--;
            }
            drained.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** From now on all new requests are told to come again, watches too. */
    public void sendRetryAfter() {
        lock.lock();
        try {
            retryAfter = true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes no more requests and watches, and waits until the requests under way are answered.
     *
     * @return whether they are; false when the time is up before
     */
    public boolean drain(Duration most) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            closed = true;
            long left = TimeUnit.NANOSECONDS.convert(most);
            while (underWay > 0 && left > 0) {
                left = drained.awaitNanos(left);
            }
            return underWay == 0;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until all watches have told their clients that they end.
     *
     * @return whether they have; false when the time is up before
     */
    public boolean awaitWatches(Duration most) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = TimeUnit.NANOSECONDS.convert(most);
            while (watches > 0 && left > 0) {
                left = drained.awaitNanos(left);
            }
            return watches == 0;
        } finally {
            lock.unlock();
        }
    }
}
