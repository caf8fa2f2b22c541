package dev.carafe.etcd.robustness.simulator;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Time that moves when it is told to, and ticks that number what happens, no two the same. */
final class VirtualTime {
    private final TreeMap<Long, Long> msByTick = new TreeMap<>(Map.of(0L, 0L));
    private final TreeMap<Long, Long> tickByMs = new TreeMap<>(Map.of(0L, 0L));
    private long nowMs;
    private long tick;

    long tick() {
        return ++tick;
    }

    long nowMs() {
        return nowMs;
    }

    void advance(long ms) {
        nowMs += ms;
        tick++;
        msByTick.put(tick, nowMs);
        tickByMs.putIfAbsent(nowMs, tick);
    }

    /** The first tick at which so much time is over, by a clock that is too fast by a share of it; -1 as of {@link #tickAt}. */
    long tickAfter(long from, long seconds, double drift) {
        return tickAt(msAt(from) + (long) (TimeUnit.SECONDS.toMillis(seconds) / (1 + drift)));
    }

    /** Milliseconds between two ticks, by a clock that is too fast by a share of them. */
    long msBetween(long from, long to, double drift) {
        return (long) ((msAt(to) - msAt(from)) * (1 + drift)) + 1; // such a clock shows whole milliseconds
    }

    /** The time at a tick. */
    long msAt(long wanted) {
        return msByTick.floorEntry(wanted).getValue();
    }

    /** The first tick at or after a time, -1 when it has not come yet. */
    long tickAt(long ms) {
        Map.Entry<Long, Long> entry = tickByMs.ceilingEntry(ms);
        return entry == null ? -1 : entry.getValue();
    }
}
