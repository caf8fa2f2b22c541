package dev.carafe.http;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks now and then whether the HTTP/1.1 clients that await a reply are still there. Jetty reads nothing from a connection
 * whose request is being answered, and so does not learn that it was closed. One thread looks after all of a server's, since
 * there may be thousands, and most are answered before anyone looks. Safe for all threads.
 */
final class DisconnectWatch implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofSeconds(1);

    /** What to do when the client is gone, of each exchange that is looked after. */
    private final Map<JettyExchange, Runnable> watched = new ConcurrentHashMap<>();

    /** Whether the thread waits for something to look after. */
    private final AtomicBoolean resting = new AtomicBoolean();

    private final Thread thread = Thread.ofVirtual().name("https-disconnect").unstarted(this::look);

    private DisconnectWatch() {}

    static DisconnectWatch start() {
        DisconnectWatch watch = new DisconnectWatch();
        watch.thread.start();
        return watch;
    }

    /**
     * Looks after an exchange until it is forgotten, which it must be.
     *
     * @param gone is run at most once, and neither waits nor throws
     */
    void add(JettyExchange exchange, Runnable gone) {
        watched.put(exchange, gone);
        if (resting.compareAndSet(true, false)) {
            LockSupport.unpark(thread);
        }
    }

    void forget(JettyExchange exchange) {
        watched.remove(exchange);
    }

    private void look() {
        while (!Thread.currentThread().isInterrupted()) {
            resting.set(true);
            while (watched.isEmpty() && resting.get() && !Thread.currentThread().isInterrupted()) {
                LockSupport.park(this);
            }
            resting.set(false);
            try {
                Thread.sleep(PERIOD);
            } catch (InterruptedException _) {
                return;
            }
            watched.keySet().forEach(this::look);
        }
    }

    private void look(JettyExchange exchange) {
        boolean awaited;
        try {
            awaited = exchange.awaited();
        } catch (IOException _) {
            awaited = false; // broken: the client is gone as well
        }
        Runnable gone = awaited ? null : watched.remove(exchange);
        if (gone != null && !exchange.ended()) {
            gone.run();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
