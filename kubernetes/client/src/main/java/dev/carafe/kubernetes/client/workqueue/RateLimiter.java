package dev.carafe.kubernetes.client.workqueue;

import dev.carafe.kubernetes.client.TokenBucket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Says how long a failed key shall wait (client-go's default controller rate limiter): the longer of a pause that doubles
 * with each failure of that key, and its place in a bucket of tokens that all keys share. Thread-safe.
 *
 * @param <K> the keys' type
 */
public final class RateLimiter<K> {
    private static final Duration FIRST = Duration.ofMillis(5);
    private static final Duration MAX = Duration.ofSeconds(1000);
    private static final double BUCKET_PER_S = 10;
    private static final int BUCKET_BURST = 100;

    private final long firstNs;
    private final long maxNs;
    private final TokenBucket bucket;
    private final Map<K, Integer> failures = new HashMap<>(); // guarded by this

    /** 5 ms doubling to 1000 s; 10 a second overall, 100 at once. */
    public RateLimiter(LongSupplier nanoTime) {
        this(FIRST, MAX, BUCKET_PER_S, BUCKET_BURST, nanoTime);
    }

    /**
     * A limiter of other figures.
     *
     * @param first the pause after a key's first failure
     * @param max the longest pause of a key
     * @param perSecond retries of all keys a second
     * @param burst retries at once
     */
    public RateLimiter(Duration first, Duration max, double perSecond, int burst, LongSupplier nanoTime) {
        this.firstNs = first.toNanos();
        this.maxNs = max.toNanos();
        this.bucket = new TokenBucket(perSecond, burst, nanoTime);
    }

    /** Counts a failure of a key and says how long it shall wait. */
    public synchronized Duration when(K key) {
        int before = failures.merge(key, 1, Integer::sum) - 1;
        double own = firstNs * Math.pow(2, before);
        return Duration.ofNanos(Math.max((long) Math.min(own, (double) maxNs), bucket.reserve()));
    }

    /** Forgets a key's failures. */
    public synchronized void forget(K key) {
        failures.remove(key);
    }

    /** How often a key has failed since it was last forgotten. */
    public synchronized int requeues(K key) {
        return failures.getOrDefault(key, 0);
    }
}
