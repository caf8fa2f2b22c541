package dev.carafe.kubernetes.kubelet.probe;

import dev.carafe.kubernetes.api.core.v1.Container;
import dev.carafe.kubernetes.api.core.v1.ContainerStatus;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.Probe;
import dev.carafe.kubernetes.kubelet.cri.CriClient;
import dev.carafe.kubernetes.kubelet.runtime.PodResources;
import dev.carafe.kubernetes.kubelet.runtime.RuntimeContainer;
import dev.carafe.kubernetes.kubelet.runtime.RuntimePod;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * All probes of this machine's pods: one virtual thread each, from the pod's start to its end. Verdicts
 * are kept by the runtime's container id, so that a restarted container begins anew.
 *
 * <p>Thread-safe. A pod's own worker says what is to be probed and what runs; whoever listens is told
 * when a verdict changes.
 */
public final class ProbeWorkers implements AutoCloseable {
    /** Hears what probes find; called from the probes' threads. */
    public interface Listener {
        /** A verdict changed: the pod is worth a look. */
        void changed(String podUid);

        /** A probe failed once. */
        void unhealthy(Pod pod, String container, String message);
    }

    private record Key(String podUid, String container, ProbeKind kind) {}

    private record Running(String podIp, RuntimeContainer container) {}

    private final Prober prober;
    private final Listener listener;
    private final InstantSource clock;
    private final Map<Key, Worker> workers = new ConcurrentHashMap<>();
    private final Map<ProbeKind, Map<String, Boolean>> verdicts = Map.of(
            ProbeKind.STARTUP, new ConcurrentHashMap<>(),
            ProbeKind.LIVENESS, new ConcurrentHashMap<>(),
            ProbeKind.READINESS, new ConcurrentHashMap<>());

    public ProbeWorkers(CriClient cri, Listener listener, InstantSource clock) {
        this.prober = new Prober(cri);
        this.listener = listener;
        this.clock = clock;
    }

    /** Starts what is to be probed and is not yet, and tells the probes what runs. */
    public void update(Pod pod, RuntimePod runtime, String podIp) {
        probed(pod).forEach(container -> {
            for (ProbeKind kind : ProbeKind.values()) {
                Optional<Probe> probe = kind.of(container);
                if (probe.isEmpty()) {
                    continue;
                }
                Key key = new Key(pod.metadata().uid(), container.name(), kind);
                Worker worker = workers.computeIfAbsent(key, _ -> {
                    Worker made = new Worker(key, probe.get(), pod, container);
                    made.thread.start();
                    return made;
                });
                worker.look(runtime.latest(container.name())
                        .filter(RuntimeContainer::running)
                        .map(found -> new Running(podIp, found)));
            }
        });
    }

    /** Ends a pod's liveness and startup probes: it is being stopped, and must not be killed for it. */
    public void stopLiveness(String podUid) {
        stop(podUid, List.of(ProbeKind.LIVENESS, ProbeKind.STARTUP));
    }

    /** Ends all of a pod's probes and forgets their verdicts. */
    public void remove(String podUid, RuntimePod runtime) {
        stop(podUid, List.of(ProbeKind.values()));
        for (Map<String, Boolean> of : verdicts.values()) {
            runtime.containers().forEach(container -> of.remove(container.id()));
        }
    }

    private void stop(String podUid, List<ProbeKind> kinds) {
        workers.forEach((key, worker) -> {
            if (key.podUid().equals(podUid) && kinds.contains(key.kind()) && workers.remove(key, worker)) {
                worker.thread.interrupt();
            }
        });
    }

    public boolean livenessFailed(String containerId) {
        return Boolean.FALSE.equals(verdictsOf(ProbeKind.LIVENESS).get(containerId));
    }

    public boolean startupFailed(String containerId) {
        return Boolean.FALSE.equals(verdictsOf(ProbeKind.STARTUP).get(containerId));
    }

    /** Whether a running container has started: its startup probe has succeeded, or it has none. */
    public boolean started(Container container, String containerId) {
        return !container.hasStartupProbe()
                || Boolean.TRUE.equals(verdictsOf(ProbeKind.STARTUP).get(containerId));
    }

    /** Whether a running container is ready: it has started, and its readiness probe, if any, says so. */
    public boolean ready(Container container, String containerId) {
        return started(container, containerId)
                && (!container.hasReadinessProbe()
                        || Boolean.TRUE.equals(verdictsOf(ProbeKind.READINESS).get(containerId)));
    }

    /**
     * Believes what a pod's status said before this process began, for containers that still run: they
     * were not restarted, so they need not prove themselves again.
     *
     * @param scheme what stands before ids in statuses, such as {@code containerd://}
     */
    public void takeOver(Pod pod, String scheme) {
        for (ContainerStatus status : Stream.concat(
                        pod.status().initContainerStatuses().stream(), pod.status().containerStatuses().stream())
                .toList()) {
            String id = status.containerID();
            if (id.startsWith(scheme) && status.started()) {
                verdictsOf(ProbeKind.STARTUP).putIfAbsent(id.substring(scheme.length()), true);
            }
            if (id.startsWith(scheme) && status.ready()) {
                verdictsOf(ProbeKind.READINESS).putIfAbsent(id.substring(scheme.length()), true);
            }
        }
    }

    @Override
    public void close() {
        List<Worker> all = List.copyOf(workers.values());
        workers.clear();
        all.forEach(worker -> worker.thread.interrupt());
        boolean interrupted = false;
        for (Worker worker : all) {
            while (worker.thread.isAlive()) {
                try {
                    worker.thread.join();
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ordinary containers and sidecars; other init containers have no probes. */
    private static Stream<Container> probed(Pod pod) {
        return Stream.concat(
                pod.spec().initContainers().stream().filter(PodResources::isSidecar), pod.spec().containers().stream());
    }

    private Map<String, Boolean> verdictsOf(ProbeKind kind) {
        return java.util.Objects.requireNonNull(verdicts.get(kind));
    }

    /** One probe of one container of one pod. */
    private final class Worker {
        private final Key key;
        private final Probe probe;
        private final Pod pod;
        private final Container container;
        private final ProbeCounter counter;
        private final Thread thread;

        /** A new container is there. */
        private final BlockingQueue<Boolean> news = new ArrayBlockingQueue<>(1);

        /** Written by the pod's worker, read here. */
        private volatile Optional<Running> running = Optional.empty();

        Worker(Key key, Probe probe, Pod pod, Container container) {
            this.key = key;
            this.probe = probe;
            this.pod = pod;
            this.container = container;
            this.counter = new ProbeCounter(key.kind(), probe);
            this.thread = Thread.ofVirtual()
                    .name("probe-" + pod.metadata().name() + "-" + container.name())
                    .unstarted(this::run);
        }

        /** Takes note of what runs; another container than before is asked at once. */
        void look(Optional<Running> now) {
            boolean same = now.map(target -> target.container().id())
                    .equals(running.map(target -> target.container().id()));
            running = now;
            if (!same) {
                news.offer(true);
            }
        }

        private void run() {
            long periodMs = 1_000L * (probe.periodSeconds() > 0 ? probe.periodSeconds() : 10);
            try {
                while (true) {
                    running.ifPresent(this::ask);
                    news.poll(periodMs, TimeUnit.MILLISECONDS);
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt(); // the pod is ending
            }
        }

        private void ask(Running target) {
            String id = target.container().id();
            Instant startedAt = target.container().startedAt();
            if (!counter.due(id, startedAt, started(container, id), clock.instant())) {
                return;
            }
            ProbeResult result = prober.ask(probe, container, id, target.podIp());
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
            switch (result.outcome()) {
                case SUCCESS -> {}
                case FAILURE ->
                    listener.unhealthy(pod, container.name(), key.kind().label() + " probe failed: " + result.output());
                case ERROR ->
                    listener.unhealthy(
                            pod,
                            container.name(),
                            key.kind().label() + " probe errored and resulted in unknown state: " + result.output());
            }
            counter.count(result.outcome()).ifPresent(verdict -> {
                if (!verdict.equals(verdictsOf(key.kind()).put(id, verdict))) {
                    listener.changed(key.podUid());
                }
            });
        }
    }
}
