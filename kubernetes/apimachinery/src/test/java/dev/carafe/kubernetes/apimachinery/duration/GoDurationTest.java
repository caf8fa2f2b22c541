package dev.carafe.kubernetes.apimachinery.duration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoDurationTest {
    @ParameterizedTest
    @CsvSource({
        "1s, PT1S",
        "1.5ms, PT0.0015S",
        "-1h1m, PT-1H-1M",
        "0, PT0S",
        "+2s, PT2S",
        ".5s, PT0.5S",
        "1.s, PT1S",
        "1µs, PT0.000001S",
        "1h.5m, PT1H30S",
        "0.7ns0.7ns1ns, PT0.000000001S",
        "-9223372036854775808ns, PT-9223372036.854775808S"
    })
    void aDurationIsRead(String text, Duration expected) {
        assertThat(GoDuration.parse(text)).contains(expected);
    }

    /** As Go's own says it. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "abc     | time: invalid duration \"abc\"",
                "''      | time: invalid duration \"\"",
                "10      | time: missing unit in duration \"10\"",
                "1.5     | time: missing unit in duration \"1.5\"",
                "1d      | time: unknown unit \"d\" in duration \"1d\"",
                "1h2x    | time: unknown unit \"x\" in duration \"1h2x\"",
                "1h2     | time: missing unit in duration \"1h2\"",
                ".s      | time: invalid duration \".s\"",
                "1..s    | time: missing unit in duration \"1..s\"",
                "' 1s'   | time: invalid duration \" 1s\"",
                "'1s '   | time: unknown unit \"s \" in duration \"1s \"",
                "9223372036854775808ns | time: invalid duration \"9223372036854775808ns\"",
                "9999999h | time: invalid duration \"9999999h\"",
                "1\"     | time: unknown unit \"\\\"\" in duration \"1\\\"\"",
            },
            delimiter = '|')
    void whatIsNoneIsRefusedInGosWords(String text, String fault) {
        assertThat(GoDuration.parse(text)).isEmpty();
        assertThat(GoDuration.problem(text)).contains(fault);
    }

    /** A text as long as a request may be is refused at once. */
    @Test
    @Timeout(60)
    void aDurationOfManyDigitsIsNone() {
        String digits = "9".repeat(300_000);
        assertThat(GoDuration.problem(digits + "s")).isPresent();
        assertThat(GoDuration.problem("1." + digits + "s")).isPresent();
    }
}
