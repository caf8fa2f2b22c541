package dev.carafe.kubernetes.apimachinery.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {
    private static final Instant TIME = Instant.parse("2026-01-31T09:30:00.123456789Z");

    @Test
    void writesToTheSecondOrTheMicrosecond() {
        assertThat(Times.format(TIME)).isEqualTo("2026-01-31T09:30:00Z");
        assertThat(Times.formatMicro(TIME)).isEqualTo("2026-01-31T09:30:00.123456Z");
        assertThat(Times.formatMicro(Instant.EPOCH)).isEqualTo("1970-01-01T00:00:00.000000Z");
    }

    @Test
    void readsAnyOffset() {
        assertThat(Times.parse("2026-01-31T10:30:00+01:00")).contains(Instant.parse("2026-01-31T09:30:00Z"));
        assertThat(Times.parse("2026-01-31T09:30:00Z")).contains(Instant.parse("2026-01-31T09:30:00Z"));
        assertThat(Times.parse("0001-01-01T00:00:00Z")).contains(Instant.parse("0001-01-01T00:00:00Z"));
        assertThat(Times.parse("9999-12-31T23:59:59Z")).contains(Instant.parse("9999-12-31T23:59:59Z"));
        assertThat(Times.parse("2026-01-31T09:30:00.5Z")).contains(Instant.parse("2026-01-31T09:30:00.5Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "now",
                "2026-01-31",
                "2026-01-31T09:30:00",
                "2026-02-30T09:30:00Z",
                "2026-13-30T09:30:00Z",
                "2026-01-31T24:00:00Z",
                "2026-12-31T23:59:60Z",
                "2026-01-31T0+:30:00Z",
                "2026-01-31T09:30+01:00",
                "+12026-01-31T09:30:00Z",
                "2026-01-31t09:30:00Z",
                "2026-01-31T09:30:00z",
                "2026-01-31 09:30:00Z"
            })
    void refusesWhatIsNotRfc3339(String text) {
        assertThat(Times.parse(text)).isEmpty();
    }
}
