package dev.carafe.kubernetes.controllermanager.job;

import dev.carafe.kubernetes.api.batch.v1.Job;
import dev.carafe.kubernetes.api.core.v1.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The failures of each index of a Job with {@code backoffLimitPerIndex}. How often an index failed is written on its pods: a
 * new pod gets the number of the one it replaces, plus one, for which the replaced pod is kept until then. No I/O.
 *
 * @param failed the indexes that failed for good
 * @param replaced the last failed pod of each index that is to get another pod
 */
record IndexFailures(BitSet failed, Map<Integer, Pod> replaced) {
    static final String COUNT = "batch.kubernetes.io/job-index-failure-count";
    static final String IGNORED_COUNT = "batch.kubernetes.io/job-index-ignored-failure-count";

    static boolean areCounted(Job job) {
        return JobPods.isIndexed(job) && job.spec().hasBackoffLimitPerIndex();
    }

    /** @param succeeded the indexes that succeeded, the newest included */
    static IndexFailures of(Job job, JobPods sorted, BitSet succeeded) {
        int completions = job.spec().completions();
        BitSet failed = Indexes.parse(job.status().failedIndexes(), completions);
        for (Pod pod : sorted.failed()) {
            Indexes.of(pod)
                    .filter(index -> index < completions && isLast(job, pod))
                    .ifPresent(failed::set);
        }
        BitSet settled = (BitSet) failed.clone();
        settled.or(succeeded);
        settled.or(Indexes.of(sorted.active(), completions));
        Map<Integer, Pod> replaced = new HashMap<>();
        for (Pod pod : sorted.failed()) {
            Indexes.of(pod)
                    .filter(index -> index < completions && !settled.get(index))
                    .ifPresent(index -> replaced.merge(index, pod, IndexFailures::later));
        }
        return new IndexFailures(failed, replaced);
    }

    private static boolean isLast(Job job, Pod pod) {
        FailureRules.Verdict verdict = FailureRules.of(job, pod);
        return verdict.failsIndex()
                || (verdict.counts() && count(pod, COUNT) >= job.spec().backoffLimitPerIndex());
    }

    private static Pod later(Pod one, Pod other) {
        boolean after = all(one) <= all(other) && !FinishTime.of(other).isBefore(FinishTime.of(one));
        return after ? other : one;
    }

    private static int all(Pod pod) {
        return count(pod, COUNT) + count(pod, IGNORED_COUNT);
    }

    private static int count(Pod pod, String annotation) {
        try {
            return Math.max(0, Integer.parseInt(pod.metadata().annotations().getOrDefault(annotation, "0")));
        } catch (NumberFormatException _) {
            return 0; // written by somebody else
        }
    }

    /** The numbers that the next pod of an index gets. */
    Map<String, String> annotations(Job job, int index) {
        Optional<Pod> before = Optional.ofNullable(replaced.get(index));
        boolean counts = before.map(pod -> FailureRules.of(job, pod).counts()).orElse(false);
        int failures = before.map(pod -> count(pod, COUNT)).orElse(0) + (counts ? 1 : 0);
        int ignored = before.map(pod -> count(pod, IGNORED_COUNT)).orElse(0) + (before.isPresent() && !counts ? 1 : 0);
        Map<String, String> annotations = new LinkedHashMap<>();
        annotations.put(COUNT, Integer.toString(failures));
        if (ignored > 0) {
            annotations.put(IGNORED_COUNT, Integer.toString(ignored));
        }
        return annotations;
    }

    /** How long an index has to wait for its next pod. */
    Duration pause(int index, Instant now) {
        Pod before = replaced.get(index);
        return before == null ? Duration.ZERO : FailureBackoff.remaining(all(before) + 1, FinishTime.of(before), now);
    }

    /** Whether a pod is to be kept until another has taken its place. */
    boolean isKept(Pod pod) {
        return replaced.containsValue(pod);
    }
}
