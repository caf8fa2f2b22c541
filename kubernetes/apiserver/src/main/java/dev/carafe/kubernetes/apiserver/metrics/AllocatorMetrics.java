package dev.carafe.kubernetes.apiserver.metrics;

import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * What is counted of the cluster addresses and node ports that services get (metrics.go of pkg/registry/core/service/ipallocator and
 * portallocator). Thread-safe.
 */
public final class AllocatorMetrics {
    private static final String ADDRESSES = "kube_apiserver_clusterip_allocator_";
    private static final String PORTS = "kube_apiserver_nodeport_allocator_";
    private static final String CIDR = "cidr";
    private static final String SCOPE = "scope";

    private final Counters addresses;
    private final Counters addressErrors;
    private final Histograms addressDurations;
    private final Counters ports;
    private final Counters portErrors;

    /** Who chose what is taken. */
    public enum Scope {
        /** The service asks for it. */
        STATIC,
        /** The allocator, out of what is free. */
        DYNAMIC;

        private String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * How much of a block or range is taken.
     *
     * @param range the block, such as {@code 10.96.0.0/12}, or the range of ports
     */
    public record Use(String range, long allocated, long available) {}

    AllocatorMetrics(Registry registry) {
        addresses = registry.counters(
                ADDRESSES + "allocation_total", "Cluster addresses that services got, by block.", CIDR, SCOPE);
        addressErrors = registry.counters(
                ADDRESSES + "allocation_errors_total",
                "Cluster addresses that could not be had, by block.",
                CIDR,
                SCOPE);
        addressDurations = registry.histograms(
                ADDRESSES + "allocation_duration_seconds",
                "How long it took to get a cluster address, in seconds.",
                Buckets.of(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
                CIDR);
        ports = registry.counters(PORTS + "allocation_total", "Node ports that services got.", SCOPE);
        portErrors = registry.counters(PORTS + "allocation_errors_total", "Node ports that could not be had.", SCOPE);
    }

    /** One that nobody sees. */
    public static AllocatorMetrics untold() {
        return new AllocatorMetrics(new Registry());
    }

    /** An address of a block was taken, or could not be. */
    public void address(String cidr, Scope scope, boolean taken) {
        (taken ? addresses : addressErrors).with(cidr, scope.label()).increment();
    }

    /** A service has an address of a block, which took so long. */
    public void addressTook(String cidr, long nanos) {
        addressDurations.with(cidr).observeNanos(nanos);
    }

    /** A port was taken, or could not be. */
    public void port(Scope scope, boolean taken) {
        (taken ? ports : portErrors).with(scope.label()).increment();
    }

    /**
     * Adds what is read when the page is made.
     *
     * @param blocks of addresses
     * @param range of ports; none or one
     */
    static void addReadings(Registry registry, Supplier<List<Use>> blocks, Supplier<List<Use>> range) {
        List<String> labels = List.of(CIDR);
        registry.readings(
                ADDRESSES + "allocated_ips",
                "gauge",
                "Cluster addresses that are taken, by block.",
                labels,
                out -> blocks.get().forEach(use -> out.take(use.allocated(), use.range())));
        registry.readings(
                ADDRESSES + "available_ips",
                "gauge",
                "Cluster addresses that are free, by block.",
                labels,
                out -> blocks.get().forEach(use -> out.take(use.available(), use.range())));
        registry.readings(
                PORTS + "allocated_ports",
                "gauge",
                "Node ports that are taken.",
                List.of(),
                out -> range.get().forEach(use -> out.take(use.allocated())));
        registry.readings(
                PORTS + "available_ports",
                "gauge",
                "Node ports that are free.",
                List.of(),
                out -> range.get().forEach(use -> out.take(use.available())));
    }
}
