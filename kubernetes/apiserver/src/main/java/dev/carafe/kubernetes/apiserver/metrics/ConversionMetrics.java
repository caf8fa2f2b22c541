package dev.carafe.kubernetes.apiserver.metrics;

/** What is counted of the webhooks that convert custom objects. Thread-safe. */
public final class ConversionMetrics {
    private final Counters requests;
    private final Histograms durations;
    private final Histograms conversions;

    ConversionMetrics(Registry registry) {
        requests = registry.counters(
                "apiserver_conversion_webhook_request_total",
                "Questions to webhooks that convert.",
                "result",
                "failure_type");
        durations = registry.histograms(
                "apiserver_conversion_webhook_duration_seconds",
                "How long webhooks that convert took to answer, in seconds.",
                Buckets.of(0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 45, 60),
                "result",
                "failure_type");
        conversions = registry.histograms(
                "apiserver_crd_conversion_webhook_duration_seconds",
                "How long conversions by webhook took, in seconds.",
                Buckets.exponential(0.001, 2, 15),
                "crd_name",
                "from_version",
                "to_version",
                "succeeded");
    }

    /** One that nobody sees. */
    public static ConversionMetrics untold() {
        return new ConversionMetrics(new Registry());
    }

    /**
     * A webhook was asked.
     *
     * @param failure what upstream calls that which went wrong; empty where nothing did
     */
    public void asked(String failure, long nanos) {
        String result = failure.isEmpty() ? "success" : "failure";
        requests.with(result, failure).increment();
        durations.with(result, failure).observeNanos(nanos);
    }

    /**
     * Objects were converted, or could not be.
     *
     * @param definition the name of the definition
     * @param from the version without its group
     * @param to another one
     */
    public void converted(String definition, String from, String to, boolean succeeded, long nanos) {
        conversions.with(definition, from, to, Boolean.toString(succeeded)).observeNanos(nanos);
    }
}
