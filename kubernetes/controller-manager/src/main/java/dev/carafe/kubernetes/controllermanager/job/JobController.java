package dev.carafe.kubernetes.controllermanager.job;

import dev.carafe.kubernetes.api.batch.v1.BatchV1;
import dev.carafe.kubernetes.api.batch.v1.Job;
import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.meta.v1.OwnerReference;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.ResourceClient;
import dev.carafe.kubernetes.client.controller.Controller;
import dev.carafe.kubernetes.client.controller.ControllerContext;
import dev.carafe.kubernetes.client.informer.Lister;
import dev.carafe.kubernetes.client.informer.ObjectKey;
import dev.carafe.kubernetes.client.informer.ResourceHandler;
import dev.carafe.kubernetes.client.record.EventRecorder;
import dev.carafe.kubernetes.client.workqueue.RateLimitingQueue;
import dev.carafe.kubernetes.client.workqueue.Workers;
import dev.carafe.kubernetes.controllermanager.controller.Claims;
import dev.carafe.kubernetes.controllermanager.controller.Expectations;
import dev.carafe.kubernetes.controllermanager.controller.OwnWrites;
import dev.carafe.kubernetes.controllermanager.controller.Owners;
import dev.carafe.kubernetes.controllermanager.controller.PodControl;
import dev.carafe.kubernetes.controllermanager.controller.Pods;
import dev.carafe.kubernetes.controllermanager.controller.Selectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks at each Job when it or one of its pods changes. */
public final class JobController implements Controller {
    private static final String OURS = "kubernetes.io/job-controller";

    private final Lister<Job> jobs;
    private final Lister<Pod> pods;
    private final ResourceClient<Job> jobClient;
    private final JobTracking tracking;
    private final Expectations expectations;
    private final OwnWrites ownWrites = new OwnWrites();
    private final FailureBackoff backoff = new FailureBackoff();
    private final RateLimitingQueue<ObjectKey> queue;
    private final RateLimitingQueue<ObjectKey> orphans;
    private final Claims<Job, Pod> claims;
    private final JobSync sync;
    private final int workerCount;
    private final List<Workers<ObjectKey>> workers = new ArrayList<>();

    public JobController(ControllerContext context, int workerCount) {
        Client client = context.client();
        this.workerCount = workerCount;
        this.jobClient = client.of(BatchV1.JOBS);
        this.tracking = new JobTracking(client, ownWrites);
        this.expectations = new Expectations(context.clock()::nanoTime);
        this.queue = new RateLimitingQueue<>(context.clock());
        this.orphans = new RateLimitingQueue<>(context.clock());
        EventRecorder recorder = context.recorder("job-controller");
        JobPodWork work = new JobPodWork(tracking, new PodControl(client, recorder), expectations, context.clock());
        this.sync = new JobSync(tracking, work, recorder, backoff, context.clock());
        this.claims = new Claims<>(client, BatchV1.JOBS, CoreV1.PODS, List.of(JobPods.FINALIZER));
        var jobInformer = context.informers().informer(BatchV1.JOBS);
        var podInformer = context.informers().informer(CoreV1.PODS);
        Pods.indexByController(podInformer);
        this.jobs = jobInformer.lister();
        this.pods = podInformer.lister();
        jobInformer.addHandler(new JobEvents());
        podInformer.addHandler(new PodEvents());
    }

    @Override
    public void start() {
        workers.add(Workers.start("job-controller", workerCount, queue, this::reconcile));
        workers.add(Workers.start("job-controller orphans", 1, orphans, this::releaseOrphan));
    }

    @Override
    public void close() {
        workers.forEach(Workers::close);
    }

    void reconcile(ObjectKey key) throws InterruptedException {
        Job job = jobs.get(key);
        if (job == null) {
            expectations.forget(key);
            backoff.forget(key);
            ownWrites.forget(key);
            return;
        }
        if (!ownWrites.areIn(job)) {
            return;
        }
        boolean others =
                !job.spec().managedBy().isEmpty() && !job.spec().managedBy().equals(OURS);
        if (others || JobConditions.isFinished(job)) {
            backoff.forget(key);
            return;
        }
        boolean mayAct = expectations.satisfied(key);
        List<Pod> candidates =
                new ArrayList<>(pods.byIndex(Pods.BY_CONTROLLER, job.metadata().uid()));
        candidates.addAll(pods.byIndex(Pods.BY_CONTROLLER, Pods.orphans(job.namespace())));
        List<Pod> owned = claims.claim(job, Selectors.of(job.spec().selector()), candidates, _ -> true);
        sync.sync(key, job, owned, mayAct).ifPresent(delay -> queue.addAfter(key, delay));
    }

    /** A pod whose Job is gone is nobody's to count. */
    private void releaseOrphan(ObjectKey key) {
        Pod pod = pods.get(key);
        if (pod == null || !JobPods.isTracked(pod)) {
            return;
        }
        Optional<OwnerReference> owner = Owners.controllerOf(pod);
        boolean alive = owner.isPresent()
                && jobClient
                        .find(key.namespace(), owner.get().name())
                        .filter(job -> job.metadata().uid().equals(owner.get().uid()))
                        .filter(job -> !JobConditions.isFinished(job))
                        .isPresent();
        if (!alive) {
            tracking.removeFinalizer(pod);
        }
    }

    private Optional<Job> ownerOf(Pod pod) {
        return Owners.controllerOf(pod)
                .filter(reference -> reference.kind().equals(BatchV1.JOBS.kind()))
                .flatMap(reference -> jobs.find(pod.namespace(), reference.name())
                        .filter(job -> job.metadata().uid().equals(reference.uid())));
    }

    private void enqueueWhoMayAdopt(Pod pod) {
        for (Job job : jobs.list(pod.namespace())) {
            if (Selectors.of(job.spec().selector()).matches(pod.metadata().labels())) {
                queue.add(ObjectKey.of(job));
            }
        }
    }

    private void released(Job job) {
        pods.byIndex(Pods.BY_CONTROLLER, job.metadata().uid()).stream()
                .filter(JobPods::isTracked)
                .forEach(pod -> orphans.add(ObjectKey.of(pod)));
    }

    private final class JobEvents implements ResourceHandler<Job> {
        @Override
        public void onAdd(Job job, boolean initial) {
            queue.add(ObjectKey.of(job));
        }

        @Override
        public void onUpdate(Job before, Job after) {
            queue.add(ObjectKey.of(after));
            if (JobConditions.isFinished(after)) {
                released(after);
            }
        }

        @Override
        public void onDelete(Job last, boolean finalStateUnknown) {
            queue.add(ObjectKey.of(last));
            released(last);
        }
    }

    private final class PodEvents implements ResourceHandler<Pod> {
        @Override
        public void onAdd(Pod pod, boolean initial) {
            Optional<Job> job = ownerOf(pod);
            job.map(ObjectKey::of).ifPresent(key -> {
                expectations.creationObserved(key);
                queue.add(key);
            });
            if (Owners.controllerOf(pod).isEmpty()) {
                enqueueWhoMayAdopt(pod);
            }
            boolean finished = job.isPresent() && JobConditions.isFinished(job.get());
            if ((job.isEmpty() || finished) && JobPods.isTracked(pod)) {
                orphans.add(ObjectKey.of(pod));
            }
        }

        @Override
        public void onUpdate(Pod before, Pod after) {
            tracking.observed(after);
            boolean moved = !Owners.controllerOf(before).equals(Owners.controllerOf(after));
            if (moved) {
                ownerOf(before).map(ObjectKey::of).ifPresent(queue::add);
            }
            if (Owners.controllerOf(after).isEmpty()
                    && (moved
                            || !before.metadata()
                                    .labels()
                                    .equals(after.metadata().labels()))) {
                enqueueWhoMayAdopt(after);
            }
            Optional<Job> job = ownerOf(after);
            job.map(ObjectKey::of).ifPresent(key -> {
                if (Pods.isTerminating(after)) {
                    expectations.deletionObserved(key, ObjectKey.of(after));
                }
                queue.add(key);
            });
            if (job.isEmpty() && JobPods.isTracked(after)) {
                orphans.add(ObjectKey.of(after));
            }
        }

        @Override
        public void onDelete(Pod last, boolean finalStateUnknown) {
            tracking.forget(last);
            ownerOf(last).map(ObjectKey::of).ifPresent(key -> {
                expectations.deletionObserved(key, ObjectKey.of(last));
                queue.add(key);
            });
        }
    }
}
