package dev.carafe.kubernetes.scheduler.queue;

import dev.carafe.kubernetes.scheduler.framework.ClusterEvent;
import dev.carafe.kubernetes.scheduler.framework.Framework;
import dev.carafe.kubernetes.scheduler.framework.PodInfo;
import dev.carafe.kubernetes.scheduler.framework.Rejection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * The pods that have no node. Not thread-safe; the scheduler's lock guards it.
 *
 * <pre>
 * gated ──(gates gone)──► active ──pop──► being scheduled
 *                           ▲  ▲                │ no node fits            │ the binding failed
 *            backoff is over│  └──(event helps, backoff over)── unschedulable
 *                           └──────────── backoff ◄──(event helps)──┘◄───────┘
 * </pre>
 */
public final class SchedulingQueue {
    /** The first pause after a failed try; each further one doubles it. */
    public static final long BACKOFF_INITIAL_MS = 1_000;

    public static final long BACKOFF_MAX_MS = 10_000;

    /** A pod that no event helped for so long is tried again all the same. */
    public static final long UNSCHEDULABLE_MAX_MS = 5 * 60_000;

    private final Framework framework;

    /** Where each pod is, by its uid; a pod being scheduled is in none of these. */
    private final Map<String, QueuedPod> active = new HashMap<>();

    private final Map<String, QueuedPod> backoff = new HashMap<>();
    private final Map<String, QueuedPod> unschedulable = new HashMap<>();
    private final Map<String, QueuedPod> gated = new HashMap<>();

    private final TreeSet<QueuedPod> order;
    private final TreeSet<QueuedPod> byBackoff;

    public SchedulingQueue(Framework framework) {
        this.framework = framework;
        Comparator<QueuedPod> first = Comparator.comparing(QueuedPod::pod, framework.queueOrder());
        this.order = new TreeSet<>(first.thenComparingLong(QueuedPod::enqueuedAtMs)
                .thenComparing(queued -> queued.pod().uid()));
        this.byBackoff = new TreeSet<>(Comparator.comparingLong(QueuedPod::backoffUntilMs)
                .thenComparing(queued -> queued.pod().uid()));
    }

    /** Notes a pod without a node, new or changed; empty, or why it may not be scheduled yet. */
    public Optional<Rejection> put(PodInfo pod, long nowMs) {
        QueuedPod before = take(pod.uid());
        QueuedPod now = before == null ? new QueuedPod(pod, 0, nowMs, 0, Set.of()) : before.withPod(pod);
        Optional<Rejection> gate = framework.preEnqueue(pod);
        if (gate.isPresent()) {
            gated.put(pod.uid(), now);
        } else {
            enqueue(now, nowMs);
        }
        return gate;
    }

    /** Notes that a pod is gone or has a node. */
    public void remove(String podUid) {
        take(podUid);
    }

    /** The pod whose turn it is, if any waits. */
    public Optional<QueuedPod> pop(long nowMs) {
        flush(nowMs);
        QueuedPod next = order.pollFirst();
        if (next == null) {
            return Optional.empty();
        }
        active.remove(next.pod().uid());
        return Optional.of(new QueuedPod(
                next.pod(), next.attempts() + 1, next.enqueuedAtMs(), next.backoffUntilMs(), next.rejectedBy()));
    }

    /** Takes back a popped pod that fits no node now; it waits for an event that helps. */
    public void putUnschedulable(QueuedPod pod, Set<String> rejectedBy, long nowMs) {
        unschedulable.put(pod.pod().uid(), afterFailure(pod, rejectedBy, nowMs));
    }

    /** Takes back a popped pod that failed for a passing reason; it is tried again after its backoff. */
    public void putBackoff(QueuedPod pod, long nowMs) {
        enqueue(afterFailure(pod, Set.of(), nowMs), nowMs);
    }

    /** Lets the pods that an event may help have another turn. */
    public void event(ClusterEvent event, long nowMs) {
        List<QueuedPod> helped = unschedulable.values().stream()
                .filter(queued -> framework.mayHelp(event, queued.pod(), queued.rejectedBy()))
                .toList();
        for (QueuedPod queued : helped) {
            unschedulable.remove(queued.pod().uid());
            enqueue(queued, nowMs);
        }
    }

    /** When something will happen here by itself: the end of a backoff, or of the longest wait. */
    public OptionalLong nextDueMs() {
        if (!order.isEmpty()) {
            return OptionalLong.of(0);
        }
        long due = byBackoff.isEmpty() ? Long.MAX_VALUE : byBackoff.first().backoffUntilMs();
        for (QueuedPod queued : unschedulable.values()) {
            due = Math.min(due, queued.backoffUntilMs() + UNSCHEDULABLE_MAX_MS);
        }
        return due == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(due);
    }

    /** How many pods wait, wherever. */
    public int size() {
        return active.size() + backoff.size() + unschedulable.size() + gated.size();
    }

    private static QueuedPod afterFailure(QueuedPod pod, Set<String> rejectedBy, long nowMs) {
        long pauseMs = BACKOFF_INITIAL_MS << Math.min(pod.attempts() - 1, 10);
        return new QueuedPod(
                pod.pod(),
                pod.attempts(),
                pod.enqueuedAtMs(),
                nowMs + Math.min(pauseMs, BACKOFF_MAX_MS),
                Set.copyOf(rejectedBy));
    }

    private void enqueue(QueuedPod queued, long nowMs) {
        if (queued.backoffUntilMs() > nowMs) {
            backoff.put(queued.pod().uid(), queued);
            byBackoff.add(queued);
        } else {
            active.put(queued.pod().uid(), queued);
            order.add(queued);
        }
    }

    private void flush(long nowMs) {
        while (!byBackoff.isEmpty() && byBackoff.first().backoffUntilMs() <= nowMs) {
            QueuedPod queued = byBackoff.removeFirst();
            backoff.remove(queued.pod().uid());
            enqueue(queued, nowMs);
        }
        List<QueuedPod> overdue = new ArrayList<>();
        for (QueuedPod queued : unschedulable.values()) {
            if (queued.backoffUntilMs() + UNSCHEDULABLE_MAX_MS <= nowMs) {
                overdue.add(queued);
            }
        }
        for (QueuedPod queued : overdue) {
            unschedulable.remove(queued.pod().uid());
            enqueue(queued, nowMs);
        }
    }

    private @org.jspecify.annotations.Nullable QueuedPod take(String uid) {
        QueuedPod queued = active.remove(uid);
        if (queued != null) {
            order.remove(queued);
            return queued;
        }
        queued = backoff.remove(uid);
        if (queued != null) {
            byBackoff.remove(queued);
            return queued;
        }
        queued = unschedulable.remove(uid);
        return queued == null ? gated.remove(uid) : queued;
    }
}
