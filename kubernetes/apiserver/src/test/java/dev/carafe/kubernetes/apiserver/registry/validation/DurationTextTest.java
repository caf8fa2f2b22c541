package dev.carafe.kubernetes.apiserver.registry.validation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DurationTextTest {
    /** A text as long as a request may be is refused at once. */
    @Test
    @Timeout(60)
    void aDurationOfManyDigitsIsNone() {
        String digits = "9".repeat(300_000);
        assertThat(DurationText.problem(digits + "s")).isPresent();
        assertThat(DurationText.problem("1." + digits + "s")).isPresent();
    }
}
