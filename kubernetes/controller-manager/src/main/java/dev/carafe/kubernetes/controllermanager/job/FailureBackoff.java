package dev.carafe.kubernetes.controllermanager.job;

import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.client.informer.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * How long a Job waits before it makes pods again: 10 s after a failure, doubling with each further one to 10 min, and not
 * at all after a success. Thread-safe.
 */
final class FailureBackoff {
    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration MAX = Duration.ofMinutes(10);

    private record Failures(int count, Instant last) {}

    private final Map<ObjectKey, Failures> failures = new HashMap<>(); // guarded by this

    /** Takes note of pods that have just ended. */
    synchronized void record(ObjectKey job, Collection<Pod> succeeded, Collection<Pod> failed, Instant now) {
        if (!succeeded.isEmpty()) {
            failures.remove(job);
        }
        if (!failed.isEmpty()) {
            int before = failures.getOrDefault(job, new Failures(0, now)).count();
            failures.put(job, new Failures(before + failed.size(), now));
        }
    }

    synchronized Duration remaining(ObjectKey job, Instant now) {
        Failures known = failures.get(job);
        if (known == null) {
            return Duration.ZERO;
        }
        long factor = 1L << Math.min(known.count() - 1, 16);
        Duration pause = FIRST.multipliedBy(factor);
        Duration bounded = pause.compareTo(MAX) > 0 ? MAX : pause;
        Duration left = Duration.between(now, known.last().plus(bounded));
        return left.isNegative() ? Duration.ZERO : left;
    }

    synchronized void forget(ObjectKey job) {
        failures.remove(job);
    }
}
