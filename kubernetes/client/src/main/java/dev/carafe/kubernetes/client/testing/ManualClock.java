package dev.carafe.kubernetes.client.testing;

import dev.carafe.kubernetes.client.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** A clock that stands still until it is moved; timers run on the thread that moves it, in the order of their times. */
public final class ManualClock implements Clock {
    private record Pending(long atNs, long order, Runnable task) {}

    private final Instant start;
    private final PriorityQueue<Pending> timers =
            new PriorityQueue<>(Comparator.comparingLong(Pending::atNs).thenComparingLong(Pending::order));
    private long nowNs; // guarded by this, as are the timers
    private long scheduled;

    public ManualClock() {
        this(Instant.parse("2026-01-01T00:00:00Z"));
    }

    public ManualClock(Instant start) {
        this.start = start;
    }

    @Override
    public synchronized Instant instant() {
        return start.plusNanos(nowNs);
    }

    @Override
    public synchronized long nanoTime() {
        return nowNs;
    }

    @Override
    public synchronized Timer schedule(Duration delay, Runnable task) {
        Pending pending = new Pending(nowNs + Math.max(0, delay.toNanos()), scheduled++, task);
        timers.add(pending);
        return () -> cancel(pending);
    }

    private synchronized void cancel(Pending pending) {
        timers.remove(pending);
    }

    /** How many timers wait. */
    public synchronized int waiting() {
        return timers.size();
    }

    /** Moves the time on, and runs what becomes due, each at its own time. */
    public void advance(Duration by) {
        long untilNs = nanoTime() + by.toNanos();
        for (Pending due = nextUntil(untilNs); due != null; due = nextUntil(untilNs)) {
            due.task().run();
        }
    }

    private synchronized @Nullable Pending nextUntil(long untilNs) {
        Pending next = timers.peek();
        if (next == null || next.atNs() > untilNs) {
            nowNs = Math.max(nowNs, untilNs);
            return null;
        }
        timers.remove();
        nowNs = Math.max(nowNs, next.atNs());
        return next;
    }
}
