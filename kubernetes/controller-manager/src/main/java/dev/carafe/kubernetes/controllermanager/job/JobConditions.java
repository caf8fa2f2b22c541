package dev.carafe.kubernetes.controllermanager.job;

import dev.carafe.kubernetes.api.batch.v1.Job;
import dev.carafe.kubernetes.api.batch.v1.JobCondition;
import dev.carafe.kubernetes.api.batch.v1.JobStatus;
import dev.carafe.kubernetes.api.core.v1.ContainerStatus;
import dev.carafe.kubernetes.api.core.v1.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** A Job's conditions, and why it fails; no I/O. */
final class JobConditions {
    static final String COMPLETE = "Complete";
    static final String FAILED = "Failed";
    static final String SUSPENDED = "Suspended";
    static final String FAILURE_TARGET = "FailureTarget";
    static final String SUCCESS_MET = "SuccessCriteriaMet";
    private static final int BACKOFF_LIMIT_DEFAULT = 6;

    private JobConditions() {}

    static Optional<JobCondition> find(JobStatus status, String type) {
        for (JobCondition condition : status.conditions()) {
            if (condition.type().equals(type) && condition.status().equals("True")) {
                return Optional.of(condition);
            }
        }
        return Optional.empty();
    }

    static boolean isFinished(Job job) {
        return find(job.status(), COMPLETE).or(() -> find(job.status(), FAILED)).isPresent();
    }

    static JobStatus with(JobStatus status, String type, String value, String reason, String message, Instant now) {
        JobCondition condition = new JobCondition()
                .withType(type)
                .withStatus(value)
                .withLastProbeTime(now)
                .withLastTransitionTime(now);
        condition = reason.isEmpty() ? condition : condition.withReason(reason);
        condition = message.isEmpty() ? condition : condition.withMessage(message);
        List<JobCondition> conditions = new ArrayList<>(status.conditions());
        conditions.removeIf(known -> known.type().equals(type));
        conditions.add(condition);
        return status.withConditions(conditions);
    }

    /** Why a Job has to fail now by its limits on failures and time; empty when it may go on. */
    static Optional<JobCondition> failure(Job job, int failed, Collection<Pod> active, Instant now) {
        int limit = job.spec().hasBackoffLimit() ? job.spec().backoffLimit() : BACKOFF_LIMIT_DEFAULT;
        if (failed > limit || restartsExceed(job, limit, active)) {
            return Optional.of(because("BackoffLimitExceeded", "Job has reached the specified backoff limit"));
        }
        if (untilDeadline(job, now).filter(left -> !left.isPositive()).isPresent()) {
            return Optional.of(because("DeadlineExceeded", "Job was active longer than specified deadline"));
        }
        return Optional.empty();
    }

    private static JobCondition because(String reason, String message) {
        return new JobCondition().withReason(reason).withMessage(message);
    }

    /** Pods that restart on their own fail within themselves. */
    private static boolean restartsExceed(Job job, int limit, Collection<Pod> active) {
        if (!job.spec().template().spec().restartPolicy().equals("OnFailure")) {
            return false;
        }
        int restarts = 0;
        for (Pod pod : active) {
            for (ContainerStatus status : pod.status().containerStatuses()) {
                restarts += status.restartCount();
            }
            for (ContainerStatus status : pod.status().initContainerStatuses()) {
                restarts += status.restartCount();
            }
        }
        return limit == 0 ? restarts > 0 : restarts >= limit;
    }

    /** The time left to an active Job; empty without a deadline. */
    static Optional<Duration> untilDeadline(Job job, Instant now) {
        if (!job.spec().hasActiveDeadlineSeconds() || job.spec().suspend()) {
            return Optional.empty();
        }
        return job.status()
                .startTime()
                .map(start -> Duration.between(now, start.plusSeconds(job.spec().activeDeadlineSeconds())));
    }
}
