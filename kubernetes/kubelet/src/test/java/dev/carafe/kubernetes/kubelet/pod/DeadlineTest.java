package dev.carafe.kubernetes.kubelet.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodStatus;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DeadlineTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final PodStatus STARTED = new PodStatus(Struct.EMPTY).withStartTime(START);
    private static final Pod TEN_SECONDS = new Pod(Struct.of("spec", Struct.of("activeDeadlineSeconds", 10L)));

    @Test
    void countsFromThePodsStartToItsEnd() {
        assertThat(Deadline.left(TEN_SECONDS, STARTED, START.plusSeconds(4))).contains(Duration.ofSeconds(6));
        assertThat(Deadline.left(TEN_SECONDS, STARTED, START.plusSeconds(10))).contains(Duration.ZERO);
        assertThat(Deadline.left(TEN_SECONDS, STARTED, START.plusSeconds(99))).contains(Duration.ZERO);
    }

    @Test
    void thereIsNoneWithoutAWordOnItOrBeforeTheStart() {
        assertThat(Deadline.left(new Pod(), STARTED, START)).isEmpty();
        assertThat(Deadline.left(TEN_SECONDS, new PodStatus(Struct.EMPTY), START))
                .isEmpty();
    }
}
