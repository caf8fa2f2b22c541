package dev.carafe.kubernetes.controllermanager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carafe.kubernetes.api.batch.v1.BatchV1;
import dev.carafe.kubernetes.api.batch.v1.Job;
import dev.carafe.kubernetes.api.batch.v1.JobCondition;
import dev.carafe.kubernetes.api.batch.v1.JobSpec;
import dev.carafe.kubernetes.api.batch.v1.PodFailurePolicy;
import dev.carafe.kubernetes.api.batch.v1.PodFailurePolicyOnExitCodesRequirement;
import dev.carafe.kubernetes.api.batch.v1.PodFailurePolicyRule;
import dev.carafe.kubernetes.api.batch.v1.SuccessPolicy;
import dev.carafe.kubernetes.api.batch.v1.SuccessPolicyRule;
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
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Jobs that end otherwise than by the number of their pods, and whose pods are whose. */
@Timeout(60)
class JobPoliciesTest {
    private static final String INDEX = "batch.kubernetes.io/job-completion-index";

    private static JobSpec indexed(int completions) {
        return new JobSpec()
                .withCompletions(completions)
                .withParallelism(completions)
                .withCompletionMode("Indexed")
                .withSelector(new LabelSelector().withMatchLabels(Map.of("batch.kubernetes.io/job-name", "work")))
                .withTemplate(new PodTemplateSpec()
                        .withSpec(new PodSpec()
                                .withRestartPolicy("Never")
                                .withContainers(List.of(new Container().withName("work")))));
    }

    private static void start(Cluster cluster, JobSpec spec) {
        cluster.api.given(
                BatchV1.JOBS,
                new Job()
                        .withMetadata(new ObjectMeta().withName("work").withNamespace("default"))
                        .withSpec(spec));
    }

    private static Job job(Cluster cluster) {
        return cluster.client.of(BatchV1.JOBS).get("default", "work");
    }

    private static Optional<JobCondition> condition(Cluster cluster, String type) {
        return job(cluster).status().conditions().stream()
                .filter(item -> item.type().equals(type) && item.status().equals("True"))
                .findFirst();
    }

    private static boolean hasIndex(Pod pod, String index) {
        return index.equals(pod.metadata().annotations().get(INDEX));
    }

    private static PodFailurePolicy onExitCode(int code, String action) {
        return new PodFailurePolicy()
                .withRules(List.of(new PodFailurePolicyRule()
                        .withAction(action)
                        .withOnExitCodes(new PodFailurePolicyOnExitCodesRequirement()
                                .withOperator("In")
                                .withValues(List.of(code)))));
    }

    @Test
    void anExitCodeThatFailsTheJobEndsItAtOnce() {
        try (Cluster cluster = new Cluster()) {
            cluster.phases(pod -> hasIndex(pod, "1") ? "Failed" : "Running");
            cluster.exitCodes(_ -> 42);
            start(
                    cluster,
                    indexed(3)
                            .withBackoffLimit(6)
                            .withPodReplacementPolicy("Failed")
                            .withPodFailurePolicy(onExitCode(42, "FailJob")));
            cluster.await(
                    "failure target", () -> condition(cluster, "FailureTarget").isPresent());
            assertThat(condition(cluster, "FailureTarget").orElseThrow()).satisfies(condition -> {
                assertThat(condition.reason()).isEqualTo("PodFailurePolicy");
                assertThat(condition.message())
                        .matches("Container work for pod default/work-1-\\w+ failed with exit code 42"
                                + " matching FailJob rule at index 0");
            });
            cluster.await("failure", () -> condition(cluster, "Failed").isPresent());
            assertThat(condition(cluster, "Failed").orElseThrow().reason()).isEqualTo("PodFailurePolicy");
            assertThat(job(cluster).status().hasActive()).isFalse();
        }
    }

    @Test
    void ignoredFailuresDoNotCount() {
        try (Cluster cluster = new Cluster()) {
            cluster.phases(pod -> hasIndex(pod, "0") ? "Failed" : "Succeeded");
            cluster.exitCodes(_ -> 42);
            start(
                    cluster,
                    indexed(2)
                            .withBackoffLimit(0)
                            .withPodReplacementPolicy("Failed")
                            .withPodFailurePolicy(onExitCode(42, "Ignore")));
            cluster.await(
                    "the failed pod is let go",
                    () -> cluster.client.of(CoreV1.PODS).list("default").stream()
                            .anyMatch(pod -> pod.status().phase().equals("Failed")
                                    && pod.metadata().finalizers().isEmpty()));
            cluster.await(
                    "the other index",
                    () -> job(cluster).status().completedIndexes().equals("1"));
            assertThat(job(cluster).status().hasFailed()).isFalse();
            assertThat(condition(cluster, "Failed")).isEmpty();
        }
    }

    @Test
    void aRuleOfSuccessEndsTheJobBeforeAllIndexesSucceeded() {
        try (Cluster cluster = new Cluster()) {
            cluster.phases(pod -> hasIndex(pod, "2") ? "Succeeded" : "Running");
            start(
                    cluster,
                    indexed(4)
                            .withBackoffLimit(6)
                            .withSuccessPolicy(new SuccessPolicy()
                                    .withRules(List.of(
                                            new SuccessPolicyRule().withSucceededIndexes("0-1"),
                                            new SuccessPolicyRule()
                                                    .withSucceededIndexes("1-2")
                                                    .withSucceededCount(1)))));
            cluster.await("completion", () -> condition(cluster, "Complete").isPresent());
            assertThat(condition(cluster, "SuccessCriteriaMet").orElseThrow()).satisfies(condition -> {
                assertThat(condition.reason()).isEqualTo("SuccessPolicy");
                assertThat(condition.message()).isEqualTo("Matched rules at index 1");
            });
            assertThat(job(cluster).status().completedIndexes()).isEqualTo("2");
            assertThat(job(cluster).status().hasFailed()).isFalse();
            cluster.await(
                    "the rest is gone",
                    () -> cluster.client.of(CoreV1.PODS).list("default").stream()
                            .allMatch(pod -> hasIndex(pod, "2")));
        }
    }

    @Test
    void anIndexThatFailedForGoodIsNamedAndTheOthersGoOn() {
        try (Cluster cluster = new Cluster()) {
            cluster.phases(pod -> hasIndex(pod, "1") ? "Failed" : "Succeeded");
            cluster.exitCodes(_ -> 1);
            start(cluster, indexed(4).withParallelism(1).withBackoffLimitPerIndex(0));
            cluster.await("failure", () -> condition(cluster, "Failed").isPresent());
            assertThat(condition(cluster, "Failed").orElseThrow()).satisfies(condition -> {
                assertThat(condition.reason()).isEqualTo("FailedIndexes");
                assertThat(condition.message()).isEqualTo("Job has failed indexes");
            });
            assertThat(job(cluster).status().failedIndexes()).isEqualTo("1");
            assertThat(job(cluster).status().completedIndexes()).isEqualTo("0,2,3");
        }
    }

    @Test
    void tooManyFailedIndexesEndTheJob() {
        try (Cluster cluster = new Cluster()) {
            cluster.phases(pod -> hasIndex(pod, "3") ? "Running" : "Failed");
            cluster.exitCodes(_ -> 1);
            start(cluster, indexed(4).withBackoffLimitPerIndex(0).withMaxFailedIndexes(1));
            cluster.await("failure", () -> condition(cluster, "Failed").isPresent());
            assertThat(condition(cluster, "Failed").orElseThrow().reason()).isEqualTo("MaxFailedIndexesExceeded");
        }
    }

    @Test
    void aPodThatNoLongerMatchesIsLetGoAndReplaced() {
        try (Cluster cluster = new Cluster()) {
            start(cluster, indexed(1).withBackoffLimit(6));
            cluster.await("active", () -> job(cluster).status().active() == 1);
            Pod pod = cluster.client.of(CoreV1.PODS).list("default").getFirst();
            cluster.client
                    .of(CoreV1.PODS)
                    .patch(
                            "default",
                            pod.name(),
                            PatchType.MERGE,
                            Struct.of(
                                    "metadata",
                                    Struct.of("labels", Struct.of("batch.kubernetes.io/job-name", "other"))));
            cluster.await(
                    "another",
                    () -> cluster.client.of(CoreV1.PODS).list("default").size() == 2);
            Pod released = cluster.client.of(CoreV1.PODS).get("default", pod.name());
            assertThat(released.metadata().ownerReferences()).isEmpty();
            assertThat(released.metadata().finalizers()).isEmpty();
        }
    }
}
