package dev.carafe.kubernetes.apiserver.metrics;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the health checks said when they were asked for over HTTP: a page of its own. Thread-safe. */
public final class HealthMetrics {
    private final Registry registry = new Registry();
    private final Counters total;
    private final Map<List<String>, Boolean> last = new ConcurrentHashMap<>();

    /** Of checks that nobody has asked for yet. */
    public HealthMetrics() {
        total = registry.counters(
                "kubernetes_healthchecks_total", "What health checks said, by outcome.", "name", "type", "status");
        registry.readings(
                "kubernetes_healthcheck",
                "gauge",
                "What a health check said last: 1 where all was well.",
                List.of("name", "type"),
                out -> last.forEach((check, healthy) -> out.take(healthy ? 1 : 0, check.get(0), check.get(1))));
        ProcessMetrics.addStart(registry);
    }

    /**
     * A check was asked.
     *
     * @param type livez, readyz or healthz
     */
    public void checked(String name, String type, boolean healthy) {
        last.put(List.of(name, type), healthy);
        total.with(name, type, healthy ? "success" : "error").increment();
    }

    /** The page. */
    public byte[] text() {
        return registry.text();
    }
}
