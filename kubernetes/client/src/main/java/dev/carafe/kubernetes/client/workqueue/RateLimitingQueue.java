package dev.carafe.kubernetes.client.workqueue;

import dev.carafe.kubernetes.client.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A work queue to which keys can be added after a time, or after a pause that grows with their failures.
 *
 * <p>Of several times at which a key is to be added, the earliest counts, as in client-go.
 *
 * @param <K> the keys' type
 */
public final class RateLimitingQueue<K> {
    /** A key that waits for its time. */
    private record Waiting(long atNs, Clock.Timer timer) {}

    private final WorkQueue<K> queue = new WorkQueue<>();
    private final Map<K, Waiting> waiting = new HashMap<>(); // guarded by itself
    private final RateLimiter<K> limiter;
    private final Clock clock;

    /** A queue with client-go's default limiter. */
    public RateLimitingQueue(Clock clock) {
        this(new RateLimiter<>(clock::nanoTime), clock);
    }

    public RateLimitingQueue(RateLimiter<K> limiter, Clock clock) {
        this.limiter = limiter;
        this.clock = clock;
    }

    /** Marks a key as to be looked at now. */
    public void add(K key) {
        queue.add(key);
    }

    /** Marks a key as to be looked at after a time. */
    public void addAfter(K key, Duration delay) {
        if (queue.isShuttingDown()) {
            return;
        }
        if (!delay.isPositive()) {
            queue.add(key);
            return;
        }
        synchronized (waiting) {
            long atNs = clock.nanoTime() + delay.toNanos();
            Waiting known = waiting.get(key);
            if (known != null) {
                if (known.atNs() <= atNs) {
                    return;
                }
                known.timer().cancel();
            }
            waiting.put(key, new Waiting(atNs, clock.schedule(delay, () -> due(key, atNs))));
        }
    }

    private void due(K key, long atNs) {
        synchronized (waiting) {
            Waiting known = waiting.get(key);
            if (known == null || known.atNs() != atNs) {
                return;
            }
            waiting.remove(key);
        }
        queue.add(key);
    }

    /** Marks a key as to be looked at again after it failed. */
    public void addRateLimited(K key) {
        addAfter(key, limiter.when(key));
    }

    /** Forgets a key's failures. */
    public void forget(K key) {
        limiter.forget(key);
    }

    /** How often a key was added after failures since it was last forgotten. */
    public int requeues(K key) {
        return limiter.requeues(key);
    }

    /** See {@link WorkQueue#take}. */
    public @Nullable K take() throws InterruptedException {
        return queue.take();
    }

    /** See {@link WorkQueue#done}. */
    public void done(K key) {
        queue.done(key);
    }

    /** How many keys wait for a worker; not those that wait for their time. */
    public int length() {
        return queue.length();
    }

    /** How many keys wait for their time. */
    public int delayed() {
        synchronized (waiting) {
            return waiting.size();
        }
    }

    /** Takes no more keys. */
    public void shutDown() {
        queue.shutDown();
        synchronized (waiting) {
            waiting.values().forEach(item -> item.timer().cancel());
            waiting.clear();
        }
    }
}
