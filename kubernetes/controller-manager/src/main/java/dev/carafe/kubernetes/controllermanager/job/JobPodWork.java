package dev.carafe.kubernetes.controllermanager.job;

import dev.carafe.kubernetes.api.batch.v1.Job;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.informer.ObjectKey;
import dev.carafe.kubernetes.controllermanager.controller.Expectations;
import dev.carafe.kubernetes.controllermanager.controller.PodControl;
import dev.carafe.kubernetes.controllermanager.controller.PodRanking;
import dev.carafe.kubernetes.controllermanager.controller.SlowStart;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Makes and deletes the pods of Jobs. Thread-safe. */
final class JobPodWork {
    private static final int BURST_MAX = 500;

    private final JobTracking tracking;
    private final PodControl podControl;
    private final Expectations expectations;
    private final Clock clock;

    JobPodWork(JobTracking tracking, PodControl podControl, Expectations expectations, Clock clock) {
        this.tracking = tracking;
        this.podControl = podControl;
        this.expectations = expectations;
        this.clock = clock;
    }

    /**
     * What was done.
     *
     * @param change by how many the number of active pods changed
     * @param pause how long nothing more may be made
     */
    record Done(int change, Duration pause) {
        private static final Done NOTHING = new Done(0, Duration.ZERO);
    }

    /**
     * Makes or deletes pods, as many as the Job asks for.
     *
     * @param wait the pause after failures of the whole Job
     */
    Done manage(ObjectKey key, Job job, JobPods sorted, Optional<IndexFailures> failures, Duration wait)
            throws InterruptedException {
        int active = sorted.active().size();
        int wanted = wanted(job, active);
        List<Pod> surplus = surplus(job, sorted.active(), Math.max(0, active - wanted));
        if (!surplus.isEmpty()) {
            return new Done(-delete(key, job, surplus, false), Duration.ZERO);
        }
        boolean replaceWhenGone = JobPods.replacesOnlyFailed(job);
        int occupied = active + (replaceWhenGone ? sorted.terminating().size() : 0);
        int missing = Math.min(wanted - occupied, BURST_MAX);
        if (missing <= 0) {
            return Done.NOTHING;
        }
        if (wait.isPositive() && failures.isEmpty()) {
            return new Done(0, wait);
        }
        return JobPods.isIndexed(job)
                ? createIndexed(key, job, sorted, failures, missing)
                : new Done(create(key, job, copies(job, missing)), Duration.ZERO);
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

    /** The pods to delete: of indexes that others have or that there are none of, then by rank. */
    private List<Pod> surplus(Job job, List<Pod> active, int least) {
        List<Pod> ranked = PodRanking.sorted(active, active, clock.instant());
        if (!JobPods.isIndexed(job)) {
            return ranked.subList(0, least);
        }
        BitSet taken = new BitSet();
        List<Pod> left = new ArrayList<>();
        List<Pod> surplus = new ArrayList<>();
        for (Pod pod : ranked.reversed()) {
            int index = Indexes.of(pod).orElse(-1);
            boolean needed = index >= 0 && index < job.spec().completions() && !taken.get(index);
            (needed ? left : surplus).add(pod);
            if (needed) {
                taken.set(index);
            }
        }
        for (Pod pod : left.reversed()) {
            if (surplus.size() < least) {
                surplus.add(pod);
            }
        }
        return surplus;
    }

    private static List<Pod> copies(Job job, int count) {
        List<Pod> pods = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pods.add(JobPods.make(job));
        }
        return pods;
    }

    /** Pods for the lowest indexes that are neither done, nor failed, nor at work. */
    private Done createIndexed(ObjectKey key, Job job, JobPods sorted, Optional<IndexFailures> failures, int missing)
            throws InterruptedException {
        Instant now = clock.instant();
        List<Pod> pods = new ArrayList<>();
        Duration shortest = Duration.ZERO;
        for (int index : pending(job, sorted, failures, missing)) {
            Duration wait = failures.map(known -> known.pause(index, now)).orElse(Duration.ZERO);
            if (wait.isPositive()) {
                shortest = shortest.isZero() || wait.compareTo(shortest) < 0 ? wait : shortest;
            } else {
                pods.add(failures.map(known -> JobPods.make(job, index, known.annotations(job, index)))
                        .orElseGet(() -> JobPods.make(job, index)));
            }
        }
        return new Done(pods.isEmpty() ? 0 : create(key, job, pods), shortest);
    }

    private static List<Integer> pending(Job job, JobPods sorted, Optional<IndexFailures> failures, int most) {
        int completions = job.spec().completions();
        BitSet taken = Indexes.parse(job.status().completedIndexes(), completions);
        taken.or(Indexes.of(sorted.active(), completions));
        if (JobPods.replacesOnlyFailed(job)) {
            taken.or(Indexes.of(sorted.terminating(), completions));
        }
        failures.ifPresent(known -> taken.or(known.failed()));
        List<Integer> pending = new ArrayList<>();
        for (int index = taken.nextClearBit(0);
                index < completions && pending.size() < most;
                index = taken.nextClearBit(index + 1)) {
            pending.add(index);
        }
        return pending;
    }

    private int create(ObjectKey key, Job job, List<Pod> made) throws InterruptedException {
        Queue<Pod> pods = new ConcurrentLinkedQueue<>(new ArrayDeque<>(made));
        int count = made.size();
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

    private void createOne(Pod pod, Job job) {
        try {
            podControl.create(pod, job);
        } catch (StatusError e) {
            if (!PodControl.namespaceTerminating(e)) {
                throw e;
            }
        }
    }

    /**
     * Deletes pods; returns how many.
     *
     * @param counts whether the pods, once gone, count as failed
     */
    int delete(ObjectKey key, Job job, List<Pod> pods, boolean counts) throws InterruptedException {
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
