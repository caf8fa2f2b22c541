package dev.carafe.kubernetes.kubelet.probe;

import static dev.carafe.kubernetes.kubelet.probe.ProbeResult.Outcome.ERROR;
import static dev.carafe.kubernetes.kubelet.probe.ProbeResult.Outcome.FAILURE;
import static dev.carafe.kubernetes.kubelet.probe.ProbeResult.Outcome.SUCCESS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.core.v1.Probe;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ProbeCounterTest {
    private static final Instant START = Instant.ofEpochSecond(1_000);

    @Test
    void aVerdictNeedsAsManyEqualAnswersInARowAsItsThreshold() {
        ProbeCounter counter = new ProbeCounter(
                ProbeKind.READINESS,
                new Probe(Struct.EMPTY).withFailureThreshold(3).withSuccessThreshold(2));
        assertThat(counter.due("c", START, true, START)).isTrue();
        assertThat(counter.count(SUCCESS)).isEmpty();
        assertThat(counter.count(SUCCESS)).contains(true);
        assertThat(counter.count(FAILURE)).isEmpty();
        assertThat(counter.count(ERROR)).as("counts for nothing").isEmpty();
        assertThat(counter.count(FAILURE)).isEmpty();
        assertThat(counter.count(SUCCESS)).isEmpty();
        assertThat(counter.count(FAILURE)).isEmpty();
        assertThat(counter.count(FAILURE)).isEmpty();
        assertThat(counter.count(FAILURE)).contains(false);
    }

    @Test
    void aContainerThatFailedIsNotAskedAgainButItsSuccessorIs() {
        ProbeCounter counter = new ProbeCounter(ProbeKind.LIVENESS, new Probe(Struct.EMPTY).withFailureThreshold(1));
        assertThat(counter.due("c", START, true, START)).isTrue();
        assertThat(counter.count(FAILURE)).contains(false);
        assertThat(counter.due("c", START, true, START)).isFalse();
        assertThat(counter.due("d", START, true, START)).isTrue();
    }

    @Test
    void waitsForTheInitialDelayAndForTheStartupProbe() {
        Probe probe = new Probe(Struct.EMPTY).withInitialDelaySeconds(5);
        ProbeCounter liveness = new ProbeCounter(ProbeKind.LIVENESS, probe);
        assertThat(liveness.due("c", START, true, START.plusSeconds(4))).isFalse();
        assertThat(liveness.due("c", START, true, START.plusSeconds(5))).isTrue();
        assertThat(liveness.due("c", START, false, START.plusSeconds(5))).isFalse();
        ProbeCounter startup = new ProbeCounter(ProbeKind.STARTUP, probe);
        assertThat(startup.due("c", START, false, START.plusSeconds(5))).isTrue();
        assertThat(startup.due("c", START, true, START.plusSeconds(5))).isFalse();
    }
}
