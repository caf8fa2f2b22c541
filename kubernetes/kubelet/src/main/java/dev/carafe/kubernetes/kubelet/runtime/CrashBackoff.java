package dev.carafe.kubernetes.kubelet.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * How long to wait before something that failed is tried again: 10 s, doubling to 5 min, forgotten after
 * 10 min without failure. Rules are upstream's ({@code client-go/util/flowcontrol/backoff.go}). Owned by one thread; a
 * kubelet's restart forgets it.
 */
public final class CrashBackoff {
    static final Duration INITIAL = Duration.ofSeconds(10);
    static final Duration MAX = Duration.ofMinutes(5);

    private record Entry(Duration delay, Instant lastUpdate) {}

    private final Map<String, Entry> entries = new HashMap<>();

    /** How long still to wait, given the last failure; zero when it may be tried. */
    public Duration remaining(String key, Instant failedAt, Instant now) {
        Entry entry = entries.get(key);
        if (entry == null || expired(entry, failedAt)) {
            return Duration.ZERO;
        }
        Duration left = entry.delay().minus(Duration.between(failedAt, now));
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** The wait that {@link #remaining} counts down. */
    public Duration current(String key) {
        Entry entry = entries.get(key);
        return entry == null ? Duration.ZERO : entry.delay();
    }

    /** Notes that it is tried again after a failure: the next failure waits longer. */
    public void next(String key, Instant failedAt, Instant now) {
        Entry entry = entries.get(key);
        Duration delay = INITIAL;
        if (entry != null && !expired(entry, failedAt)) {
            delay = entry.delay().multipliedBy(2);
        }
        entries.put(key, new Entry(delay.compareTo(MAX) > 0 ? MAX : delay, now));
    }

    /** How long still to wait since it was last tried; zero when it may be tried. */
    public Duration remaining(String key, Instant now) {
        Entry entry = entries.get(key);
        return entry == null ? Duration.ZERO : remaining(key, entry.lastUpdate(), now);
    }

    private static boolean expired(Entry entry, Instant at) {
        return Duration.between(entry.lastUpdate(), at).compareTo(MAX.multipliedBy(2)) > 0;
    }
}
