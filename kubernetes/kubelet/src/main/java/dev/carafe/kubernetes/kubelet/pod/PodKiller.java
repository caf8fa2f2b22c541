package dev.carafe.kubernetes.kubelet.pod;

import static dev.carafe.kubernetes.kubelet.runtime.PodEvents.NORMAL;
import static dev.carafe.kubernetes.kubelet.runtime.PodEvents.WARNING;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.LifecycleHandler;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.apimachinery.value.Json;
import dev.carafe.kubernetes.apimachinery.value.MalformedJsonException;
import dev.carafe.kubernetes.kubelet.cri.CriClient;
import dev.carafe.kubernetes.kubelet.cri.CriException;
import dev.carafe.kubernetes.kubelet.runtime.PodEvents;
import dev.carafe.kubernetes.kubelet.runtime.PodResources;
import dev.carafe.kubernetes.kubelet.runtime.Pods;
import dev.carafe.kubernetes.kubelet.runtime.RuntimeContainer;
import dev.carafe.kubernetes.kubelet.runtime.RuntimePod;
import dev.carafe.kubernetes.kubelet.runtime.RuntimeSandbox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Stops containers: the preStop hook, then the signal, then, after what is left of the grace period, the
 * kill. A whole pod's ordinary containers are stopped side by side, then its sidecars one after the other,
 * in the reverse of their starting order. Blocks the pod's thread; interrupting it leaves everything as
 * far as it is, to be called again.
 */
final class PodKiller {
    /** Every container gets at least this long between the signal and the kill. */
    private static final Duration GRACE_MIN = Duration.ofSeconds(2);

    private final CriClient cri;
    private final Hooks hooks;
    private final PodEvents events;

    PodKiller(CriClient cri, PodEvents events) {
        this.cri = cri;
        this.hooks = new Hooks(cri);
        this.events = events;
    }

    /**
     * Stops all that runs of a pod, and its sandboxes.
     *
     * @param grace how long all of it may take; empty for what each container was started with
     * @throws CriException when something could not be stopped
     */
    void killPod(Pod pod, RuntimePod runtime, Optional<Duration> grace) throws CriException, InterruptedException {
        long deadline = System.nanoTime() + grace.orElse(Duration.ZERO).toNanos();
        List<RuntimeContainer> running = runtime.containers().stream()
                .filter(container -> container.running() || container.state() == RuntimeContainer.State.UNKNOWN)
                .toList();
        List<String> sidecars = pod.spec().initContainers().stream()
                .filter(PodResources::isSidecar)
                .map(Container::name)
                .toList();
        killAll(
                pod,
                running.stream()
                        .filter(container -> !sidecars.contains(container.name()))
                        .toList(),
                runtime,
                grace);
        for (String sidecar : sidecars.reversed()) {
            List<RuntimeContainer> one = running.stream()
                    .filter(container -> container.name().equals(sidecar))
                    .toList();
            killAll(pod, one, runtime, grace.map(_ -> left(deadline)));
        }
        for (RuntimeSandbox sandbox : runtime.sandboxes()) {
            if (sandbox.ready()) {
                cri.stopPodSandbox(sandbox.id());
            }
        }
    }

    private void killAll(Pod pod, List<RuntimeContainer> containers, RuntimePod runtime, Optional<Duration> grace)
            throws CriException, InterruptedException {
        AtomicReference<CriException> failure = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        for (RuntimeContainer container : containers) {
            threads.add(Thread.ofVirtual().name("kill-" + container.name()).start(() -> {
                try {
                    kill(pod, container, runtime, "Stopping container " + container.name(), grace);
                } catch (CriException e) {
                    failure.set(e);
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            threads.forEach(Thread::interrupt);
            throw e;
        }
        CriException failed = failure.get();
        if (failed != null) {
            throw failed;
        }
    }

    /**
     * Stops one container.
     *
     * @param message why, as the event says
     * @param grace how long it may take; empty for what it was started with
     */
    void kill(Pod pod, RuntimeContainer container, RuntimePod runtime, String message, Optional<Duration> grace)
            throws CriException, InterruptedException {
        if (container.state() == RuntimeContainer.State.CREATED) {
            cri.removeContainer(container.id());
            return;
        }
        events.event(pod, container.name(), NORMAL, "Killing", message);
        Duration left = grace.orElse(Duration.ofSeconds(container.gracePeriodSeconds()));
        Optional<LifecycleHandler> hook = preStop(pod, container);
        if (hook.isPresent() && !left.isZero()) {
            left = left.minus(runHook(pod, container, hook.get(), runtime, left));
        }
        boolean atOnce = grace.isPresent() && grace.get().isZero();
        cri.stopContainer(container.id(), atOnce ? Duration.ZERO : left.compareTo(GRACE_MIN) < 0 ? GRACE_MIN : left);
    }

    /** Runs the hook for at most {@code limit}; answers how long it took. */
    private Duration runHook(
            Pod pod, RuntimeContainer container, LifecycleHandler hook, RuntimePod runtime, Duration limit)
            throws InterruptedException {
        long begun = System.nanoTime();
        Container declared = Pods.container(pod, container.name()).orElse(new Container());
        String ip = runtime.ips().stream().findFirst().orElse("");
        Thread runner = Thread.ofVirtual().name("pre-stop-" + container.name()).start(() -> {
            try {
                hooks.run(hook, declared, container.id(), ip);
            } catch (IOException _) {
                if (!Thread.currentThread().isInterrupted()) {
                    events.event(pod, container.name(), WARNING, "FailedPreStopHook", "PreStopHook failed");
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            runner.join(limit);
        } finally {
            runner.interrupt();
        }
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /** As declared now, or as remembered by the container when there is no declaration any more. */
    private static Optional<LifecycleHandler> preStop(Pod pod, RuntimeContainer container) {
        Optional<Container> declared = Pods.container(pod, container.name());
        if (declared.isPresent()) {
            return declared.filter(found -> found.lifecycle().hasPreStop())
                    .map(found -> found.lifecycle().preStop());
        }
        return container.preStop().flatMap(json -> {
            try {
                return Optional.of(new LifecycleHandler(Json.decodeStruct(json.getBytes(StandardCharsets.UTF_8))));
            } catch (MalformedJsonException _) {
                return Optional.empty(); // written by something else than us; stopping goes on without
            }
        });
    }

    private static Duration left(long deadline) {
        long left = deadline - System.nanoTime();
        return Duration.ofNanos(Math.max(0, left));
    }
}
