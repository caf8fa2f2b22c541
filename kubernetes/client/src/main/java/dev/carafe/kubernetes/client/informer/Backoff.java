package dev.carafe.kubernetes.client.informer;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Growing pauses between attempts, each up to twice its base by chance, that start anew after a quiet time (client-go's
 * reflector: 800 ms doubling to 30 s, reset after 2 min). One thread uses it.
 */
final class Backoff {
    private static final long FIRST_MS = 800;
    private static final long MAX_MS = 30_000;
    private static final long RESET_NS = Duration.ofMinutes(2).toNanos();

    private final RandomGenerator random;
    private long nextMs = FIRST_MS;
    private long lastNs;
    private boolean used;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    Duration next(long nowNs) {
        if (used && nowNs - lastNs > RESET_NS) {
            nextMs = FIRST_MS;
        }
        used = true;
        lastNs = nowNs;
        long base = nextMs;
        nextMs = Math.min(MAX_MS, nextMs * 2);
        return Duration.ofMillis(base + (long) (random.nextDouble() * base));
    }
}
