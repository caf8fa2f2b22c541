package dev.carafe.vsphere.vcenter.performance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.vsphere.vim.vim25.ElementDescription;
import dev.carafe.vsphere.vim.vim25.PerfCounterInfo;
import dev.carafe.vsphere.vim.vim25.PerfMetricId;
import dev.carafe.vsphere.vim.vim25.PerfStatsType;
import dev.carafe.vsphere.vim.vim25.PerfSummaryType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RollupTest {
    private static final PerfCounterInfo USAGE = counter(2, "usage", "percent", PerfSummaryType.AVERAGE);
    private static final PerfCounterInfo MHZ = counter(6, "usagemhz", "megaHertz", PerfSummaryType.AVERAGE);
    private static final PerfCounterInfo USED = counter(12, "used", "millisecond", PerfSummaryType.SUMMATION);
    private static final PerfCounterInfo UPTIME = counter(155, "uptime", "second", PerfSummaryType.LATEST);

    private static PerfCounterInfo counter(int key, String name, String unit, PerfSummaryType rollup) {
        return PerfCounterInfo.builder()
                .key(key)
                .nameInfo(description(name))
                .groupInfo(description("cpu"))
                .unitInfo(description(unit))
                .rollupType(rollup)
                .statsType(PerfStatsType.RATE)
                .build();
    }

    private static ElementDescription description(String key) {
        return ElementDescription.builder().key(key).label(key).summary(key).build();
    }

    private static Counters counters() {
        Counters counters = new Counters();
        counters.learn("host-1", List.of(USAGE, MHZ, USED, UPTIME));
        return counters;
    }

    private static PerfMetricId total(PerfCounterInfo counter) {
        return PerfMetricId.builder().counterId(counter.key()).instance("").build();
    }

    private static Instant at(long second) {
        return Instant.ofEpochSecond(second);
    }

    private static Series series(int seconds, PerfCounterInfo counter, Map<Long, Long> values) {
        TreeMap<Instant, Long> over = new TreeMap<>();
        values.forEach((second, value) -> over.put(at(second), value));
        return new Series(seconds, Map.of(total(counter), over));
    }

    @Test
    void anIntervalThatHasEndedIsAveragedOrSummedAsItsCounterSays() {
        Map<Long, Long> measured = Map.of(20L, 10L, 40L, 20L, 300L, 60L, 320L, 7L);

        Series averaged = Rollup.over(series(20, USAGE, measured), 300, counters()::find);
        Series summed = Rollup.over(series(20, USED, measured), 300, counters()::find);

        assertThat(averaged.values().get(total(USAGE))).isEqualTo(Map.of(at(300), 30L));
        assertThat(summed.values().get(total(USED))).isEqualTo(Map.of(at(300), 90L));
        assertThat(summed.intervalSeconds()).isEqualTo(300);
    }

    @Test
    void hostsTogetherHaveTheAverageOfSharesAndTheSumOfAllElse() {
        Series together = Rollup.together(
                List.of(
                        series(300, USAGE, Map.of(300L, 1000L)),
                        series(300, USAGE, Map.of(300L, 3000L)),
                        series(300, MHZ, Map.of(300L, 100L, 600L, 1L)),
                        series(300, MHZ, Map.of(300L, 200L)),
                        series(300, UPTIME, Map.of(300L, 5L))),
                300,
                counters()::find);

        assertThat(together.values())
                .isEqualTo(Map.of(
                        total(USAGE), Map.of(at(300), 2000L),
                        total(MHZ), Map.of(at(300), 300L, at(600), 1L)));
    }

    @Test
    void theLastIntervalsAreKeptOfAllCounters() {
        Series both = new Series(
                20,
                Map.of(
                        total(USAGE),
                        new TreeMap<>(Map.of(at(20), 1L, at(40), 2L)),
                        total(MHZ),
                        new TreeMap<>(Map.of(at(20), 3L))));

        assertThat(both.last(1).values().get(total(USAGE))).isEqualTo(Map.of(at(40), 2L));
        assertThat(both.last(1).values().get(total(MHZ))).isEmpty();
        assertThat(both.last(0)).isEqualTo(both);
    }

    @Test
    void countersAreKnownByNameWhateverNumberAHostHasForThem() {
        Counters counters = counters();

        counters.learn(
                "host-2",
                List.of(
                        USAGE.toBuilder().key(900).build(),
                        MHZ.toBuilder().key(2).build()));
        counters.learn("host-3", List.of(counter(6, "other", "number", PerfSummaryType.AVERAGE)));

        assertThat(counters.own("host-2", 900)).contains(2);
        assertThat(counters.own("host-2", 2)).contains(6);
        assertThat(counters.onHost("host-2", 6)).contains(2);
        assertThat(counters.onHost("host-2", 12)).isEmpty();
        assertThat(counters.own("host-3", 6)).contains(156);
        assertThat(counters.all()).extracting(PerfCounterInfo::key).containsExactly(2, 6, 12, 155, 156);
    }
}
