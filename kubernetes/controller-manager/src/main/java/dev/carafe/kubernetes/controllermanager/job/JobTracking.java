package dev.carafe.kubernetes.controllermanager.job;

import dev.carafe.kubernetes.api.batch.v1.BatchV1;
import dev.carafe.kubernetes.api.batch.v1.Job;
import dev.carafe.kubernetes.api.batch.v1.JobStatus;
import dev.carafe.kubernetes.api.batch.v1.UncountedTerminatedPods;
import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.PatchType;
import dev.carafe.kubernetes.client.ResourceClient;
import dev.carafe.kubernetes.controllermanager.controller.OwnWrites;
import dev.carafe.kubernetes.controllermanager.controller.SlowStart;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Counts pods that have ended, each once, whatever is interrupted where. */
final class JobTracking {
    /** How many pods are counted with one write of the status. */
    private static final int UNCOUNTED_MAX = 500;

    private final ResourceClient<Job> jobs;
    private final OwnWrites ownWrites;
    private final ResourceClient<Pod> pods;

    /** The UIDs of pods that were let go and whose news of it has not come yet: they must not be counted twice. */
    private final Set<String> released = ConcurrentHashMap.newKeySet();

    JobTracking(Client client, OwnWrites ownWrites) {
        this.ownWrites = ownWrites;
        this.jobs = client.of(BatchV1.JOBS);
        this.pods = client.of(CoreV1.PODS);
    }

    /** Whether a pod was counted, whatever a copy of it says. */
    boolean isCounted(Pod pod) {
        return !JobPods.isTracked(pod) || released.contains(pod.metadata().uid());
    }

    /** News of a pod came. */
    void observed(Pod pod) {
        if (!JobPods.isTracked(pod)) {
            released.remove(pod.metadata().uid());
        }
    }

    /** A pod is gone. */
    void forget(Pod pod) {
        released.remove(pod.metadata().uid());
    }

    /** Counts the pods, and returns the Job as written. */
    Job count(Job job, JobPods sorted, Collection<Pod> all) throws InterruptedException {
        Job current = settle(job, all); // what an earlier, interrupted look left behind
        List<Pod> succeeded = new ArrayList<>(sorted.succeeded());
        List<Pod> failed = new ArrayList<>(sorted.failed());
        while (!succeeded.isEmpty() || !failed.isEmpty()) {
            UncountedTerminatedPods uncounted = current.status().uncountedTerminatedPods();
            Set<String> known = new HashSet<>(uncounted.succeeded());
            known.addAll(uncounted.failed());
            List<Pod> someSucceeded = take(succeeded, UNCOUNTED_MAX);
            List<Pod> someFailed = take(failed, UNCOUNTED_MAX - someSucceeded.size());
            JobStatus status = current.status()
                    .withUncountedTerminatedPods(new UncountedTerminatedPods()
                            .withSucceeded(
                                    JobPods.isIndexed(current)
                                            ? List.of()
                                            : uids(uncounted.succeeded(), someSucceeded, known))
                            .withFailed(uids(uncounted.failed(), thatCount(current, someFailed), known)));
            if (JobPods.isIndexed(current)) { // the index itself is what is counted
                BitSet done =
                        Indexes.parse(status.completedIndexes(), current.spec().completions());
                done.or(Indexes.of(someSucceeded, current.spec().completions()));
                status = status.withCompletedIndexes(Indexes.format(done)).withSucceeded(done.cardinality());
            }
            current = write(current, status);
            List<Pod> batch = new ArrayList<>(someSucceeded);
            batch.addAll(someFailed);
            release(batch);
            current = settle(current, List.of());
        }
        return current;
    }

    private static List<Pod> take(List<Pod> pods, int max) {
        List<Pod> head = pods.subList(0, Math.min(max, pods.size()));
        List<Pod> taken = List.copyOf(head);
        head.clear();
        return taken;
    }

    /** Those that no rule lets be ignored, and that have an index where one is needed. */
    private static List<Pod> thatCount(Job job, Collection<Pod> failed) {
        return failed.stream()
                .filter(pod -> FailureRules.of(job, pod).counts())
                .filter(pod -> !JobPods.isIndexed(job)
                        || Indexes.of(pod)
                                .filter(index -> index < job.spec().completions())
                                .isPresent())
                .toList();
    }

    private static List<String> uids(List<String> before, Collection<Pod> more, Set<String> known) {
        List<String> uids = new ArrayList<>(before);
        more.stream().map(pod -> pod.metadata().uid()).filter(known::add).forEach(uids::add);
        return uids;
    }

    /** Raises the counts by the uncounted pods that no longer have the finalizer. */
    private Job settle(Job job, Collection<Pod> pods) {
        UncountedTerminatedPods uncounted = job.status().uncountedTerminatedPods();
        Set<String> tracked = new HashSet<>();
        pods.stream()
                .filter(pod -> !isCounted(pod))
                .forEach(pod -> tracked.add(pod.metadata().uid()));
        List<String> leftSucceeded =
                uncounted.succeeded().stream().filter(tracked::contains).toList();
        List<String> leftFailed =
                uncounted.failed().stream().filter(tracked::contains).toList();
        int succeeded = uncounted.succeeded().size() - leftSucceeded.size();
        int failed = uncounted.failed().size() - leftFailed.size();
        if (succeeded == 0 && failed == 0) {
            return job;
        }
        return write(
                job,
                job.status()
                        .withSucceeded(job.status().succeeded() + succeeded)
                        .withFailed(job.status().failed() + failed)
                        .withUncountedTerminatedPods(new UncountedTerminatedPods()
                                .withSucceeded(leftSucceeded)
                                .withFailed(leftFailed)));
    }

    /** Writes a status, where it differs. */
    Job write(Job job, JobStatus status) {
        if (status.equals(job.status())) {
            return job;
        }
        Job written = jobs.updateStatus(job.withStatus(status));
        ownWrites.written(written);
        return written;
    }

    private void release(List<Pod> ended) throws InterruptedException {
        List<Runnable> removals = new ArrayList<>();
        ended.forEach(pod -> removals.add(() -> removeFinalizer(pod)));
        SlowStart.Outcome outcome = SlowStart.parallel(removals);
        if (outcome.failure().isPresent()) {
            throw outcome.failure().get();
        }
    }

    /** Lets go of a pod, which may be gone already. */
    void removeFinalizer(Pod pod) {
        if (!JobPods.isTracked(pod)) {
            return;
        }
        released.add(pod.metadata().uid());
        Struct meta = Struct.of(
                "$deleteFromPrimitiveList/finalizers",
                List.<Object>of(JobPods.FINALIZER),
                "uid",
                pod.metadata().uid());
        try {
            pods.patch(pod.namespace(), pod.name(), PatchType.STRATEGIC, Struct.of("metadata", meta));
        } catch (StatusError e) {
            if (e.code() != 404 && e.code() != 409) { // gone, or another pod has the name
                released.remove(pod.metadata().uid());
                throw e;
            }
        } catch (RuntimeException e) {
            released.remove(pod.metadata().uid());
            throw e;
        }
    }
}
