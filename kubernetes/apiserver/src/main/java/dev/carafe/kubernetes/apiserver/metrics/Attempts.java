package dev.carafe.kubernetes.apiserver.metrics;

import java.util.concurrent.atomic.LongAdder;

/** How often something was tried, and how long it took, by how it ended. Thread-safe. */
public final class Attempts {
    private static final Buckets DURATIONS = Buckets.exponential(0.001, 2, 15);

    private final Counters attempts;
    private final Histograms durations;

    Attempts(Counters attempts, Histograms durations) {
        this.attempts = attempts;
        this.durations = durations;
    }

    static Attempts ofAuthentication(Registry registry) {
        return new Attempts(
                registry.counters("authentication_attempts", "Attempts to find out who sends a request.", "result"),
                registry.histograms(
                        "authentication_duration_seconds",
                        "How long it took to find out who sends a request, in seconds.",
                        DURATIONS,
                        "result"));
    }

    static Attempts ofAuthorization(Registry registry) {
        return new Attempts(
                registry.counters(
                        "authorization_attempts_total",
                        "Decisions about what the sender of a request may do.",
                        "result"),
                registry.histograms(
                        "authorization_duration_seconds",
                        "How long it took to decide what the sender of a request may do, in seconds.",
                        DURATIONS,
                        "result"));
    }

    /** What counts the attempts that end in one way. */
    public Ending ending(String result) {
        return new Ending(attempts.with(result), durations.with(result));
    }

    /** Attempts that end in one way. */
    public record Ending(LongAdder count, Histogram duration) {
        /** One took so long. */
        public void observe(long nanos) {
            count.increment();
            duration.observeNanos(nanos);
        }
    }
}
