package dev.carafe.vsphere.vim.soap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carafe.vsphere.vim.Primitive;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrimitivesTest {
    @Test
    void timesMayHaveAZoneAFractionOrNeither() {
        assertThat(Primitives.parse(Primitive.DATE_TIME, "2026-01-02T03:04:05"))
                .isEqualTo(time("2026-01-02T03:04:05Z"));
        assertThat(Primitives.parse(Primitive.DATE_TIME, " 2026-01-02T03:04:05.5+02:00 "))
                .isEqualTo(time("2026-01-02T01:04:05.500Z"));
        assertThat(Primitives.parse(Primitive.DATE_TIME, "2026-01-02T24:00:00Z"))
                .isEqualTo(time("2026-01-03T00:00:00Z"));
        assertThat(Primitives.parse(Primitive.DATE_TIME, "2026-01-02T03:04:05.1234567891234Z"))
                .isEqualTo(time("2026-01-02T03:04:05.123456789Z"));
        for (String plain : List.of(
                "2026-01-02T03:04:05Z",
                "2024-02-29T23:59:59.000001Z",
                "0001-01-01T00:00:00.9Z",
                "2026-01-02T03:04:05.123456789Z")) {
            assertThat(Primitives.parse(Primitive.DATE_TIME, plain)).isEqualTo(time(plain));
        }
    }

    @Test
    void timesAreWrittenToTheMicrosecond() {
        assertThat(Primitives.format(time("2026-01-02T03:04:05.123456789Z"))).isEqualTo("2026-01-02T03:04:05.123456Z");
        assertThat(Primitives.format(time("2026-01-02T03:04:00Z"))).isEqualTo("2026-01-02T03:04:00Z");
    }

    @Test
    void numbersHaveTheSchemasForms() {
        assertThat(Primitives.parse(Primitive.DOUBLE, "INF")).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(Primitives.parse(Primitive.DOUBLE, "inf"))
                .as("as Python writes it")
                .isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(Primitives.parse(Primitive.FLOAT, "-Inf"))
                .as("as Go writes it")
                .isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(Primitives.parse(Primitive.FLOAT, "-INF")).isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(Primitives.parse(Primitive.DOUBLE, "NaN")).isEqualTo(Double.NaN);
        assertThat(Primitives.parse(Primitive.DOUBLE, "1e3")).isEqualTo(1000.0);
        assertThat(Primitives.parse(Primitive.INT, " +7\n")).isEqualTo(7);
        assertThat(Primitives.parse(Primitive.BYTE, "255")).isEqualTo((byte) -1);
        assertThat(Primitives.parse(Primitive.BOOLEAN, "1")).isEqualTo(true);
        assertThat(Primitives.format(Double.NEGATIVE_INFINITY)).isEqualTo("-INF");
    }

    @Test
    void whatHasAnotherFormIsRefused() {
        for (Primitive type : List.of(Primitive.INT, Primitive.DOUBLE, Primitive.BOOLEAN, Primitive.DATE_TIME)) {
            for (String text : List.of(
                    "",
                    "x",
                    "Infinity",
                    "0x10",
                    "1d",
                    "TRUE",
                    "2026-01-02",
                    "2026-13-02T00:00:00Z",
                    "2026-02-30T00:00:00Z",
                    "2026-01-02T00:00:60Z",
                    "2026-01-02 00:00:00Z",
                    "2026-01-02T00:00:00.Z",
                    "2026-01-02T00:00:00,5Z",
                    "2026-01-02T00:00:0xZ",
                    "+",
                    "-",
                    "1-",
                    "\u0661")) {
                assertThatThrownBy(() -> Primitives.parse(type, text))
                        .as("%s %s", type, text)
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
        assertThatThrownBy(() -> Primitives.parse(Primitive.BASE64_BINARY, "*"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Primitives.parse(Primitive.BYTE, "256")).isInstanceOf(IllegalArgumentException.class);
    }

    private static Instant time(String text) {
        return Instant.parse(text);
    }
}
