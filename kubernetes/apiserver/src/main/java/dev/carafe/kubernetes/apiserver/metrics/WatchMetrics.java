package dev.carafe.kubernetes.apiserver.metrics;

import java.util.concurrent.atomic.LongAdder;

/** What is counted of watches' events as they are sent, by resource and version. Thread-safe. */
public final class WatchMetrics {
    private final Counters events;
    private final Histograms sizes;
    private final Histograms lists;

    WatchMetrics(Registry registry) {
        String[] labels = {"group", "version", "resource"};
        events = registry.counters("apiserver_watch_events_total", "Events sent to watches.", labels);
        sizes = registry.histograms(
                "apiserver_watch_events_sizes",
                "Events sent to watches, in bytes.",
                Buckets.exponential(1024, 2, 8),
                labels);
        lists = registry.histograms(
                "apiserver_watch_list_duration_seconds",
                "How long watches took to tell all that was there when they began, in seconds.",
                Buckets.of(
                        0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60, 90, 120,
                        180, 300),
                "group",
                "version",
                "resource",
                "scope");
    }

    /** What counts for one watch. */
    public Sent of(String group, String version, String resource, String scope) {
        return new Sent(
                events.with(group, version, resource),
                sizes.with(group, version, resource),
                lists.with(group, version, resource, scope));
    }

    /** The events of a watch. */
    public record Sent(LongAdder count, Histogram size, Histogram listDuration) {
        /** An event of so many bytes was sent. */
        public void sent(int bytes) {
            count.increment();
            size.observe(bytes);
        }
    }
}
