package dev.carafe.vsphere.esxi.performance;

import dev.carafe.vsphere.esxi.performance.Reading.Series;
import dev.carafe.vsphere.vim.vim25.InvalidArgument;
import dev.carafe.vsphere.vim.vim25.PerfEntityMetric;
import dev.carafe.vsphere.vim.vim25.PerfEntityMetricBase;
import dev.carafe.vsphere.vim.vim25.PerfEntityMetricCSV;
import dev.carafe.vsphere.vim.vim25.PerfMetricId;
import dev.carafe.vsphere.vim.vim25.PerfMetricIntSeries;
import dev.carafe.vsphere.vim.vim25.PerfMetricSeriesCSV;
import dev.carafe.vsphere.vim.vim25.PerfQuerySpec;
import dev.carafe.vsphere.vim.vim25.PerfSampleInfo;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Answers one query from an entity's samples. Pure. */
final class PerformanceQuery {
    /** What the API has for an interval without a value. */
    private static final long NO_VALUE = -1;

    private static final String ALL = "*";

    private PerformanceQuery() {}

    static PerfEntityMetricBase answer(PerfQuerySpec spec, List<Sample> history) {
        List<Sample> samples = history.stream()
                .filter(sample -> isWithin(sample.at(), spec.startTime(), spec.endTime()))
                .toList();
        Integer most = spec.maxSample();
        if (most != null && most < 0) {
            throw invalid("querySpec.maxSample", "A number of samples is not negative.");
        }
        if (most != null && most > 0 && most < samples.size()) {
            samples = samples.subList(samples.size() - most, samples.size());
        }
        List<Series> asked = asked(spec.metricId(), samples);
        return switch (spec.format() == null ? "normal" : spec.format()) {
            case "normal" -> normal(spec, samples, asked);
            case "csv" -> csv(spec, samples, asked);
            default -> throw invalid("querySpec.format", "A format is normal or csv.");
        };
    }

    /** After the beginning, up to the end. */
    static boolean isWithin(Instant at, @Nullable Instant begin, @Nullable Instant end) {
        return (begin == null || at.isAfter(begin)) && (end == null || !at.isAfter(end));
    }

    static PerfMetricId id(Series series) {
        return PerfMetricId.builder()
                .counterId(series.counter().key())
                .instance(series.instance())
                .build();
    }

    /** Of the series that there are those that are asked for; all when none are named. */
    private static List<Series> asked(List<PerfMetricId> metrics, List<Sample> samples) {
        return samples.stream()
                .flatMap(sample -> sample.values().keySet().stream())
                .distinct()
                .filter(series -> metrics.isEmpty() || metrics.stream().anyMatch(metric -> matches(metric, series)))
                .sorted(Comparator.comparing(Series::counter).thenComparing(Series::instance))
                .toList();
    }

    private static boolean matches(PerfMetricId metric, Series series) {
        return metric.counterId() == series.counter().key()
                && (metric.instance().equals(ALL) || metric.instance().equals(series.instance()));
    }

    private static PerfEntityMetric normal(PerfQuerySpec spec, List<Sample> samples, List<Series> asked) {
        return PerfEntityMetric.builder()
                .entity(spec.entity())
                .sampleInfo(samples.stream()
                        .map(sample -> PerfSampleInfo.builder()
                                .timestamp(sample.at())
                                .interval(PerformanceHistory.INTERVAL_SECONDS)
                                .build())
                        .toList())
                .value(asked.stream()
                        .<dev.carafe.vsphere.vim.vim25.PerfMetricSeries>map(series -> PerfMetricIntSeries.builder()
                                .id(id(series))
                                .value(values(samples, series))
                                .build())
                        .toList())
                .build();
    }

    private static PerfEntityMetricCSV csv(PerfQuerySpec spec, List<Sample> samples, List<Series> asked) {
        return PerfEntityMetricCSV.builder()
                .entity(spec.entity())
                .sampleInfoCSV(samples.stream()
                        .map(sample -> PerformanceHistory.INTERVAL_SECONDS + "," + sample.at())
                        .collect(Collectors.joining(",")))
                .value(asked.stream()
                        .map(series -> PerfMetricSeriesCSV.builder()
                                .id(id(series))
                                .value(values(samples, series).stream()
                                        .map(String::valueOf)
                                        .collect(Collectors.joining(",")))
                                .build())
                        .toList())
                .build();
    }

    private static List<Long> values(List<Sample> samples, Series series) {
        return samples.stream()
                .map(sample -> sample.values().getOrDefault(series, NO_VALUE))
                .toList();
    }

    private static RuntimeException invalid(String property, String message) {
        return InvalidArgument.builder().invalidProperty(property).build().exception(message);
    }
}
