package dev.carafe.kubernetes.client.workqueue;

import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.client.ConnectionException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;

/**
 * The threads that take keys from a queue to a reconciler and put those back that failed.
 *
 * @param <K> the keys' type
 */
public final class Workers<K> implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Workers.class.getName());

    private final String name;
    private final RateLimitingQueue<K> queue;
    private final Reconciler<K> reconciler;
    private final List<Thread> threads = new ArrayList<>();

    private Workers(String name, RateLimitingQueue<K> queue, Reconciler<K> reconciler) {
        this.name = name;
        this.queue = queue;
        this.reconciler = reconciler;
    }

    /** Starts so many virtual threads. */
    public static <K> Workers<K> start(String name, int count, RateLimitingQueue<K> queue, Reconciler<K> reconciler) {
        Workers<K> workers = new Workers<>(name, queue, reconciler);
        for (int i = 0; i < count; i++) {
            workers.threads.add(Thread.ofVirtual().name(name + " worker " + i).start(workers::work));
        }
        return workers;
    }

    private void work() {
        try {
            for (K key = queue.take(); key != null; key = queue.take()) {
                try {
                    reconciler.reconcile(key);
                    queue.forget(key);
                } catch (StatusError | ConnectionException e) {
                    Level level = isConflict(e) ? Level.DEBUG : Level.WARNING;
                    LOG.log(level, "{0} {1}: {2}", name, key, e.getMessage());
                    queue.addRateLimited(key);
                } catch (RuntimeException e) {
                    LOG.log(Level.WARNING, name + " " + key, e);
                    queue.addRateLimited(key);
                } finally {
                    queue.done(key);
                }
            }
        } catch (InterruptedException _) {
            // closed
        }
    }

    /** Another writer came first, as happens in a healthy cluster; the next try sees what it wrote. */
    private static boolean isConflict(RuntimeException e) {
        return e instanceof StatusError status && status.code() == 409;
    }

    /** Shuts the queue down, interrupts the workers and waits until they are gone. */
    @Override
    public void close() {
        queue.shutDown();
        threads.forEach(Thread::interrupt);
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
