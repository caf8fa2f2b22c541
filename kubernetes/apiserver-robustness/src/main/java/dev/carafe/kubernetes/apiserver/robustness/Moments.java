package dev.carafe.kubernetes.apiserver.robustness;

import java.util.Map;
import java.util.TreeMap;

/** When the store was seen to have come to which revision. */
final class Moments {
    private final TreeMap<Long, Long> seen = new TreeMap<>();

    /** The store is at a revision. */
    void saw(long revision, long nowMs) {
        if (seen.isEmpty() || seen.lastKey() < revision) {
            seen.put(revision, nowMs);
        }
    }

    /** The moment at which the store had come to a revision at the latest; the end of all time where nobody looked since. */
    long latest(long revision) {
        Map.Entry<Long, Long> entry = seen.ceilingEntry(revision);
        return entry == null ? Long.MAX_VALUE : entry.getValue();
    }
}
