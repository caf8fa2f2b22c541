package dev.carafe.kubernetes.apiserver.registry.defaults;

import dev.carafe.kubernetes.api.batch.v1.CronJob;
import dev.carafe.kubernetes.api.batch.v1.Job;
import dev.carafe.kubernetes.api.batch.v1.JobSpec;
import dev.carafe.kubernetes.api.batch.v1.PodFailurePolicy;

/** Defaults of Job and CronJob. */
public final class BatchDefaults {
    private BatchDefaults() {}

    public static Job job(Job job) {
        JobSpec spec = spec(job.spec());
        var labels = spec.template().metadata().labels();
        Job changed = job.withSpec(spec);
        return labels.isEmpty() || !job.metadata().labels().isEmpty()
                ? changed
                : changed.withMetadata(changed.metadata().withLabels(labels));
    }

    private static JobSpec spec(JobSpec given) {
        JobSpec spec = given.withTemplate(PodDefaults.template(given.template()));
        if (!spec.hasCompletions() && !spec.hasParallelism()) {
            spec = spec.withCompletions(1);
        }
        if (!spec.hasParallelism()) {
            spec = spec.withParallelism(1);
        }
        if (!spec.hasBackoffLimit()) {
            spec = spec.withBackoffLimit(spec.hasBackoffLimitPerIndex() ? Integer.MAX_VALUE : 6);
        }
        if (!spec.hasCompletionMode()) {
            spec = spec.withCompletionMode("NonIndexed");
        }
        if (!spec.hasSuspend()) {
            spec = spec.withSuspend(false);
        }
        if (!spec.hasManualSelector()) {
            spec = spec.withManualSelector(false);
        }
        if (spec.hasPodFailurePolicy()) {
            spec = spec.withPodFailurePolicy(conditions(spec.podFailurePolicy()));
        }
        if (!spec.hasPodReplacementPolicy()) {
            spec = spec.withPodReplacementPolicy(spec.hasPodFailurePolicy() ? "Failed" : "TerminatingOrFailed");
        }
        return spec;
    }

    /** A rule that names a condition means that it holds. */
    private static PodFailurePolicy conditions(PodFailurePolicy policy) {
        return policy.withRules(policy.rules().stream()
                .map(rule -> rule.onPodConditions().isEmpty()
                        ? rule
                        : rule.withOnPodConditions(rule.onPodConditions().stream()
                                .map(condition ->
                                        condition.status().isEmpty() ? condition.withStatus("True") : condition)
                                .toList()))
                .toList());
    }

    public static CronJob cronJob(CronJob job) {
        var spec = job.spec();
        if (spec.concurrencyPolicy().isEmpty()) {
            spec = spec.withConcurrencyPolicy("Allow");
        }
        if (!spec.hasSuspend()) {
            spec = spec.withSuspend(false);
        }
        if (!spec.hasSuccessfulJobsHistoryLimit()) {
            spec = spec.withSuccessfulJobsHistoryLimit(3);
        }
        if (!spec.hasFailedJobsHistoryLimit()) {
            spec = spec.withFailedJobsHistoryLimit(1);
        }
        var template = spec.jobTemplate().spec();
        template = template.withTemplate(PodDefaults.template(template.template()));
        if (template.hasPodFailurePolicy()) {
            template = template.withPodFailurePolicy(conditions(template.podFailurePolicy()));
        }
        return job.withSpec(spec.withJobTemplate(spec.jobTemplate().withSpec(template)));
    }
}
