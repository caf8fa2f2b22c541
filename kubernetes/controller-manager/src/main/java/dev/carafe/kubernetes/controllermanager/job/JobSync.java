package dev.carafe.kubernetes.controllermanager.job;

import dev.carafe.kubernetes.api.batch.v1.Job;
import dev.carafe.kubernetes.api.batch.v1.JobCondition;
import dev.carafe.kubernetes.api.batch.v1.JobStatus;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.informer.ObjectKey;
import dev.carafe.kubernetes.client.record.EventRecorder;
import dev.carafe.kubernetes.client.record.EventType;
import dev.carafe.kubernetes.controllermanager.controller.Expectations;
import dev.carafe.kubernetes.controllermanager.controller.PodControl;
import dev.carafe.kubernetes.controllermanager.controller.PodRanking;
import dev.carafe.kubernetes.controllermanager.controller.Pods;
import dev.carafe.kubernetes.controllermanager.controller.SlowStart;
import dev.carafe.kubernetes.controllermanager.controller.Zeros;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** One look at one Job: counts what has ended, then makes or deletes pods, then writes the status. Thread-safe. */
final class JobSync {
    private static final int BURST_MAX = 500;

    private final JobTracking tracking;
    private final PodControl podControl;
    private final EventRecorder recorder;
    private final Expectations expectations;
    private final FailureBackoff backoff;
    private final Clock clock;

    JobSync(
            JobTracking tracking,
            PodControl podControl,
            EventRecorder recorder,
            Expectations expectations,
            FailureBackoff backoff,
            Clock clock) {
        this.tracking = tracking;
        this.podControl = podControl;
        this.recorder = recorder;
        this.expectations = expectations;
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
        backoff.record(key, sorted.succeeded(), sorted.failed(), now);
        Job job = tracking.count(started(given, now), sorted, pods);
        JobStatus status = job.status();
        Optional<JobCondition> failure = JobConditions.failure(job, status.failed(), sorted.active(), now);
        int active = sorted.active().size();
        Optional<Duration> recheck = JobConditions.untilDeadline(job, now);
        if (failure.isPresent()) {
            active -= deleteAll(key, job, sorted.active(), true);
            status = failed(status, failure.get(), active + sorted.terminating().size(), now);
        } else if (isComplete(job, sorted)) {
            active -= deleteAll(key, job, sorted.active(), true);
            status = completed(status, active + sorted.terminating().size(), now);
        } else if (mayAct && !job.metadata().hasDeletionTimestamp()) {
            Duration wait = backoff.remaining(key, now);
            active += manage(key, job, sorted, wait);
            if (wait.isPositive()) {
                recheck = Optional.of(
                        recheck.filter(known -> known.compareTo(wait) < 0).orElse(wait));
            }
        }
        status = suspension(job, status, now)
                .withActive(active)
                .withReady((int) sorted.active().stream().filter(Pods::isReady).count())
                .withTerminating(sorted.terminating().size());
        status = new JobStatus(Zeros.dropped(status.struct(), "active", "failed", "succeeded"));
        boolean unwritten =
                job.metadata().resourceVersion().equals(given.metadata().resourceVersion());
        Job before = unwritten ? given : job;
        if (!status.equals(before.status())) {
            announce(given, tracking.write(before, status));
        }
        return recheck;
    }

    private static Job started(Job job, Instant now) {
        return job.status().hasStartTime() || job.spec().suspend()
                ? job
                : job.withStatus(job.status().withStartTime(now));
    }

    private static boolean isComplete(Job job, JobPods sorted) {
        if (JobConditions.find(job.status(), JobConditions.SUCCESS_MET).isPresent()) {
            return true;
        }
        return job.spec().hasCompletions()
                ? job.status().succeeded() >= job.spec().completions()
                : job.status().succeeded() > 0 && sorted.active().isEmpty();
    }

    /** The Job is said to have failed once none of its pods is left running. */
    private static JobStatus failed(JobStatus status, JobCondition why, int left, Instant now) {
        JobStatus decided = JobConditions.find(status, JobConditions.FAILURE_TARGET)
                        .isPresent()
                ? status
                : JobConditions.with(status, JobConditions.FAILURE_TARGET, "True", why.reason(), why.message(), now);
        return left > 0
                ? decided
                : JobConditions.with(decided, JobConditions.FAILED, "True", why.reason(), why.message(), now);
    }

    private static JobStatus completed(JobStatus status, int left, Instant now) {
        String reason = "CompletionsReached";
        String message = "Reached expected number of succeeded pods";
        JobStatus decided =
                JobConditions.find(status, JobConditions.SUCCESS_MET).isPresent()
                        ? status
                        : JobConditions.with(status, JobConditions.SUCCESS_MET, "True", reason, message, now);
        return left > 0
                ? decided
                : JobConditions.with(decided, JobConditions.COMPLETE, "True", reason, message, now)
                        .withCompletionTime(now);
    }

    private static JobStatus suspension(Job job, JobStatus status, Instant now) {
        boolean noted = JobConditions.find(status, JobConditions.SUSPENDED).isPresent();
        if (job.spec().suspend() && !noted) {
            return JobConditions.with(status, JobConditions.SUSPENDED, "True", "JobSuspended", "Job suspended", now)
                    .withoutStartTime();
        }
        return noted && !job.spec().suspend()
                ? JobConditions.with(status, JobConditions.SUSPENDED, "False", "JobResumed", "Job resumed", now)
                        .withStartTime(now)
                : status;
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
            recorder.event(after, EventType.NORMAL, "Completed", "Job completed");
        }
        JobConditions.find(after.status(), JobConditions.FAILED)
                .ifPresent(why -> recorder.event(after, EventType.WARNING, why.reason(), why.message()));
    }

    /** Makes or deletes pods; returns by how many the number of active pods changed. */
    private int manage(ObjectKey key, Job job, JobPods sorted, Duration wait) throws InterruptedException {
        int active = sorted.active().size();
        int wanted = wanted(job, active);
        if (active > wanted) {
            List<Pod> surplus = PodRanking.sorted(sorted.active(), sorted.active(), clock.instant())
                    .subList(0, active - wanted);
            return -deleteAll(key, job, surplus, false);
        }
        boolean replaceWhenGone = job.spec().podReplacementPolicy().equals("Failed");
        int occupied = active + (replaceWhenGone ? sorted.terminating().size() : 0);
        int missing = Math.min(wanted - occupied, BURST_MAX);
        return missing <= 0 || wait.isPositive() ? 0 : create(key, job, sorted, missing);
    }

    private static int wanted(Job job, int active) {
        if (job.spec().suspend()) {
            return 0;
        }
        int parallelism = JobPods.parallelism(job);
        if (!job.spec().hasCompletions()) { // a work queue: once one pod succeeded no more are made
            return job.status().succeeded() > 0 ? active : parallelism;
        }
        return Math.max(0, Math.min(job.spec().completions() - job.status().succeeded(), parallelism));
    }

    private int create(ObjectKey key, Job job, JobPods sorted, int missing) throws InterruptedException {
        Queue<Pod> pods = new ConcurrentLinkedQueue<>(
                JobPods.isIndexed(job) ? indexed(job, sorted, missing) : new ArrayDeque<>(copies(job, missing)));
        int count = pods.size();
        expectations.expectCreations(key, count);
        SlowStart.Outcome outcome = SlowStart.run(count, () -> {
            Pod pod = pods.poll();
            if (pod != null) {
                createOne(pod, job);
            }
        });
        for (int i = outcome.successes(); i < count; i++) {
            expectations.creationObserved(key);
        }
        if (outcome.failure().isPresent()) {
            throw outcome.failure().get();
        }
        return outcome.successes();
    }

    private static List<Pod> copies(Job job, int count) {
        List<Pod> pods = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pods.add(JobPods.make(job));
        }
        return pods;
    }

    /** Pods for the lowest indexes that are neither done nor at work. */
    private static List<Pod> indexed(Job job, JobPods sorted, int missing) {
        int completions = job.spec().completions();
        BitSet taken = Indexes.parse(job.status().completedIndexes(), completions);
        taken.or(Indexes.of(sorted.active(), completions));
        List<Pod> pods = new ArrayList<>();
        for (int index = taken.nextClearBit(0);
                index < completions && pods.size() < missing;
                index = taken.nextClearBit(index + 1)) {
            pods.add(JobPods.make(job, index));
        }
        return pods;
    }

    private void createOne(Pod pod, Job job) {
        try {
            podControl.create(pod, job);
        } catch (StatusError e) {
            if (!PodControl.namespaceTerminating(e)) {
                throw e;
            }
        }
    }

    /** @param counts whether the pods, once gone, count as failed */
    private int deleteAll(ObjectKey key, Job job, List<Pod> pods, boolean counts) throws InterruptedException {
        if (pods.isEmpty()) {
            return 0;
        }
        expectations.expectDeletions(key, pods.stream().map(ObjectKey::of).toList());
        List<Runnable> deletions = new ArrayList<>();
        for (Pod pod : pods) {
            deletions.add(() -> {
                try {
                    if (!counts || pod.spec().nodeName().isEmpty()) {
                        tracking.removeFinalizer(pod);
                    }
                    podControl.delete(pod, job);
                } catch (RuntimeException e) {
                    expectations.deletionObserved(key, ObjectKey.of(pod));
                    throw e;
                }
            });
        }
        SlowStart.Outcome outcome = SlowStart.parallel(deletions);
        if (outcome.failure().isPresent()) {
            throw outcome.failure().get();
        }
        return outcome.successes();
    }
}
