package dev.carafe.etcd.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsTextTest {
    @Test
    void aHistogramCountsEachValueInAllBucketsThatReachIt() {
        Histograms took = new Histograms(0.001, 3);
        took.with("op=\"a\"").observe(0.0005);
        took.with("op=\"a\"").observe(0.001);
        took.with("op=\"a\"").observeNs(2_500_000);
        took.with("op=\"a\"").observe(7);
        assertThat(MetricsText.of(List.of(took.family("took_seconds", "How long."))))
                .isEqualTo("""
                        # HELP took_seconds How long.
                        # TYPE took_seconds histogram
                        took_seconds_bucket{op="a",le="0.001"} 2
                        took_seconds_bucket{op="a",le="0.002"} 2
                        took_seconds_bucket{op="a",le="0.004"} 3
                        took_seconds_bucket{op="a",le="+Inf"} 4
                        took_seconds_sum{op="a"} 7.004
                        took_seconds_count{op="a"} 4
                        """);
    }

    @Test
    void familiesAreSortedAndThoseWithoutSamplesLeftOut() {
        Counters failures = new Counters();
        Family none = failures.family("b_total", "Failures.");
        failures.increment(Labels.of("why", "a \"quoted\"\nline\\", "zone", "x"));
        failures.add(Labels.of("why", "a", "zone", "x"), 2);
        assertThat(MetricsText.of(
                        List.of(failures.family("c_total", "Failures."), none, Family.gauge("a", "Size.", 1L << 40))))
                .isEqualTo("""
                        # HELP a Size.
                        # TYPE a gauge
                        a 1099511627776
                        # HELP c_total Failures.
                        # TYPE c_total counter
                        c_total{why="a \\"quoted\\"\\nline\\\\",zone="x"} 1
                        c_total{why="a",zone="x"} 2
                        """);
    }

    @Test
    void numbersHaveTheDigitsThatUpstreamWrites() {
        assertThat(List.of(0.0001, 0.00005, 0.1, 1024.0, 524288.0, 1048576.0, 8388608.0, 13.1072, 655.36))
                .extracting(MetricsText::number)
                .containsExactly(
                        "0.0001",
                        "5e-05",
                        "0.1",
                        "1024",
                        "524288",
                        "1.048576e+06",
                        "8.388608e+06",
                        "13.1072",
                        "655.36");
    }

    @Test
    void labelsThatAreMadeUpWithoutEndAreNotAllKept() {
        Counters counted = new Counters();
        for (int i = 0; i < 5000; i++) {
            counted.increment(Labels.of("version", Integer.toString(i)));
        }
        assertThat(counted.family("c_total", "Calls.").samples()).hasSize(1000);
    }
}
