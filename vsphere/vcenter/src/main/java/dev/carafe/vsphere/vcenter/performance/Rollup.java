package dev.carafe.vsphere.vcenter.performance;

import dev.carafe.vsphere.vim.vim25.PerfCounterInfo;
import dev.carafe.vsphere.vim.vim25.PerfMetricId;
import dev.carafe.vsphere.vim.vim25.PerfSummaryType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;

/** Longer intervals of short ones, and several hosts' values as one. Pure. */
final class Rollup {
    private Rollup() {}

    /**
     * Joins intervals to longer ones, which end at multiples of their length. One that has not ended by what was measured last
     * is left out.
     *
     * @param counters by number
     */
    static Series over(Series fine, int seconds, IntFunction<Optional<PerfCounterInfo>> counters) {
        Instant measured = fine.values().values().stream()
                .filter(over -> !over.isEmpty())
                .map(TreeMap::lastKey)
                .max(Instant::compareTo)
                .orElse(Instant.EPOCH);
        Map<PerfMetricId, TreeMap<Instant, Long>> joined = new LinkedHashMap<>();
        fine.values().forEach((id, over) -> {
            PerfSummaryType how = counters.apply(id.counterId())
                    .map(PerfCounterInfo::rollupType)
                    .orElse(PerfSummaryType.AVERAGE);
            TreeMap<Instant, List<Long>> pieces = new TreeMap<>();
            over.forEach((time, value) -> pieces.computeIfAbsent(end(time, seconds), _ -> new ArrayList<>())
                    .add(value));
            TreeMap<Instant, Long> whole = new TreeMap<>();
            pieces.forEach((end, values) -> {
                if (!end.isAfter(measured)) {
                    whole.put(end, joined(how, values));
                }
            });
            joined.put(id, whole);
        });
        return new Series(seconds, joined);
    }

    private static Instant end(Instant time, int seconds) {
        return Instant.ofEpochSecond(Math.ceilDiv(time.getEpochSecond(), seconds) * seconds);
    }

    private static long joined(PerfSummaryType how, List<Long> values) {
        return switch (how) {
            case SUMMATION -> values.stream().mapToLong(Long::longValue).sum();
            case MAXIMUM -> values.stream().mapToLong(Long::longValue).max().orElse(0);
            case MINIMUM -> values.stream().mapToLong(Long::longValue).min().orElse(0);
            case LATEST -> values.getLast();
            case AVERAGE, NONE, UNRECOGNIZED -> average(values);
        };
    }

    private static long average(List<Long> values) {
        return Math.round(values.stream().mapToLong(Long::longValue).average().orElse(0));
    }

    /**
     * What several hosts use in all: shares are averaged, each host counting the same, and all else is added up. Of each host
     * only its own totals count, not single processors or cards; how long each has been up makes no sum and is left out.
     */
    static Series together(List<Series> hosts, int seconds, IntFunction<Optional<PerfCounterInfo>> counters) {
        Map<PerfMetricId, TreeMap<Instant, List<Long>>> all = new LinkedHashMap<>();
        for (Series host : hosts) {
            host.values().forEach((id, over) -> {
                if (sums(id, counters)) {
                    TreeMap<Instant, List<Long>> into = all.computeIfAbsent(id, _ -> new TreeMap<>());
                    over.forEach((time, value) ->
                            into.computeIfAbsent(time, _ -> new ArrayList<>()).add(value));
                }
            });
        }
        Map<PerfMetricId, TreeMap<Instant, Long>> totals = new LinkedHashMap<>();
        all.forEach((id, over) -> {
            boolean share = counters.apply(id.counterId())
                    .filter(counter -> counter.unitInfo().key().equals("percent"))
                    .isPresent();
            TreeMap<Instant, Long> total = new TreeMap<>();
            over.forEach((time, values) -> total.put(
                    time,
                    share
                            ? average(values)
                            : values.stream().mapToLong(Long::longValue).sum()));
            totals.put(id, total);
        });
        return new Series(seconds, totals);
    }

    /** Whether a counter of hosts makes one of a cluster. */
    static boolean sums(PerfMetricId id, IntFunction<Optional<PerfCounterInfo>> counters) {
        return id.instance().isEmpty()
                && counters.apply(id.counterId())
                        .filter(counter -> counter.rollupType() != PerfSummaryType.LATEST)
                        .isPresent();
    }
}
