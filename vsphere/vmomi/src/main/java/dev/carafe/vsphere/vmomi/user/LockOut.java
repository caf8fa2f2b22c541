package dev.carafe.vsphere.vmomi.user;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who has guessed too often: after some failures in a row a name is shut for a while, as ESXi's
 * {@code Security.AccountLockFailures} and {@code Security.AccountUnlockTime} have it. Not safe for several threads.
 */
final class LockOut {
    private static final int FAILURES_MAX = 5;
    private static final Duration SHUT = Duration.ofMinutes(15);
    /** Names that are remembered; of more, the oldest is forgotten. */
    private static final int NAMES_MAX = 10_000;

    private record Failures(int count, Instant last) {}

    private final Map<String, Failures> byName = new LinkedHashMap<>();

    boolean isShut(String name, Instant now) {
        Failures failures = byName.get(name);
        return failures != null && failures.count() >= FAILURES_MAX && !isOver(failures, now);
    }

    void failed(String name, Instant now) {
        Failures before = byName.remove(name);
        int count = before == null || isOver(before, now) ? 1 : before.count() + 1;
        byName.put(name, new Failures(count, now));
        if (byName.size() > NAMES_MAX) {
            byName.remove(byName.keySet().iterator().next());
        }
    }

    void succeeded(String name) {
        byName.remove(name);
    }

    private static boolean isOver(Failures failures, Instant now) {
        return Duration.between(failures.last(), now).compareTo(SHUT) >= 0;
    }
}
