package dev.carafe.vsphere.vcenter.performance;

import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.PerfEntityMetric;
import dev.carafe.vsphere.vim.vim25.PerfEntityMetricBase;
import dev.carafe.vsphere.vim.vim25.PerfEntityMetricCSV;
import dev.carafe.vsphere.vim.vim25.PerfMetricId;
import dev.carafe.vsphere.vim.vim25.PerfMetricIntSeries;
import dev.carafe.vsphere.vim.vim25.PerfMetricSeries;
import dev.carafe.vsphere.vim.vim25.PerfMetricSeriesCSV;
import dev.carafe.vsphere.vim.vim25.PerfSampleInfo;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Values of several counters over time, each at the end of its interval. What is missing was not measured. Pure.
 *
 * @param values by the instance of a counter, then by time
 */
record Series(int intervalSeconds, Map<PerfMetricId, TreeMap<Instant, Long>> values) {
    /** What the API has for an interval without a value. */
    private static final long NO_VALUE = -1;

    /** Reads what a host answered; what is no table of numbers is taken as empty. */
    static Series of(PerfEntityMetricBase answer, int intervalSeconds) {
        Map<PerfMetricId, TreeMap<Instant, Long>> values = new LinkedHashMap<>();
        if (answer instanceof PerfEntityMetric metric) {
            for (PerfMetricSeries series : metric.value()) {
                if (series instanceof PerfMetricIntSeries numbers) {
                    TreeMap<Instant, Long> over = new TreeMap<>();
                    int known =
                            Math.min(numbers.value().size(), metric.sampleInfo().size());
                    for (int i = 0; i < known; i++) {
                        if (numbers.value().get(i) != NO_VALUE) {
                            over.put(
                                    metric.sampleInfo().get(i).timestamp(),
                                    numbers.value().get(i));
                        }
                    }
                    values.put(series.id(), over);
                }
            }
        }
        return new Series(intervalSeconds, values);
    }

    /** The last so many intervals; all for 0. */
    Series last(int most) {
        List<Instant> times = times();
        if (most <= 0 || times.size() <= most) {
            return this;
        }
        Instant first = times.get(times.size() - most);
        Map<PerfMetricId, TreeMap<Instant, Long>> kept = new LinkedHashMap<>();
        values.forEach((id, over) -> kept.put(id, new TreeMap<>(over.tailMap(first))));
        return new Series(intervalSeconds, kept);
    }

    /** The newest value of one counter's instance. */
    Optional<Long> latest(PerfMetricId id) {
        return Optional.ofNullable(values.get(id))
                .filter(over -> !over.isEmpty())
                .map(over -> over.lastEntry().getValue());
    }

    private List<Instant> times() {
        return values.values().stream()
                .flatMap(over -> over.keySet().stream())
                .distinct()
                .sorted()
                .toList();
    }

    PerfEntityMetricBase normal(ManagedObjectReference<?> entity) {
        List<Instant> times = times();
        return PerfEntityMetric.builder()
                .entity(entity)
                .sampleInfo(times.stream()
                        .map(time -> PerfSampleInfo.builder()
                                .timestamp(time)
                                .interval(intervalSeconds)
                                .build())
                        .toList())
                .value(values.entrySet().stream()
                        .<PerfMetricSeries>map(entry -> PerfMetricIntSeries.builder()
                                .id(entry.getKey())
                                .value(numbers(times, entry.getValue()))
                                .build())
                        .toList())
                .build();
    }

    PerfEntityMetricBase csv(ManagedObjectReference<?> entity) {
        List<Instant> times = times();
        return PerfEntityMetricCSV.builder()
                .entity(entity)
                .sampleInfoCSV(
                        times.stream().map(time -> intervalSeconds + "," + time).collect(Collectors.joining(",")))
                .value(values.entrySet().stream()
                        .map(entry -> PerfMetricSeriesCSV.builder()
                                .id(entry.getKey())
                                .value(numbers(times, entry.getValue()).stream()
                                        .map(String::valueOf)
                                        .collect(Collectors.joining(",")))
                                .build())
                        .toList())
                .build();
    }

    private static List<Long> numbers(List<Instant> times, TreeMap<Instant, Long> over) {
        return times.stream().map(time -> over.getOrDefault(time, NO_VALUE)).toList();
    }
}
