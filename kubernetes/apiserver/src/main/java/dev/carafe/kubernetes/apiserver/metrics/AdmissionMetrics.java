package dev.carafe.kubernetes.apiserver.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What is counted of admission: of each plugin, and of all of them in a row. Thread-safe. */
public final class AdmissionMetrics {
    private static final Buckets DURATIONS = Buckets.of(0.005, 0.025, 0.1, 0.5, 1, 2.5);

    private final Histograms steps;
    private final Histograms controllers;
    private final Map<Call, Histogram> known = new ConcurrentHashMap<>();

    AdmissionMetrics(Registry registry) {
        steps = registry.histograms(
                "apiserver_admission_step_admission_duration_seconds",
                "How long all admission plugins in a row took, in seconds.",
                DURATIONS,
                "type",
                "operation",
                "rejected");
        controllers = registry.histograms(
                "apiserver_admission_controller_admission_duration_seconds",
                "How long an admission plugin took, in seconds.",
                DURATIONS,
                "name",
                "type",
                "operation",
                "rejected");
    }

    /** One that nobody sees. */
    public static AdmissionMetrics untold() {
        return new AdmissionMetrics(new Registry());
    }

    /**
     * A call of a plugin, or of all.
     *
     * @param plugin its name, empty for all
     * @param type admit or validate
     * @param operation such as CREATE
     */
    private record Call(String plugin, String type, String operation, boolean rejected) {}

    /**
     * A plugin has spoken, or all have.
     *
     * @param plugin its name, empty for all in a row
     * @param type admit or validate
     * @param operation such as CREATE
     */
    public void observe(String plugin, String type, String operation, boolean rejected, long nanos) {
        Call call = new Call(plugin, type, operation, rejected);
        Histogram histogram = known.get(call);
        if (histogram == null) {
            histogram = known.computeIfAbsent(call, this::histogram);
        }
        histogram.observeNanos(nanos);
    }

    private Histogram histogram(Call call) {
        String rejected = Boolean.toString(call.rejected());
        return call.plugin().isEmpty()
                ? steps.with(call.type(), call.operation(), rejected)
                : controllers.with(call.plugin(), call.type(), call.operation(), rejected);
    }
}
