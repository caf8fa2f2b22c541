package dev.carafe.kubernetes.controllermanager.job;

import dev.carafe.kubernetes.api.batch.v1.BatchV1;
import dev.carafe.kubernetes.api.batch.v1.Job;
import dev.carafe.kubernetes.api.batch.v1.JobCondition;
import dev.carafe.kubernetes.api.meta.v1.DeleteOptions;
import dev.carafe.kubernetes.api.meta.v1.Preconditions;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.ResourceClient;
import dev.carafe.kubernetes.client.controller.Controller;
import dev.carafe.kubernetes.client.controller.ControllerContext;
import dev.carafe.kubernetes.client.informer.Lister;
import dev.carafe.kubernetes.client.informer.ObjectKey;
import dev.carafe.kubernetes.client.informer.ResourceHandler;
import dev.carafe.kubernetes.client.workqueue.RateLimitingQueue;
import dev.carafe.kubernetes.client.workqueue.Workers;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Deletes Jobs some time after they finished, where they ask for it. */
public final class TtlAfterFinishedController implements Controller {
    private final Clock clock;
    private final ResourceClient<Job> client;
    private final Lister<Job> jobs;
    private final RateLimitingQueue<ObjectKey> queue;
    private @Nullable Workers<ObjectKey> workers;

    public TtlAfterFinishedController(ControllerContext context) {
        this.clock = context.clock();
        this.client = context.client().of(BatchV1.JOBS);
        this.queue = new RateLimitingQueue<>(clock);
        var informer = context.informers().informer(BatchV1.JOBS);
        this.jobs = informer.lister();
        informer.addHandler(ResourceHandler.ofAny(job -> {
            if (job.spec().hasTtlSecondsAfterFinished()) {
                queue.add(ObjectKey.of(job));
            }
        }));
    }

    @Override
    public void start() {
        workers = Workers.start("ttl-after-finished-controller", 1, queue, this::reconcile);
    }

    @Override
    public void close() {
        Workers<ObjectKey> running = workers;
        if (running != null) {
            running.close();
        }
    }

    void reconcile(ObjectKey key) {
        Job known = jobs.get(key);
        if (known == null) {
            return;
        }
        Optional<Instant> due = due(known);
        if (due.isEmpty()) {
            return;
        }
        Duration left = Duration.between(clock.instant(), due.get());
        if (left.isPositive()) {
            queue.addAfter(key, left);
            return;
        }
        Optional<Job> fresh = client.find(key.namespace(), key.name()); // the time may have been raised meanwhile
        if (fresh.flatMap(TtlAfterFinishedController::due)
                .filter(time -> !time.isAfter(clock.instant()))
                .isPresent()) {
            client.delete(
                    key.namespace(),
                    key.name(),
                    new DeleteOptions(Struct.EMPTY)
                            .withPropagationPolicy("Foreground")
                            .withPreconditions(new Preconditions()
                                    .withUid(fresh.get().metadata().uid())));
        }
    }

    private static Optional<Instant> due(Job job) {
        if (!job.spec().hasTtlSecondsAfterFinished() || job.metadata().hasDeletionTimestamp()) {
            return Optional.empty();
        }
        return JobConditions.find(job.status(), JobConditions.COMPLETE)
                .or(() -> JobConditions.find(job.status(), JobConditions.FAILED))
                .flatMap(JobCondition::lastTransitionTime)
                .map(end -> end.plusSeconds(job.spec().ttlSecondsAfterFinished()));
    }
}
