package dev.carafe.cli.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class GoDurationTest {

    private final GoDuration converter = new GoDuration();

    @ParameterizedTest
    @CsvSource({
        "0,PT0S",
        "300ms,PT0.3S",
        "1m30s,PT1M30S",
        "1.5h,PT1H30M",
        "10us,PT0.00001S",
        "-5s,PT-5S",
        "2h45m,PT2H45M"
    })
    void readsWhatGoWrites(String text, Duration duration) {
        assertThat(converter.convert(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "1x", "1s2", "1 s", "99999999999h", "1..5s"})
    void refusesTheRest(String text) {
        assertThatThrownBy(() -> converter.convert(text)).isInstanceOf(TypeConversionException.class);
    }

    @Test
    void theLongestDurationIsGos() {
        assertThat(converter.convert("2562047h47m16s")).isEqualTo(Duration.ofSeconds(9_223_372_036L));
    }

    @Test
    void writesAsGoDoes() {
        assertThat(GoDuration.format(Duration.ZERO)).isEqualTo("0s");
        assertThat(GoDuration.format(Duration.ofSeconds(70))).isEqualTo("1m10s");
        assertThat(GoDuration.format(Duration.ofHours(1))).isEqualTo("1h0m0s");
        assertThat(GoDuration.format(Duration.ofMillis(1_500))).isEqualTo("1.5s");
        assertThat(GoDuration.format(Duration.ofNanos(1_500))).isEqualTo("1.5µs");
        assertThat(GoDuration.format(Duration.ofMillis(-300))).isEqualTo("-300ms");
    }
}
