package dev.carafe.kubernetes.kubelet.pod;

import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.meta.v1.ObjectMeta;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.kubelet.runtime.Pods;
import dev.carafe.kubernetes.kubelet.runtime.RuntimePods;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The workers of all pods on this machine. One further thread lists the runtime's things every second
 * and wakes the worker of whatever changed (upstream's PLEG); it also finds what the runtime or the disk
 * holds of pods that nobody declares, and ends those that this kubelet once made.
 *
 * <p>Thread-safe. A worker begins with a pod's first {@link #sync} and ends when nothing of the pod is left.
 */
public final class PodWorkers implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(PodWorkers.class.getName());
    private static final long RELIST_MS = 1_000;
    /** Every how many lists the disk is looked at for pods that left nothing but files. */
    private static final int DISK_EVERY = 30;

    private final PodContext context;
    private final Thread relist;
    private final ContainerNews news;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition closing = lock.newCondition();

    /** Guarded by {@link #lock}, as are the next three. */
    private final Map<String, PodWorker> workers = new HashMap<>();

    /** Static pods that wait for an older one of their name to be gone, by full name. */
    private final Map<String, Pod> waitingStatic = new HashMap<>();

    private boolean sourcesReady;
    private boolean closed;

    /** Made once a pod, by the relist thread alone. */
    private Map<String, RuntimePods.Summary> lastSeen = Map.of();

    private PodWorkers(PodContext context) {
        this.context = context;
        this.news = new ContainerNews(context.cri(), this::wake);
        this.relist = Thread.ofVirtual().name("pod-relist").unstarted(this::watchRuntime);
    }

    /** Begins to watch the runtime; nothing is ended before {@link #sourcesReady} is told. */
    public static PodWorkers start(PodContext context) {
        PodWorkers started = new PodWorkers(context);
        started.relist.start();
        started.news.start();
        return started;
    }

    /** Takes the newest declaration of a pod. */
    public void sync(Pod pod) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            PodWorker worker = workers.get(pod.metadata().uid());
            if (worker != null) {
                worker.update(pod);
            } else if (Pods.isStatic(pod) && sameNameRuns(pod)) {
                waitingStatic.put(fullName(pod), pod);
            } else {
                begin(pod);
            }
        } finally {
            lock.unlock();
        }
    }

    /** A pod's source knows it no more. */
    public void remove(String uid) {
        lock.lock();
        try {
            waitingStatic.values().removeIf(pod -> pod.metadata().uid().equals(uid));
            PodWorker worker = workers.get(uid);
            if (worker != null) {
                worker.remove();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Makes a pod's worker look again. */
    public void wake(String uid) {
        lock.lock();
        try {
            PodWorker worker = workers.get(uid);
            if (worker != null) {
                worker.wake();
            }
        } finally {
            lock.unlock();
        }
    }

    /** All sources have said what they have: what they did not name may be ended. */
    public void sourcesReady() {
        lock.lock();
        try {
            sourcesReady = true;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing of a pod is left; called through {@link PodReporter#gone}. */
    public void gone(String uid) {
        lock.lock();
        try {
            workers.remove(uid);
            List<Pod> waiting = List.copyOf(waitingStatic.values());
            waitingStatic.clear();
            waiting.forEach(this::sync);
        } finally {
            lock.unlock();
        }
    }

    /** The declared pods that have a worker, with their newest statuses. */
    public List<Pod> pods() {
        lock.lock();
        try {
            return workers.values().stream()
                    .map(PodWorker::observed)
                    .filter(pod -> !pod.spec().isEmpty())
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    public Optional<Pod> pod(String uid) {
        lock.lock();
        try {
            return Optional.ofNullable(workers.get(uid)).map(PodWorker::pod);
        } finally {
            lock.unlock();
        }
    }

    /** Ends all workers and leaves what runs running. */
    @Override
    public void close() {
        List<PodWorker> all;
        lock.lock();
        try {
            closed = true;
            closing.signalAll();
            all = new ArrayList<>(workers.values());
        } finally {
            lock.unlock();
        }
        all.forEach(PodWorker::close);
        relist.interrupt();
        news.close();
        try {
            for (PodWorker worker : all) {
                worker.join();
            }
            relist.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private PodWorker begin(Pod pod) {
        PodWorker worker = new PodWorker(pod, new PodSync(context), context.reporter());
        workers.put(pod.metadata().uid(), worker);
        worker.start();
        return worker;
    }

    /** A static pod that changed has another uid: the old one ends before the new one starts. */
    private boolean sameNameRuns(Pod pod) {
        return workers.values().stream()
                .map(PodWorker::pod)
                .anyMatch(other -> Pods.isStatic(other) && fullName(other).equals(fullName(pod)));
    }

    private static String fullName(Pod pod) {
        return pod.metadata().name() + "_" + pod.metadata().namespace();
    }

    private void watchRuntime() {
        int round = 0;
        while (awaitNextList()) {
            try {
                Map<String, RuntimePods.Summary> now = context.runtime().list();
                Map<String, RuntimePods.Summary> before = lastSeen;
                lastSeen = now;
                now.forEach((uid, summary) -> {
                    if (!summary.equals(before.get(uid))) {
                        wake(uid);
                    }
                });
                before.keySet().stream().filter(uid -> !now.containsKey(uid)).forEach(this::wake);
                endOrphans(now);
                if (round++ % DISK_EVERY == 0) {
                    removeLeftFiles();
                }
            } catch (IOException e) {
                if (!Thread.currentThread().isInterrupted()) {
                    LOG.log(System.Logger.Level.WARNING, () -> "cannot list the runtime's pods: " + e.getMessage());
                }
            }
        }
    }

    private boolean awaitNextList() {
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(RELIST_MS);
            while (!closed && left > 0) {
                left = closing.awaitNanos(left);
            }
            return !closed;
        } catch (InterruptedException _) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void endOrphans(Map<String, RuntimePods.Summary> running) {
        lock.lock();
        try {
            if (!sourcesReady || closed) {
                return;
            }
            running.forEach((uid, summary) -> {
                if (!workers.containsKey(uid)) {
                    begin(unknown(uid, summary.namespace(), summary.name())).remove();
                }
            });
        } finally {
            lock.unlock();
        }
    }

    private void removeLeftFiles() throws IOException {
        Set<String> uids = context.configs().files().uids();
        lock.lock();
        try {
            if (!sourcesReady || closed) {
                return;
            }
            for (String uid : uids) {
                if (!workers.containsKey(uid)) {
                    begin(unknown(uid, "", "")).remove();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private static Pod unknown(String uid, String namespace, String name) {
        return new Pod()
                .withMetadata(new ObjectMeta(Struct.EMPTY)
                        .withUid(uid)
                        .withNamespace(namespace)
                        .withName(name));
    }
}
