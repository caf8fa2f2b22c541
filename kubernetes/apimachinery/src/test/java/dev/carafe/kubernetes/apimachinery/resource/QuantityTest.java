package dev.carafe.kubernetes.apimachinery.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0Ki, 0",
        "1500m, 1500m",
        "1000m, 1",
        "0.1, 100m",
        "+1, 1",
        "1., 1",
        ".5, 500m",
        "1000, 1k",
        "1200, 1200",
        "1024, 1024",
        "1000k, 1M",
        "1e3, 1e3",
        "1E3, 1e3",
        "1e4, 10e3",
        "1e2, 100",
        "12e-3, 12e-3",
        "1Ki, 1Ki",
        "1.5Gi, 1536Mi",
        "0.5Mi, 512Ki",
        "1.25Ki, 1280",
        "1.1Ki, 1126400m",
        "0.001Ki, 1024m",
        "1001Gi, 1001Gi",
        "1024Gi, 1Ti",
        "-1.5Gi, -1536Mi",
        "0.0001, 100u",
        "1n, 1n",
        "0.1n, 1n",
        "7Ei, 7Ei",
        "9Ei, 9223372036854775807",
        "9999999999999999999999, 9223372036854775807",
        "500m, 500m",
        "64Mi, 64Mi"
    })
    void hasUpstreamsCanonicalForm(String written, String canonical) throws QuantityFormatException {
        assertThat(Quantity.parseStrict(written)).hasToString(canonical);
        assertThat(Quantity.parseStrict(canonical)).hasToString(canonical);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "1.1.1", "1Mib", "+-1", "--1", " 1", "1 ", "Ki", "1e3e3", "1m1x"})
    void saysThatTheFormatIsWrong(String text) {
        assertThatThrownBy(() -> Quantity.parseStrict(text))
                .hasMessage(
                        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
        assertThat(Quantity.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1K", "1e", "1KiMi", "1iK", "1mm"})
    void saysThatTheSuffixIsWrong(String text) {
        assertThatThrownBy(() -> Quantity.parseStrict(text)).hasMessage("unable to parse quantity's suffix");
    }

    @Test
    void roundsUpWhenReadAsWholeOrThousandths() throws QuantityFormatException {
        assertThat(Quantity.parseStrict("1500m").value()).isEqualTo(2);
        assertThat(Quantity.parseStrict("1.0001").milliValue()).isEqualTo(1001);
        assertThat(Quantity.parseStrict("1Ki").value()).isEqualTo(1024);
        assertThat(Quantity.parseStrict("-1500m").value()).isEqualTo(-2);
        assertThat(Quantity.parseStrict("9Ei").milliValue()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void addsInTheFormatOfTheFirst() {
        assertThat(Quantity.ofBytes(1024).plus(Quantity.of(1024))).hasToString("2Ki");
        assertThat(Quantity.ZERO.plus(Quantity.ofBytes(2048))).hasToString("2Ki");
        assertThat(Quantity.ofMillis(1500).minus(Quantity.of(1))).hasToString("500m");
        assertThat(Quantity.of(1)).isEqualByComparingTo(Quantity.ofMillis(1000));
        assertThat(Quantity.of(1)).isEqualTo(Quantity.ofMillis(1000)).isNotEqualTo(Quantity.ofBytes(1));
    }
}
