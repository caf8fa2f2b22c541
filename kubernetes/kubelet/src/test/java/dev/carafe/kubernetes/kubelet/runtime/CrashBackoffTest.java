package dev.carafe.kubernetes.kubelet.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CrashBackoffTest {
    @Test
    void doublesFromTenSecondsToFiveMinutesAndForgetsAfterTen() {
        CrashBackoff backoff = new CrashBackoff();
        Instant now = Instant.EPOCH;
        List<Long> waits = new ArrayList<>();
        assertThat(backoff.remaining("c", now, now))
                .as("the first crash waits for nothing")
                .isZero();
        for (int i = 0; i < 7; i++) {
            backoff.next("c", now, now);
            Duration remaining = backoff.remaining("c", now, now);
            waits.add(remaining.toSeconds());
            now = now.plus(remaining);
            assertThat(backoff.remaining("c", now.minus(remaining), now)).isZero();
        }
        assertThat(waits).containsExactly(10L, 20L, 40L, 80L, 160L, 300L, 300L);
        Instant later = now.plusSeconds(601);
        assertThat(backoff.remaining("c", later, later)).isZero();
        backoff.next("c", later, later);
        assertThat(backoff.remaining("c", later, later)).hasSeconds(10);
    }

    @Test
    void expandsReferencesAsKubernetesDoes() {
        var values = java.util.Map.of("A", "1");
        assertThat(VariableExpansion.expand("$(A)-$$(A)-$(B)-$A-$(A-$", values)).isEqualTo("1-$(A)-$(B)-$A-$(A-$");
    }
}
