package dev.carafe.kubernetes.controllermanager.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.batch.v1.Job;
import dev.carafe.kubernetes.api.batch.v1.JobSpec;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodStatus;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IndexFailuresTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static final Job JOB = new Job()
            .withMetadata(new ObjectMeta().withName("work").withNamespace("default"))
            .withSpec(new JobSpec()
                    .withCompletions(4)
                    .withCompletionMode("Indexed")
                    .withBackoffLimitPerIndex(2));

    private static Pod failed(String uid, int index, int failuresBefore, Instant end) {
        Map<String, String> annotations = new LinkedHashMap<>();
        annotations.put(Indexes.ANNOTATION, Integer.toString(index));
        annotations.put(IndexFailures.COUNT, Integer.toString(failuresBefore));
        return new Pod()
                .withMetadata(new ObjectMeta()
                        .withUid(uid)
                        .withFinalizers(List.of(JobPods.FINALIZER))
                        .withCreationTimestamp(end)
                        .withAnnotations(annotations))
                .withStatus(new PodStatus().withPhase("Failed"));
    }

    private static IndexFailures of(Pod... pods) {
        JobPods sorted = JobPods.sort(JOB, List.of(pods), _ -> false);
        return IndexFailures.of(JOB, sorted, new BitSet());
    }

    @Test
    void anIndexFailsOnceItsPodsFailedMoreOftenThanAllowed() {
        IndexFailures failures = of(failed("a", 0, 1, NOW), failed("b", 1, 2, NOW));
        assertThat(Indexes.format(failures.failed())).isEqualTo("1");
        assertThat(failures.replaced()).containsOnlyKeys(0);
    }

    @Test
    void theNextPodOfAnIndexInheritsTheNumberOfFailures() {
        IndexFailures failures = of(failed("a", 0, 1, NOW));
        assertThat(failures.annotations(JOB, 0)).containsExactly(Map.entry(IndexFailures.COUNT, "2"));
        assertThat(failures.annotations(JOB, 3)).containsExactly(Map.entry(IndexFailures.COUNT, "0"));
    }

    @Test
    void onlyTheLastFailedPodOfAnIndexIsKept() {
        Pod first = failed("a", 0, 0, NOW.minusSeconds(60));
        Pod second = failed("b", 0, 1, NOW);
        IndexFailures failures = of(second, first);
        assertThat(failures.isKept(second)).isTrue();
        assertThat(failures.isKept(first)).isFalse();
    }

    @Test
    void eachIndexWaitsByItsOwnFailures() {
        IndexFailures failures = of(failed("a", 0, 0, NOW), failed("b", 1, 1, NOW));
        assertThat(failures.pause(0, NOW)).isEqualTo(Duration.ofSeconds(10));
        assertThat(failures.pause(1, NOW)).isEqualTo(Duration.ofSeconds(20));
        assertThat(failures.pause(1, NOW.plusSeconds(20))).isZero();
        assertThat(failures.pause(2, NOW)).isZero();
    }
}
