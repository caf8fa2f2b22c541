package dev.carafe.kubernetes.apiserver.metrics;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** All that the server counts of itself, and the page {@code /metrics}. Thread-safe. */
public final class ServerMetrics {
    private final Registry registry = new Registry();
    private final RequestMetrics requests = new RequestMetrics(registry);
    private final AccessMetrics access = new AccessMetrics(registry);
    private final WatchMetrics watches = new WatchMetrics(registry);
    private final StorageMetrics storage = new StorageMetrics(registry);
    private final AdmissionMetrics admission = new AdmissionMetrics(registry);
    private final ConversionMetrics conversions = new ConversionMetrics(registry);
    private final AllocatorMetrics allocators = new AllocatorMetrics(registry);
    private final PortRepairMetrics portRepair = new PortRepairMetrics(registry);
    private final Histograms bodies;

    /** Of nothing yet. */
    public ServerMetrics() {
        bodies = registry.histograms(
                "apiserver_request_body_size_bytes",
                "The bodies of requests, in bytes.",
                Buckets.linear(50_000, 100_000, 31),
                "group",
                "resource",
                "verb");
        ProcessMetrics.add(registry);
    }

    public RequestMetrics requests() {
        return requests;
    }

    public AccessMetrics access() {
        return access;
    }

    public WatchMetrics watches() {
        return watches;
    }

    public StorageMetrics storage() {
        return storage;
    }

    public AdmissionMetrics admission() {
        return admission;
    }

    public ConversionMetrics conversions() {
        return conversions;
    }

    public PortRepairMetrics portRepair() {
        return portRepair;
    }

    public AllocatorMetrics allocators() {
        return allocators;
    }

    /**
     * The sizes of bodies, bytes.
     *
     * @param verb such as update
     */
    public Histogram bodies(String group, String resource, String verb) {
        return bodies.with(group, resource, verb);
    }

    /**
     * Adds what is read of the store and the caches.
     *
     * @param caches how those are that somebody has read
     * @param storeBytes how large the store is, empty while it does not say
     */
    public void addStorage(Iterable<StorageMetrics.CacheState> caches, Supplier<OptionalLong> storeBytes) {
        StorageMetrics.addReadings(registry, caches, storeBytes);
    }

    /**
     * Adds how much is taken of what services get.
     *
     * @param blocks of addresses
     * @param range of ports; none or one
     */
    public void addAllocations(
            Supplier<List<AllocatorMetrics.Use>> blocks, Supplier<List<AllocatorMetrics.Use>> range) {
        AllocatorMetrics.addReadings(registry, blocks, range);
    }

    /** Adds how often a client could not agree on TLS. */
    public void addHandshakeErrors(LongAdder errors) {
        registry.readings(
                "apiserver_tls_handshake_errors_total",
                "counter",
                "Connections that ended since client and server could not agree on TLS.",
                List.of(),
                out -> out.take(errors.sum()));
    }

    /**
     * Adds which build this is.
     *
     * @param version by the labels' names, such as git_version
     */
    public void addBuild(Map<String, String> version) {
        registry.gauges(
                        "kubernetes_build_info",
                        "Always 1; its labels say which version this is.",
                        version.keySet().toArray(new String[0]))
                .with(version.values().toArray(new String[0]))
                .increment();
    }

    /** Adds which versions the server speaks: its own, that whose behaviour it has, and the oldest beside which it runs. */
    public void addVersion(String binary, String emulation, String minCompatibility) {
        registry.gauges(
                        "version_info",
                        "Always 1; its labels say whose behaviour this version has.",
                        "binary",
                        "component",
                        "emulation",
                        "min_compat")
                .with(binary, "kube", emulation, minCompatibility)
                .increment();
    }

    /** Adds a feature, with its stage, empty for one that is GA. */
    public Features features() {
        return new Features(registry.gauges(
                "kubernetes_feature_enabled",
                "Whether a feature is on, with its stage, empty for one that is GA.",
                "name",
                "stage"));
    }

    /** Which features are on. */
    public static final class Features {
        private final Counters gauges;

        private Features(Counters gauges) {
            this.gauges = gauges;
        }

        /** Says of one whether it is on. */
        public void set(String name, String stage, boolean enabled) {
            gauges.with(name, stage.equals("GA") ? "" : stage).add(enabled ? 1 : 0);
        }
    }

    /** The page. */
    public byte[] text() {
        return registry.text();
    }
}
