package dev.carafe.kubernetes.apiserver.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class RegistryTest {
    private final Registry registry = new Registry();

    private String page() {
        return new String(registry.text(), UTF_8);
    }

    @Test
    void familiesStandByNameAndLabelsToo() {
        Counters second = registry.counters("b_total", "Second.", "zone", "animal");
        registry.gauges("a", "First.").with().add(2);
        second.with("north", "bear").increment();
        second.with("north", "ape").add(3);
        assertThat(page()).isEqualTo("""
                # HELP a First.
                # TYPE a gauge
                a 2
                # HELP b_total Second.
                # TYPE b_total counter
                b_total{animal="ape",zone="north"} 3
                b_total{animal="bear",zone="north"} 1
                """);
    }

    @Test
    void whatNeverHappenedIsNotToldOfUnlessItIsTheOnlyValue() {
        registry.counters("by_kind_total", "Some.", "kind").with("bear");
        registry.histograms("seconds", "Some.", Buckets.of(1)).with();
        registry.readings("read", "gauge", "Some.", List.of("kind"), _ -> {});
        registry.counters("alone_total", "One.").with();
        assertThat(page()).isEqualTo("""
                # HELP alone_total One.
                # TYPE alone_total counter
                alone_total 0
                """);
    }

    @Test
    void bucketsAddUpAndTheirEndsAreWrittenAsGoWritesThem() {
        Histogram sizes = registry.histograms("bytes", "Some.", Buckets.exponential(1000, 1000, 3), "verb")
                .with("GET");
        sizes.observe(1000);
        sizes.observe(1001);
        sizes.observe(2e9);
        assertThat(page()).isEqualTo("""
                # HELP bytes Some.
                # TYPE bytes histogram
                bytes_bucket{verb="GET",le="1000"} 1
                bytes_bucket{verb="GET",le="1e+06"} 2
                bytes_bucket{verb="GET",le="1e+09"} 2
                bytes_bucket{verb="GET",le="+Inf"} 3
                bytes_sum{verb="GET"} 2.000002001e+09
                bytes_count{verb="GET"} 3
                """);
    }

    @Test
    void numbersAreGos() {
        assertThat(MetricsText.number(0)).isEqualTo("0");
        assertThat(MetricsText.number(0.0001)).isEqualTo("0.0001");
        assertThat(MetricsText.number(0.00001)).isEqualTo("1e-05");
        assertThat(MetricsText.number(1.25)).isEqualTo("1.25");
        assertThat(MetricsText.number(999_999)).isEqualTo("999999");
        assertThat(MetricsText.number(2_592_000)).isEqualTo("2.592e+06");
        assertThat(MetricsText.number(0x1p64)).isEqualTo("1.8446744073709552e+19");
    }

    @Test
    void aLabelsValueIsEscaped() {
        registry.counters("total", "Some.", "name").with("a\"b\\c\nd").increment();
        assertThat(page()).contains("total{name=\"a\\\"b\\\\c\\nd\"} 1\n");
    }

    @Test
    void aNameIsGivenOnce() {
        registry.counters("total", "Some.");
        assertThatThrownBy(() -> registry.gauges("total", "Others."))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("total");
    }
}
