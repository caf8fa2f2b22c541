package dev.carafe.kubernetes.controllermanager.job;

import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.client.informer.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
    synchronized void record(ObjectKey job, Collection<Pod> succeeded, Collection<Pod> failed) {
        Optional<Instant> success = succeeded.stream().map(FinishTime::of).max(Comparator.naturalOrder());
        if (success.isPresent()) {
            failures.remove(job);
        }
        List<Instant> since = failed.stream()
                .map(FinishTime::of)
                .filter(end -> success.isEmpty() || end.isAfter(success.get()))
                .sorted()
                .toList();
        if (!since.isEmpty()) {
            int before = failures.containsKey(job) ? failures.get(job).count() : 0;
            failures.put(job, new Failures(before + since.size(), since.getLast()));
        }
    }

    synchronized Duration remaining(ObjectKey job, Instant now) {
        Failures known = failures.get(job);
        return known == null ? Duration.ZERO : remaining(known.count(), known.last(), now);
    }

    /** What is left of the pause after so many failures, of which the last was then. */
    static Duration remaining(int count, Instant last, Instant now) {
        long factor = 1L << Math.min(count - 1, 16);
        Duration pause = FIRST.multipliedBy(factor);
        Duration bounded = pause.compareTo(MAX) > 0 ? MAX : pause;
        Duration left = Duration.between(now, last.plus(bounded));
        return left.isNegative() ? Duration.ZERO : left;
    }

    synchronized void forget(ObjectKey job) {
        failures.remove(job);
    }
}
