package dev.carafe.kubernetes.client;

import java.util.function.LongSupplier;

/** Tokens that come at a steady rate and are saved up to a bound; those that are not there yet can be reserved. Thread-safe. */
public final class TokenBucket {
    private final double perNs;
    private final int burst;
    private final LongSupplier nanoTime;
    private double tokens; // guarded by this; negative when reserved ahead
    private long lastNs; // guarded by this

    /** @param burst how many tokens are saved, which is also how many there are at first */
    public TokenBucket(double perSecond, int burst, LongSupplier nanoTime) {
        this.perNs = perSecond / 1e9;
        this.burst = burst;
        this.nanoTime = nanoTime;
        this.tokens = burst;
        this.lastNs = nanoTime.getAsLong();
    }

    /** Takes a token, and says in how many nanoseconds it will be there; 0 for at once. */
    public synchronized long reserve() {
        refill();
        tokens -= 1;
        return tokens >= 0 ? 0 : (long) Math.ceil(-tokens / perNs);
    }

    /** Takes a token if one is there. */
    public synchronized boolean tryTake() {
        refill();
        if (tokens < 1) {
            return false;
        }
        tokens -= 1;
        return true;
    }

    private void refill() {
        long now = nanoTime.getAsLong();
        tokens = Math.min(burst, tokens + (now - lastNs) * perNs);
        lastNs = now;
    }
}
