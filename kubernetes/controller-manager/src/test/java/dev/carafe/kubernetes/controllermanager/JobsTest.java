package dev.carafe.kubernetes.controllermanager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.batch.v1.BatchV1;
import dev.carafe.kubernetes.api.batch.v1.Job;
import dev.carafe.kubernetes.api.batch.v1.JobSpec;
import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodSpec;
import dev.carafe.kubernetes.api.core.v1.PodTemplateSpec;
import dev.carafe.kubernetes.api.meta.v1.LabelSelector;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.client.PatchType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JobsTest {
    private static JobSpec spec(int completions, int parallelism) {
        return new JobSpec()
                .withCompletions(completions)
                .withParallelism(parallelism)
                .withBackoffLimit(0)
                .withSelector(new LabelSelector().withMatchLabels(Map.of("batch.kubernetes.io/job-name", "work")))
                .withTemplate(new PodTemplateSpec()
                        .withSpec(new PodSpec()
                                .withRestartPolicy("Never")
                                .withContainers(List.of(new Container().withName("work")))));
    }

    private static Job job(JobSpec spec) {
        return new Job()
                .withMetadata(new ObjectMeta().withName("work").withNamespace("default"))
                .withSpec(spec);
    }

    private static boolean has(Cluster cluster, String condition) {
        return cluster.client.of(BatchV1.JOBS).get("default", "work").status().conditions().stream()
                .anyMatch(item -> item.type().equals(condition) && item.status().equals("True"));
    }

    @RepeatedTest(5)
    void everyIndexSucceedsExactlyOnce() {
        try (Cluster cluster = new Cluster()) {
            cluster.phases(_ -> "Succeeded");
            cluster.api.given(BatchV1.JOBS, job(spec(20, 4).withCompletionMode("Indexed")));
            cluster.await("completion", () -> has(cluster, "Complete"));

            Job done = cluster.client.of(BatchV1.JOBS).get("default", "work");
            assertThat(done.status().completedIndexes()).isEqualTo("0-19");
            assertThat(done.status().succeeded()).isEqualTo(20);
            assertThat(done.status().hasActive()).isFalse();
            List<Pod> pods = cluster.client.of(CoreV1.PODS).list("default");
            assertThat(pods)
                    .hasSize(20)
                    .allMatch(pod -> pod.metadata().finalizers().isEmpty());
        }
    }

    @Test
    void aFailureBeyondTheLimitFailsTheJob() {
        try (Cluster cluster = new Cluster()) {
            cluster.phases(_ -> "Failed");
            cluster.api.given(BatchV1.JOBS, job(spec(3, 1)));
            cluster.await("failure", () -> has(cluster, "Failed"));

            Job failed = cluster.client.of(BatchV1.JOBS).get("default", "work");
            assertThat(failed.status().failed()).isEqualTo(1);
            assertThat(failed.status().conditions())
                    .anyMatch(item -> item.type().equals("Failed")
                            && item.reason().equals("BackoffLimitExceeded")
                            && item.message().equals("Job has reached the specified backoff limit"));
        }
    }

    @Test
    void aSuspendedJobHasNoPodsUntilItIsResumed() {
        try (Cluster cluster = new Cluster()) {
            cluster.api.given(BatchV1.JOBS, job(spec(2, 2)));
            cluster.await(
                    "active",
                    () -> cluster.client
                                    .of(BatchV1.JOBS)
                                    .get("default", "work")
                                    .status()
                                    .active()
                            == 2);
            Struct suspend = Struct.of("spec", Struct.of("suspend", true));
            cluster.client.of(BatchV1.JOBS).patch("default", "work", PatchType.MERGE, suspend);
            cluster.await(
                    "no pods",
                    () -> cluster.client.of(CoreV1.PODS).list("default").isEmpty());
            assertThat(has(cluster, "Failed")).isFalse();
            cluster.await("condition", () -> has(cluster, "Suspended"));

            cluster.phases(_ -> "Succeeded");
            Struct resume = Struct.of("spec", Struct.of("suspend", false));
            cluster.client.of(BatchV1.JOBS).patch("default", "work", PatchType.MERGE, resume);
            cluster.await("completion", () -> has(cluster, "Complete"));
            Job done = cluster.client.of(BatchV1.JOBS).get("default", "work");
            assertThat(done.status().succeeded()).isEqualTo(2);
            assertThat(done.status().hasFailed()).isFalse();
        }
    }

    @Test
    void podsOfADeletedJobAreLetGo() {
        try (Cluster cluster = new Cluster()) {
            cluster.api.given(BatchV1.JOBS, job(spec(2, 2)));
            cluster.await(
                    "active",
                    () -> cluster.client
                                    .of(BatchV1.JOBS)
                                    .get("default", "work")
                                    .status()
                                    .active()
                            == 2);
            cluster.client.of(BatchV1.JOBS).delete("default", "work");
            cluster.await(
                    "no pods",
                    () -> cluster.client.of(CoreV1.PODS).list("default").isEmpty());
        }
    }
}
