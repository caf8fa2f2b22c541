package dev.carafe.kubernetes.scheduler;

import dev.carafe.kubernetes.api.core.v1.Node;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.client.Clock;
import dev.carafe.kubernetes.client.ConnectionException;
import dev.carafe.kubernetes.client.informer.ResourceHandler;
import dev.carafe.kubernetes.scheduler.cache.SchedulerCache;
import dev.carafe.kubernetes.scheduler.framework.ClusterEvent;
import dev.carafe.kubernetes.scheduler.framework.CycleState;
import dev.carafe.kubernetes.scheduler.framework.FitError;
import dev.carafe.kubernetes.scheduler.framework.Framework;
import dev.carafe.kubernetes.scheduler.framework.NodeInfo;
import dev.carafe.kubernetes.scheduler.framework.Plugin;
import dev.carafe.kubernetes.scheduler.framework.PodInfo;
import dev.carafe.kubernetes.scheduler.framework.Rejection;
import dev.carafe.kubernetes.scheduler.framework.SchedulingAlgorithm;
import dev.carafe.kubernetes.scheduler.queue.QueuedPod;
import dev.carafe.kubernetes.scheduler.queue.SchedulingQueue;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The loop: take the next pod, decide under the lock, bind without it. Changes of the cluster come in by the handlers, from
 * any thread, and take the lock too.
 */
final class SchedulingLoop {
    private static final System.Logger LOG = System.getLogger(SchedulingLoop.class.getName());

    private final SchedulerConfig config;
    private final Framework framework;
    private final SchedulingAlgorithm algorithm;
    private final PodApi podApi;
    private final Clock clock;
    private final Semaphore bindings;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition isWork = lock.newCondition();

    /** Guarded by the lock, as is the queue. */
    private final SchedulerCache cache = new SchedulerCache();

    private final SchedulingQueue queue;

    SchedulingLoop(SchedulerConfig config, Framework framework, PodApi podApi, Clock clock, RandomGenerator random) {
        this.config = config;
        this.framework = framework;
        this.algorithm = new SchedulingAlgorithm(framework, random);
        this.podApi = podApi;
        this.clock = clock;
        this.queue = new SchedulingQueue(framework);
        this.bindings = new Semaphore(config.bindingsMax());
    }

    /** What was decided for a pod. */
    private record Decision(QueuedPod queued, SchedulingAlgorithm.Result result) {}

    /** Schedules until the thread is interrupted; bindings under way have ended or been forgotten by then. */
    void run() {
        try {
            while (true) {
                bindings.acquire();
                Decision decision = decide();
                switch (decision.result()) {
                    case SchedulingAlgorithm.Result.Found(String node, CycleState state) ->
                        Thread.ofVirtual()
                                .name("bind " + decision.queued().pod())
                                .start(() -> bind(decision.queued(), node, state));
                    case SchedulingAlgorithm.Result.NoFit(FitError error, CycleState _) -> {
                        bindings.release();
                        podApi.recordFailure(
                                decision.queued().pod(), "Unschedulable", error.message(), clock.instant());
                    }
                }
            }
        } catch (InterruptedException _) {
            bindings.acquireUninterruptibly(config.bindingsMax() - 1);
        }
    }

    /** Waits for a pod and finds its node; what was found is assumed at once. */
    private Decision decide() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                Optional<QueuedPod> next = queue.pop(nowMs());
                if (next.isPresent()) {
                    return decide(next.get());
                }
                Clock.Timer alarm = alarm(queue.nextDueMs());
                try {
                    isWork.await();
                } finally {
                    alarm.cancel();
                }
            }
        } catch (InterruptedException e) {
            bindings.release();
            throw e;
        } finally {
            lock.unlock();
        }
    }

    /** Wakes the loop when the queue has something to do by itself. */
    private Clock.Timer alarm(OptionalLong dueMs) {
        return dueMs.isEmpty()
                ? () -> {}
                : clock.schedule(Duration.ofMillis(Math.max(1, dueMs.getAsLong() - nowMs())), this::wake);
    }

    private void wake() {
        lock.lock();
        try {
            isWork.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private Decision decide(QueuedPod queued) {
        SchedulingAlgorithm.Result result = algorithm.schedule(queued.pod(), cache.nodes());
        switch (result) {
            case SchedulingAlgorithm.Result.Found(String node, CycleState state) -> {
                Optional<Rejection> rejection = framework.reserve(state, queued.pod(), node);
                if (rejection.isPresent()) {
                    FitError error = FitError.ofPod(cache.nodes().size(), rejection.get());
                    queue.putUnschedulable(queued, error.plugins(), nowMs());
                    return new Decision(queued, new SchedulingAlgorithm.Result.NoFit(error, state));
                }
                cache.assume(queued.pod(), node);
            }
            case SchedulingAlgorithm.Result.NoFit(FitError error, CycleState _) ->
                queue.putUnschedulable(queued, error.plugins(), nowMs());
        }
        return new Decision(queued, result);
    }

    private void bind(QueuedPod queued, String node, CycleState state) {
        PodInfo pod = queued.pod();
        try {
            for (Plugin.Permit plugin : framework.at(Plugin.Permit.class)) {
                clock.sleep(plugin.permit(state, pod, node));
            }
            for (Plugin.PreBind plugin : framework.at(Plugin.PreBind.class)) {
                plugin.preBind(state, pod, node);
            }
            for (Plugin.Bind plugin : framework.at(Plugin.Bind.class)) {
                plugin.bind(pod, node);
            }
            framework.at(Plugin.PostBind.class).forEach(plugin -> plugin.postBind(state, pod, node));
            podApi.recordScheduled(pod, node);
        } catch (StatusError | ConnectionException e) {
            undo(queued, node, state, e);
        } catch (InterruptedException e) {
            undo(queued, node, state, e);
            Thread.currentThread().interrupt();
        } finally {
            bindings.release();
        }
    }

    private void undo(QueuedPod queued, String node, CycleState state, Exception why) {
        lock.lock();
        try {
            cache.forget(queued.pod().uid());
            framework.unreserve(state, queued.pod(), node);
            if (why instanceof StatusError status && status.code() == 404) {
                return; // the pod is gone
            }
            if (!cache.contains(queued.pod().uid())) {
                queue.putBackoff(queued, nowMs());
            }
            queue.event(new ClusterEvent.AssignedPodDeleted(queued.pod()), nowMs());
            isWork.signalAll();
        } finally {
            lock.unlock();
        }
        LOG.log(System.Logger.Level.WARNING, "{0} was not bound to {1}: {2}", queued.pod(), node, why.getMessage());
        podApi.recordFailure(
                queued.pod(),
                "SchedulerError",
                "running Bind plugin \"DefaultBinder\": " + why.getMessage(),
                clock.instant());
    }

    ResourceHandler<Node> nodeHandler() {
        return new ResourceHandler<>() {
            @Override
            public void onAdd(Node node, boolean initial) {
                change(() -> queue.event(new ClusterEvent.NodeAdded(cache.setNode(node)), nowMs()));
            }

            @Override
            public void onUpdate(Node before, Node after) {
                change(() -> {
                    NodeInfo info = cache.setNode(after);
                    if (matters(before, after)) {
                        queue.event(new ClusterEvent.NodeUpdated(info), nowMs());
                    }
                });
            }

            @Override
            public void onDelete(Node last, boolean finalStateUnknown) {
                change(() -> cache.removeNode(last.name()));
            }
        };
    }

    /** Whether a node changed in what plugins look at; heartbeats do not. */
    private static boolean matters(Node before, Node after) {
        return !before.spec().equals(after.spec())
                || !before.metadata().labels().equals(after.metadata().labels())
                || !before.status().allocatable().equals(after.status().allocatable());
    }

    ResourceHandler<Pod> podHandler() {
        return new ResourceHandler<>() {
            @Override
            public void onAdd(Pod pod, boolean initial) {
                podChanged(null, pod);
            }

            @Override
            public void onUpdate(Pod before, Pod after) {
                podChanged(before, after);
            }

            @Override
            public void onDelete(Pod last, boolean finalStateUnknown) {
                change(() -> podGone(last));
            }
        };
    }

    private void podChanged(@Nullable Pod before, Pod pod) {
        if (before != null && !before.metadata().uid().equals(pod.metadata().uid())) {
            change(() -> podGone(before));
        }
        if (!pod.spec().nodeName().isEmpty()) {
            change(() -> podAssigned(before, pod));
        } else if (pod.spec().schedulerName().equals(config.schedulerName())) {
            podWaits(before, pod);
        }
    }

    private void podAssigned(@Nullable Pod before, Pod pod) {
        queue.remove(pod.metadata().uid());
        boolean ended =
                pod.status().phase().equals("Succeeded") || pod.status().phase().equals("Failed");
        if (ended) {
            podGone(pod);
            return;
        }
        boolean same = before != null
                && before.spec().equals(pod.spec())
                && before.metadata().labels().equals(pod.metadata().labels());
        if (!same) {
            PodInfo info = new PodInfo(pod);
            cache.add(info);
            queue.event(new ClusterEvent.AssignedPodChanged(info), nowMs());
        }
    }

    private void podWaits(@Nullable Pod before, Pod pod) {
        boolean onlyStatus = before != null
                && before.spec().equals(pod.spec())
                && before.metadata().labels().equals(pod.metadata().labels())
                && Objects.equals(
                        before.metadata().deletionTimestamp(), pod.metadata().deletionTimestamp());
        if (onlyStatus) {
            return; // the scheduler's own conditions must not wake the pod
        }
        PodInfo info = new PodInfo(pod);
        change(() -> {
            if (pod.metadata().deletionTimestamp().isPresent()) {
                queue.remove(info.uid());
            } else if (!cache.contains(info.uid())) {
                queue.put(info, nowMs())
                        .ifPresent(gate -> Thread.ofVirtual()
                                .name("condition of " + info)
                                .start(() -> podApi.setCondition(
                                        info,
                                        "SchedulingGated",
                                        "Scheduling is blocked due to non-empty scheduling gates",
                                        clock.instant())));
            }
        });
    }

    private void podGone(Pod pod) {
        queue.remove(pod.metadata().uid());
        if (cache.contains(pod.metadata().uid())) {
            cache.remove(pod.metadata().uid());
            queue.event(new ClusterEvent.AssignedPodDeleted(new PodInfo(pod)), nowMs());
        }
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            isWork.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(clock.nanoTime());
    }
}
