package dev.carafe.kubernetes.controllermanager.job;

import dev.carafe.kubernetes.api.batch.v1.Job;
import dev.carafe.kubernetes.api.batch.v1.JobCondition;
import dev.carafe.kubernetes.api.batch.v1.JobStatus;
import dev.carafe.kubernetes.api.batch.v1.UncountedTerminatedPods;
import dev.carafe.kubernetes.api.core.v1.Pod;
import java.time.Instant;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * That a Job ends, and why. It is written into the status before any of its pods is let go, and stays the Job's end whatever
 * comes after. No I/O.
 *
 * @param succeeded whether it ends well
 * @param reason upstream's word for it
 * @param message upstream's sentence
 */
record JobEnding(boolean succeeded, String reason, String message) {
    /**
     * The end that the pods bring about, all of them looked at before any is counted; what was decided earlier holds.
     *
     * @param pods all of the Job's pods
     * @param done the indexes that succeeded, of an indexed Job
     * @param failures what is known of its indexes' failures, where they are counted
     */
    static Optional<JobEnding> of(
            Job job, JobPods sorted, Collection<Pod> pods, BitSet done, Optional<IndexFailures> failures, Instant now) {
        Optional<JobEnding> decided = JobConditions.find(job.status(), JobConditions.SUCCESS_MET)
                .map(condition -> of(condition, true))
                .or(() -> JobConditions.find(job.status(), JobConditions.FAILURE_TARGET)
                        .map(condition -> of(condition, false)));
        return decided.or(() -> FailureRules.jobFailure(job, pods)
                        .map(message -> new JobEnding(false, "PodFailurePolicy", message)))
                .or(() -> JobConditions.failure(job, failedCount(job, sorted), sorted.active(), now)
                        .map(condition -> of(condition, false)))
                .or(() -> failures.flatMap(known -> failedIndexes(job, known.failed(), done)))
                .or(() -> JobPods.isIndexed(job)
                        ? SuccessRules.met(job, done).map(message -> new JobEnding(true, "SuccessPolicy", message))
                        : Optional.empty());
    }

    /** The end of a Job with as many succeeded pods as it needs. */
    static JobEnding completed() {
        return new JobEnding(true, "CompletionsReached", "Reached expected number of succeeded pods");
    }

    private static JobEnding of(JobCondition condition, boolean succeeded) {
        return new JobEnding(succeeded, condition.reason(), condition.message());
    }

    private static int failedCount(Job job, JobPods sorted) {
        UncountedTerminatedPods uncounted = job.status().uncountedTerminatedPods();
        Set<String> failed = new HashSet<>(uncounted.failed());
        sorted.failed().stream()
                .filter(pod -> FailureRules.of(job, pod).counts())
                .forEach(pod -> failed.add(pod.metadata().uid()));
        return job.status().failed() + failed.size();
    }

    private static Optional<JobEnding> failedIndexes(Job job, BitSet failed, BitSet done) {
        if (job.spec().hasMaxFailedIndexes()
                && failed.cardinality() > job.spec().maxFailedIndexes()) {
            return Optional.of(new JobEnding(
                    false,
                    "MaxFailedIndexesExceeded",
                    "Job has exceeded the specified maximal number of failed indexes"));
        }
        boolean all = failed.cardinality() + done.cardinality() >= job.spec().completions();
        return !failed.isEmpty() && all
                ? Optional.of(new JobEnding(false, "FailedIndexes", "Job has failed indexes"))
                : Optional.empty();
    }

    /** The status with the decision in it. */
    JobStatus announcedIn(JobStatus status, Instant now) {
        String type = succeeded ? JobConditions.SUCCESS_MET : JobConditions.FAILURE_TARGET;
        return JobConditions.find(status, type).isPresent()
                ? status
                : JobConditions.with(status, type, "True", reason, message, now);
    }

    /** The status of the Job that has ended, with none of its pods left. */
    JobStatus finishedIn(JobStatus status, Instant now) {
        return succeeded
                ? JobConditions.with(status, JobConditions.COMPLETE, "True", reason, message, now)
                        .withCompletionTime(now)
                : JobConditions.with(status, JobConditions.FAILED, "True", reason, message, now);
    }
}
