package dev.carafe.kubernetes.client.record;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.ConnectionException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The queue of events and the thread that writes them.
 *
 * @param <E> the events' type
 */
final class EventSink<E> implements AutoCloseable {
    private static final Logger LOG = System.getLogger(EventSink.class.getName());
    private static final int QUEUE_MAX = 1_000;
    private static final int TRIES_MAX = 12;
    private static final Duration RETRY = Duration.ofSeconds(10);
    private static final Duration CLOSE_MAX = Duration.ofSeconds(2);
    private static final long POLL_MS = 100;

    private final BlockingQueue<E> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
    private final Consumer<E> writer;
    private final Clock clock;
    private final Thread thread;
    private volatile boolean closed;

    EventSink(String name, Consumer<E> writer, Clock clock) {
        this.writer = writer;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name(name + " events").start(this::run);
    }

    void offer(E event) {
        if (!closed && !queue.offer(event)) {
            LOG.log(Level.DEBUG, "too many events; one is dropped");
        }
    }

    private void run() {
        try {
            while (!closed || !queue.isEmpty()) {
                E event = queue.poll(POLL_MS, TimeUnit.MILLISECONDS);
                if (event != null) {
                    write(event);
                }
            }
        } catch (InterruptedException _) {
            // closed, and what was left took too long
        }
    }

    private void write(E event) throws InterruptedException {
        for (int tried = 1; tried <= TRIES_MAX; tried++) {
            try {
                writer.accept(event);
                return;
            } catch (StatusError e) {
                LOG.log(Level.DEBUG, "the server refused an event: {0}", e.getMessage());
                return;
            } catch (ConnectionException e) {
                if (closed) {
                    return;
                }
                clock.sleep(RETRY);
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "an event could not be written", e);
                return;
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            if (!thread.join(CLOSE_MAX)) {
                thread.interrupt();
                thread.join();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
