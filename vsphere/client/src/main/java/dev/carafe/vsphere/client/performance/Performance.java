package dev.carafe.vsphere.client.performance;

import dev.carafe.vsphere.client.Connection;
import dev.carafe.vsphere.client.PropertyReader;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.PerfCounterInfo;
import dev.carafe.vsphere.vim.vim25.PerfEntityMetric;
import dev.carafe.vsphere.vim.vim25.PerfEntityMetricBase;
import dev.carafe.vsphere.vim.vim25.PerfFormat;
import dev.carafe.vsphere.vim.vim25.PerfMetricId;
import dev.carafe.vsphere.vim.vim25.PerfMetricIntSeries;
import dev.carafe.vsphere.vim.vim25.PerfMetricSeries;
import dev.carafe.vsphere.vim.vim25.PerfQuerySpec;
import dev.carafe.vsphere.vim.vim25.PerfSampleInfo;
import dev.carafe.vsphere.vim.vim25.PerformanceManager;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Samples of counters, which are named as {@code cpu.usage.average}: group, counter, rollup. The table of counters is read
 * once. Safe for all threads.
 */
public final class Performance {
    /** The interval of hosts' own samples, in seconds. */
    public static final int REAL_TIME = 20;

    private final VSphereClient client;
    private final ManagedObjectReference<PerformanceManager> reference;
    private volatile @Nullable Map<String, PerfCounterInfo> counters;

    public Performance(VSphereClient client) {
        this.client = client;
        this.reference = VSphereClient.present(client.content().perfManager(), "performance manager");
    }

    /**
     * One counter's samples of one object.
     *
     * @param instance such as a processor's number; empty for the object as a whole
     * @param unit such as {@code percent}, of which a value is a hundredth, or {@code kiloBytes}
     * @param values as many as there are times
     */
    public record Series(
            ManagedObjectReference<?> entity,
            String counter,
            String instance,
            String unit,
            List<Instant> times,
            List<Long> values) {
        public Series {
            times = List.copyOf(times);
            values = List.copyOf(values);
        }
    }

    /** All counters by name. */
    public Map<String, PerfCounterInfo> counters() throws IOException, InterruptedException {
        Map<String, PerfCounterInfo> known = counters;
        if (known == null) {
            known = new TreeMap<>();
            for (PerfCounterInfo counter : new PropertyReader(client)
                    .read(reference, List.of("perfCounter"))
                    .whole()
                    .list("perfCounter", PerfCounterInfo.class)) {
                known.put(name(counter), counter);
            }
            counters = known;
        }
        return Map.copyOf(known);
    }

    static String name(PerfCounterInfo counter) {
        return counter.groupInfo().key() + "." + counter.nameInfo().key() + "."
                + counter.rollupType().wire();
    }

    /** The names of the counters that an object has samples of. */
    public List<String> available(ManagedObjectReference<?> entity, int intervalSeconds)
            throws IOException, InterruptedException {
        Map<Integer, String> names = namesById();
        PerformanceManager manager = stub();
        return Connection.checked(() -> manager.queryAvailablePerfMetric(entity, null, null, intervalSeconds)).stream()
                .map(PerfMetricId::counterId)
                .distinct()
                .map(id -> Optional.ofNullable(names.get(id)))
                .flatMap(Optional::stream)
                .sorted()
                .toList();
    }

    /**
     * The newest samples of counters.
     *
     * @param instance {@code ""} for objects as a whole, {@code "*"} for all instances
     * @param intervalSeconds {@link #REAL_TIME}, or one of the server's historical intervals
     * @throws IllegalArgumentException when a counter is unknown
     */
    public List<Series> sample(
            List<? extends ManagedObjectReference<?>> entities,
            List<String> names,
            String instance,
            int intervalSeconds,
            int samples)
            throws IOException, InterruptedException {
        Map<String, PerfCounterInfo> known = counters();
        List<PerfMetricId> metrics = new ArrayList<>();
        for (String name : names) {
            PerfCounterInfo counter = known.get(name);
            if (counter == null) {
                throw new IllegalArgumentException("the server has no counter '" + name + "'");
            }
            metrics.add(new PerfMetricId(counter.key(), instance));
        }
        List<PerfQuerySpec> specs = new ArrayList<>();
        for (ManagedObjectReference<?> entity : entities) {
            specs.add(PerfQuerySpec.builder()
                    .entity(entity)
                    .maxSample(samples)
                    .metricId(metrics)
                    .intervalId(intervalSeconds)
                    .format(PerfFormat.NORMAL.wire())
                    .build());
        }
        PerformanceManager manager = stub();
        List<Series> found = new ArrayList<>();
        for (PerfEntityMetricBase each : Connection.checked(() -> manager.queryPerf(specs))) {
            if (each instanceof PerfEntityMetric metric) {
                metric.value().forEach(series -> add(found, metric, series, known));
            }
        }
        return found;
    }

    private static void add(
            List<Series> found, PerfEntityMetric metric, PerfMetricSeries series, Map<String, PerfCounterInfo> known) {
        if (!(series instanceof PerfMetricIntSeries ints)) {
            return;
        }
        known.forEach((name, counter) -> {
            if (counter.key() == series.id().counterId()) {
                found.add(new Series(
                        metric.entity(),
                        name,
                        series.id().instance(),
                        counter.unitInfo().key(),
                        metric.sampleInfo().stream()
                                .map(PerfSampleInfo::timestamp)
                                .toList(),
                        ints.value()));
            }
        });
    }

    private Map<Integer, String> namesById() throws IOException, InterruptedException {
        Map<Integer, String> names = new LinkedHashMap<>();
        counters().forEach((name, counter) -> names.put(counter.key(), name));
        return names;
    }

    private PerformanceManager stub() {
        return PerformanceManager.stub(client.connection(), reference);
    }
}
