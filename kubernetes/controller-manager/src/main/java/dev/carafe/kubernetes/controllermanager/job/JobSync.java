package dev.carafe.kubernetes.controllermanager.job;

import dev.carafe.kubernetes.api.batch.v1.Job;
import dev.carafe.kubernetes.api.batch.v1.JobStatus;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.informer.ObjectKey;
import dev.carafe.kubernetes.client.record.EventRecorder;
import dev.carafe.kubernetes.client.record.EventType;
import dev.carafe.kubernetes.controllermanager.controller.Pods;
import dev.carafe.kubernetes.controllermanager.controller.Zeros;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One look at one Job: decides whether it ends, counts what has ended, then makes or deletes pods, then writes the status.
 * Thread-safe.
 */
final class JobSync {
    private final JobTracking tracking;
    private final JobPodWork work;
    private final EventRecorder recorder;
    private final FailureBackoff backoff;
    private final Clock clock;

    JobSync(JobTracking tracking, JobPodWork work, EventRecorder recorder, FailureBackoff backoff, Clock clock) {
        this.tracking = tracking;
        this.work = work;
        this.recorder = recorder;
        this.backoff = backoff;
        this.clock = clock;
    }

    /**
     * Takes the next step.
     *
     * @param mayAct whether all that was done before has been seen
     * @return when to look again although nothing may have changed
     */
    Optional<Duration> sync(ObjectKey key, Job given, List<Pod> pods, boolean mayAct) throws InterruptedException {
        Instant now = clock.instant();
        JobPods sorted = JobPods.sort(given, pods, tracking::isCounted);
        BitSet done = succeededIndexes(given, sorted);
        Optional<IndexFailures> failures =
                IndexFailures.areCounted(given) ? Optional.of(IndexFailures.of(given, sorted, done)) : Optional.empty();
        Optional<JobEnding> ending = JobEnding.of(given, sorted, pods, done, failures, now);
        boolean keeps = ending.isEmpty() && !given.metadata().hasDeletionTimestamp();
        Job announced = announced(started(given, now), ending, failures, now);
        Job job = tracking.count(announced, keeps ? sorted.without(failures) : sorted, pods);
        backoff.record(key, sorted.succeeded(), sorted.failed());
        int active = sorted.active().size();
        Optional<Duration> recheck = JobConditions.untilDeadline(job, now);
        if (ending.isEmpty() && isComplete(job, sorted)) {
            ending = Optional.of(JobEnding.completed());
        }
        JobStatus status = job.status();
        if (ending.isPresent()) {
            active -= work.delete(key, job, sorted.active(), !ending.get().succeeded());
            boolean over = mayAct && active + sorted.terminating().size() == 0;
            status = ending.get().announcedIn(status, now);
            status = over ? ending.get().finishedIn(status, now) : status;
        } else if (mayAct && !job.metadata().hasDeletionTimestamp()) {
            JobPodWork.Done worked = work.manage(key, job, sorted, failures, backoff.remaining(key, now));
            active += worked.change();
            recheck = sooner(recheck, worked.pause());
        } else if (job.metadata().hasDeletionTimestamp()) {
            pods.forEach(tracking::removeFinalizer); // or its pods could not go before it
        }
        write(given, job, suspension(job, status, ending.isPresent(), now), sorted, active);
        return recheck;
    }

    private static BitSet succeededIndexes(Job job, JobPods sorted) {
        if (!JobPods.isIndexed(job)) {
            return new BitSet();
        }
        BitSet done = Indexes.parse(job.status().completedIndexes(), job.spec().completions());
        done.or(Indexes.of(sorted.succeeded(), job.spec().completions()));
        return done;
    }

    private static Job started(Job job, Instant now) {
        return job.status().hasStartTime() || job.spec().suspend()
                ? job
                : job.withStatus(job.status().withStartTime(now));
    }

    private static Job announced(Job job, Optional<JobEnding> ending, Optional<IndexFailures> failures, Instant now) {
        JobStatus status = job.status();
        if (failures.isPresent()) {
            status = status.withFailedIndexes(Indexes.format(failures.get().failed()));
        }
        if (ending.isPresent()) {
            status = ending.get().announcedIn(status, now);
        }
        return job.withStatus(status);
    }

    private static boolean isComplete(Job job, JobPods sorted) {
        return job.spec().hasCompletions()
                ? job.status().succeeded() >= job.spec().completions()
                : job.status().succeeded() > 0 && sorted.active().isEmpty();
    }

    private static Optional<Duration> sooner(Optional<Duration> known, Duration wait) {
        return wait.isPositive()
                ? Stream.concat(known.stream(), Stream.of(wait)).min(Duration::compareTo)
                : known;
    }

    private static JobStatus suspension(Job job, JobStatus status, boolean ends, Instant now) {
        boolean noted = JobConditions.find(status, JobConditions.SUSPENDED).isPresent();
        if (ends) {
            return status;
        }
        if (job.spec().suspend() && !noted) {
            return JobConditions.with(status, JobConditions.SUSPENDED, "True", "JobSuspended", "Job suspended", now)
                    .withoutStartTime();
        }
        return noted && !job.spec().suspend()
                ? JobConditions.with(status, JobConditions.SUSPENDED, "False", "JobResumed", "Job resumed", now)
                        .withStartTime(now)
                : status;
    }

    private void write(Job given, Job job, JobStatus decided, JobPods sorted, int active) {
        int ready = active == 0
                ? 0
                : (int) sorted.active().stream().filter(Pods::isReady).count();
        JobStatus status = new JobStatus(Zeros.dropped(
                decided.withActive(active)
                        .withReady(Math.min(ready, active))
                        .withTerminating(sorted.terminating().size())
                        .struct(),
                "active",
                "failed",
                "succeeded"));
        boolean unwritten =
                job.metadata().resourceVersion().equals(given.metadata().resourceVersion());
        Job before = unwritten ? given : job;
        if (!status.equals(before.status())) {
            announce(given, tracking.write(before, status));
        }
    }

    private void announce(Job before, Job after) {
        boolean wasSuspended =
                JobConditions.find(before.status(), JobConditions.SUSPENDED).isPresent();
        boolean isSuspended =
                JobConditions.find(after.status(), JobConditions.SUSPENDED).isPresent();
        if (isSuspended != wasSuspended) {
            recorder.event(
                    after,
                    EventType.NORMAL,
                    isSuspended ? "Suspended" : "Resumed",
                    isSuspended ? "Job suspended" : "Job resumed");
        }
        if (JobConditions.find(after.status(), JobConditions.COMPLETE).isPresent()) {
            if (after.spec().hasCompletions()
                    && after.status().succeeded() > after.spec().completions()) {
                recorder.event(
                        after,
                        EventType.WARNING,
                        "TooManySucceededPods",
                        "Too many succeeded pods running after completion count reached");
            }
            recorder.event(after, EventType.NORMAL, "Completed", "Job completed");
        }
        JobConditions.find(after.status(), JobConditions.FAILED)
                .ifPresent(why -> recorder.event(after, EventType.WARNING, why.reason(), why.message()));
    }
}
