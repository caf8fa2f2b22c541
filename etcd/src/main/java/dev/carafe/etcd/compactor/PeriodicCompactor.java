package dev.carafe.etcd.compactor;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Keeps what is younger than a period: it observes the revision ten times in each period (each hour, when the period is
 * longer), and compacts that observed a period ago, first after one period and then each period or each hour.
 */
public final class PeriodicCompactor implements Compactor {
    private static final Duration INTERVAL_MAX = Duration.ofHours(1);
    private static final int OBSERVATIONS = 10;

    private final Duration interval;
    private final long periodMs;
    private final int observedMax;
    private final Deque<Long> observed = new ArrayDeque<>();
    private long lastSuccessMs;
    private long last;
    /** Time that has to pass after the last success. */
    private long waitMs;

    /** With a first observation at a time from which the first period counts. */
    public PeriodicCompactor(Duration period, long nowMs) {
        this.periodMs = period.toMillis();
        this.interval = compactEvery().dividedBy(OBSERVATIONS);
        if (interval.toMillis() <= 0) {
            throw new IllegalArgumentException("a period lasts at least ten milliseconds");
        }
        this.observedMax = (int) Math.min(Integer.MAX_VALUE, periodMs / interval.toMillis() + 1);
        this.waitMs = periodMs;
        this.lastSuccessMs = nowMs;
    }

    private Duration compactEvery() {
        Duration period = Duration.ofMillis(periodMs);
        return period.compareTo(INTERVAL_MAX) > 0 ? INTERVAL_MAX : period;
    }

    @Override
    public Duration interval() {
        return interval;
    }

    @Override
    public long due(long nowMs, long revision) {
        observed.addLast(revision);
        if (observed.size() > observedMax) {
            observed.removeFirst();
        }
        long wanted = observed.getFirst();
        if (nowMs - lastSuccessMs < waitMs || wanted == last) {
            return 0;
        }
        waitMs = compactEvery().toMillis();
        return wanted;
    }

    @Override
    public void compacted(long nowMs, long revision) {
        lastSuccessMs = nowMs;
        last = revision;
    }

    @Override
    public void reset(long nowMs) {
        observed.clear();
        lastSuccessMs = nowMs;
        waitMs = periodMs;
    }
}
