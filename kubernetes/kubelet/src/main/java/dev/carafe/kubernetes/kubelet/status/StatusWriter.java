package dev.carafe.kubernetes.kubelet.status;

import dev.carafe.kubernetes.api.core.v1.CoreV1;
import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.api.core.v1.PodStatus;
import dev.carafe.kubernetes.api.meta.v1.DeleteOptions;
import dev.carafe.kubernetes.api.meta.v1.Preconditions;
import dev.carafe.kubernetes.apimachinery.errors.StatusError;
import dev.carafe.kubernetes.apimachinery.value.Struct;
import dev.carafe.kubernetes.client.Client;
import dev.carafe.kubernetes.client.ConnectionException;
import dev.carafe.kubernetes.client.ResourceClient;
import dev.carafe.kubernetes.client.informer.Lister;
import dev.carafe.kubernetes.kubelet.runtime.Pods;
import dev.carafe.kubernetes.kubelet.source.MirrorPods;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes pods' statuses to the API server: one thread, one place a pod, the newest word wins. What fails
 * is tried again; what equals the server's is not written. A pod that was to be deleted and has stopped
 * is deleted here, after its last status was written.
 */
public final class StatusWriter implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(StatusWriter.class.getName());
    private static final long RETRY_MS = 1_000;
    private static final int CONFLICT_TRIES = 3;

    private record Entry(Pod pod, PodStatus status, boolean terminated) {}

    private final ResourceClient<Pod> pods;
    private final Lister<Pod> known;
    private final MirrorPods mirrors;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();

    /** What is to be written, by uid, in the order it came. Guarded by {@link #lock}, as are the next two. */
    private final LinkedHashMap<String, Entry> dirty = new LinkedHashMap<>();

    /** The last word on each pod. */
    private final Map<String, Entry> last = new LinkedHashMap<>();

    private boolean closed;

    private StatusWriter(Client client, Lister<Pod> known, MirrorPods mirrors) {
        this.pods = client.of(CoreV1.PODS);
        this.known = known;
        this.mirrors = mirrors;
        this.thread = Thread.ofVirtual().name("status-writer").unstarted(this::run);
    }

    /**
     * Starts a writer.
     *
     * @param known the server's pods of this node, as last heard
     */
    public static StatusWriter start(Client client, Lister<Pod> known, MirrorPods mirrors) {
        StatusWriter started = new StatusWriter(client, known, mirrors);
        started.thread.start();
        return started;
    }

    /** The pod's status now. */
    public void set(Pod pod, PodStatus status) {
        put(pod, status, false);
    }

    /** The pod has stopped and holds nothing; if it was to be deleted, it may be. */
    public void setTerminated(Pod pod, PodStatus status) {
        put(pod, status, true);
    }

    /** Forgets a pod of which nothing is left; a static one's mirror goes with it. */
    public void forget(Pod pod) {
        String uid = pod.metadata().uid();
        lock.lock();
        try {
            dirty.remove(uid);
            last.remove(uid);
            if (Pods.isStatic(pod)) {
                dirty.put(uid, new Entry(pod, new PodStatus(Struct.EMPTY), true));
                news.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Writes a pod's last word again, because the server's object changed. */
    public void again(String uid) {
        lock.lock();
        try {
            Entry entry = last.get(uid);
            if (entry != null) {
                dirty.putIfAbsent(uid, entry);
                news.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private void put(Pod pod, PodStatus status, boolean terminated) {
        lock.lock();
        try {
            String uid = pod.metadata().uid();
            Entry before = last.get(uid);
            Entry entry = new Entry(pod, status, terminated);
            if (before != null && !terminated && before.status().equals(status) && !dirty.containsKey(uid)) {
                return;
            }
            last.put(uid, entry);
            dirty.put(uid, entry);
            news.signal();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            while (true) {
                Optional<Entry> next = take();
                if (next.isEmpty()) {
                    return;
                }
                try {
                    write(next.get());
                } catch (StatusError | ConnectionException e) {
                    LOG.log(
                            System.Logger.Level.DEBUG,
                            () -> "status of " + Pods.format(next.get().pod()) + ": " + e.getMessage());
                    retry(next.get());
                } catch (RuntimeException e) {
                    LOG.log(
                            System.Logger.Level.ERROR,
                            "status of " + Pods.format(next.get().pod()),
                            e);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    private Optional<Entry> take() throws InterruptedException {
        lock.lock();
        try {
            while (dirty.isEmpty() && !closed) {
                news.await();
            }
            if (closed) {
                return Optional.empty();
            }
            return Optional.of(dirty.pollFirstEntry().getValue());
        } finally {
            lock.unlock();
        }
    }

    /** Puts back what failed, unless something newer came, and lets a moment pass. */
    private void retry(Entry failed) throws InterruptedException {
        lock.lock();
        try {
            dirty.putIfAbsent(failed.pod().metadata().uid(), failed);
            long left = TimeUnit.MILLISECONDS.toNanos(RETRY_MS);
            while (left > 0 && !closed) {
                left = news.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private void write(Entry entry) {
        boolean isStatic = Pods.isStatic(entry.pod());
        if (entry.status().isEmpty()) {
            mirrors.remove(entry.pod());
            return;
        }
        Optional<Pod> current = isStatic
                ? mirrors.ensure(entry.pod())
                : known.find(
                                entry.pod().metadata().namespace(),
                                entry.pod().metadata().name())
                        .or(() -> fresh(entry));
        for (int i = 0; i < CONFLICT_TRIES && current.isPresent(); i++) {
            if (!isStatic
                    && !current.get()
                            .metadata()
                            .uid()
                            .equals(entry.pod().metadata().uid())) {
                return; // another pod of that name
            }
            try {
                writeOnto(entry, current.get());
                return;
            } catch (StatusError e) {
                if (e.code() == 404) {
                    return;
                }
                if (e.code() != 409) {
                    throw e;
                }
                current = fresh(entry);
            }
        }
    }

    private Optional<Pod> fresh(Entry entry) {
        return pods.find(
                entry.pod().metadata().namespace(), entry.pod().metadata().name());
    }

    private void writeOnto(Entry entry, Pod current) {
        PodStatus merged = StatusMerge.onto(current.status(), entry.status());
        if (!merged.equals(current.status())) {
            pods.updateStatus(current.withStatus(merged));
        }
        if (entry.terminated() && current.metadata().hasDeletionTimestamp() && !Pods.isStatic(entry.pod())) {
            pods.delete(
                    current.metadata().namespace(),
                    current.metadata().name(),
                    new DeleteOptions(Struct.EMPTY)
                            .withGracePeriodSeconds(0)
                            .withPreconditions(new Preconditions(
                                    Struct.of("uid", current.metadata().uid()))));
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            news.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
