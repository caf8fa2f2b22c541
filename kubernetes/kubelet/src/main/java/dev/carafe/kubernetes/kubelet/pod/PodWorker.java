package dev.carafe.kubernetes.kubelet.pod;

import dev.carafe.kubernetes.api.core.v1.Pod;
import dev.carafe.kubernetes.kubelet.runtime.Pods;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One pod's life, on one virtual thread, with one slot that always holds the newest word on it.
 *
 * <pre>
 * SYNCING     ── deletion asked for, removed from its source, or its containers have ended ──► TERMINATING
 * TERMINATING ── nothing runs any more ──► TERMINATED
 * TERMINATED  ── its object is gone too ──► GONE (the thread ends)
 * </pre>
 *
 * There is no way back: a pod that was asked to end ends. A word that makes it end, or end sooner,
 * interrupts whatever the thread is doing, and the thread looks at the truth anew.
 */
final class PodWorker {
    private static final System.Logger LOG = System.getLogger(PodWorker.class.getName());
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration RETRY_MAX = Duration.ofSeconds(20);
    /** A pod that has stopped has nothing to do until somebody says so. */
    private static final Duration IDLE = Duration.ofMinutes(10);

    private enum Phase {
        SYNCING,
        TERMINATING,
        TERMINATED,
        GONE
    }

    /** What the slot held when the thread looked. */
    private record Word(Pod pod, boolean removed, boolean closed) {}

    private final PodSync sync;
    private final PodReporter reporter;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    /** Guarded by {@link #lock}, as are the next four. */
    private Pod pod;

    private boolean removed;
    private boolean woken = true;
    private boolean closed;
    private boolean busy;

    /** Written by the thread alone. */
    private volatile Phase phase = Phase.SYNCING;

    private Duration retry = RETRY;

    PodWorker(Pod pod, PodSync sync, PodReporter reporter) {
        this.pod = pod;
        this.sync = sync;
        this.reporter = reporter;
        this.thread = Thread.ofVirtual().name("pod-" + pod.metadata().name()).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** The newest declaration. */
    Pod pod() {
        lock.lock();
        try {
            return pod;
        } finally {
            lock.unlock();
        }
    }

    /** The newest declaration with the newest status. */
    Pod observed() {
        Pod declared = pod();
        return sync.reported().map(declared::withStatus).orElse(declared);
    }

    /** Takes a newer declaration; one equal to the last is no news. */
    void update(Pod newer) {
        lock.lock();
        try {
            boolean ends = !isEnding(pod) && isEnding(newer);
            boolean sooner = Pods.gracePeriodSeconds(newer) < Pods.gracePeriodSeconds(pod) && isEnding(newer);
            if (sameBut(pod, newer)) {
                pod = newer;
                return;
            }
            pod = newer;
            signal(ends || (sooner && phase == Phase.TERMINATING));
        } finally {
            lock.unlock();
        }
    }

    /** Its source knows it no more. */
    void remove() {
        lock.lock();
        try {
            if (!removed) {
                removed = true;
                signal(phase == Phase.SYNCING);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Something happened to it: look again. */
    void wake() {
        lock.lock();
        try {
            signal(false);
        } finally {
            lock.unlock();
        }
    }

    /** Ends the thread and leaves the pod as it is. */
    void close() {
        lock.lock();
        try {
            closed = true;
            signal(true);
        } finally {
            lock.unlock();
        }
    }

    void join() throws InterruptedException {
        thread.join();
    }

    /** Whether it will never run again. */
    boolean ending() {
        return phase != Phase.SYNCING;
    }

    private void signal(boolean interrupt) {
        woken = true;
        news.signal();
        if (interrupt && busy) {
            thread.interrupt();
        }
    }

    private void run() {
        Duration next = Duration.ZERO;
        while (phase != Phase.GONE) {
            Word word = await(next);
            if (word.closed()) {
                return;
            }
            next = guarded(word);
            finish();
        }
        reporter.gone(pod());
    }

    /** Waits for news or until it is time, and takes what the slot holds. */
    private Word await(Duration next) {
        lock.lock();
        try {
            long left = next.toNanos();
            while (!woken && left > 0) {
                try {
                    left = news.awaitNanos(left);
                } catch (InterruptedException _) {
                    woken = true; // meant for what we were doing a moment ago; look anew all the same
                }
            }
            woken = false;
            busy = true;
            return new Word(pod, removed, closed);
        } finally {
            lock.unlock();
        }
    }

    private void finish() {
        lock.lock();
        try {
            busy = false;
            Thread.interrupted(); // an interrupt that came too late to stop anything has been noted by the slot
        } finally {
            lock.unlock();
        }
    }

    private Duration guarded(Word word) {
        try {
            Duration next = step(word);
            retry = RETRY;
            return next;
        } catch (InterruptedException _) {
            return Duration.ZERO;
        } catch (IOException e) {
            if (Thread.currentThread().isInterrupted()) {
                return Duration.ZERO; // cut short by news
            }
            LOG.log(
                    System.Logger.Level.WARNING,
                    () -> "pod " + Pods.format(word.pod()) + ", " + phase + ": " + e.getMessage());
            Duration next = retry;
            retry = retry.multipliedBy(2).compareTo(RETRY_MAX) > 0 ? RETRY_MAX : retry.multipliedBy(2);
            return next;
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "pod " + Pods.format(word.pod()), e);
            return RETRY_MAX;
        }
    }

    private Duration step(Word word) throws IOException, InterruptedException {
        if (phase == Phase.SYNCING && (word.removed() || isEnding(word.pod()))) {
            phase = Phase.TERMINATING;
        }
        return switch (phase) {
            case SYNCING -> {
                PodSync.Round round = sync.sync(word.pod());
                if (!round.ended()) {
                    yield round.next();
                }
                phase = Phase.TERMINATING;
                yield Duration.ZERO;
            }
            case TERMINATING -> {
                boolean declared = !word.pod().spec().isEmpty();
                sync.terminate(
                        word.pod(),
                        declared
                                ? Optional.of(Duration.ofSeconds(Pods.gracePeriodSeconds(word.pod())))
                                : Optional.empty());
                sync.cleanUp(word.pod());
                phase = Phase.TERMINATED;
                yield word.removed() ? Duration.ZERO : IDLE;
            }
            case TERMINATED -> {
                if (word.removed()) {
                    sync.remove(word.pod());
                    phase = Phase.GONE;
                } else if (isEnding(word.pod())) {
                    sync.cleanUp(word.pod()); // ended by itself first, and is to be deleted only now
                }
                yield IDLE;
            }
            case GONE -> IDLE;
        };
    }

    private static boolean isEnding(Pod pod) {
        return pod.metadata().hasDeletionTimestamp();
    }

    /** Our own status coming back from the API server is no news. */
    private static boolean sameBut(Pod old, Pod newer) {
        return old.spec().equals(newer.spec())
                && old.metadata().labels().equals(newer.metadata().labels())
                && old.metadata().annotations().equals(newer.metadata().annotations())
                && old.metadata().deletionTimestamp().equals(newer.metadata().deletionTimestamp())
                && old.metadata().deletionGracePeriodSeconds()
                        == newer.metadata().deletionGracePeriodSeconds()
                && old.status().phase().equals(newer.status().phase())
                && foreign(old).equals(foreign(newer));
    }

    private static java.util.List<dev.carafe.kubernetes.api.core.v1.PodCondition> foreign(Pod pod) {
        return pod.status().conditions().stream()
                .filter(condition -> pod.spec().readinessGates().stream()
                        .anyMatch(gate -> gate.conditionType().equals(condition.type())))
                .toList();
    }
}
