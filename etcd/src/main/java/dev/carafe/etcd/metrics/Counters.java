package dev.carafe.etcd.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counters of one name, by labels; a bounded number of them. */
public final class Counters {
    private static final int LABELS_MAX = 1000;

    private final Map<String, LongAdder> byLabels = new ConcurrentHashMap<>();

    /** Counts some more; nothing for labels that are new when there are too many. */
    public void add(String labels, long more) {
        LongAdder known = byLabels.get(labels);
        if (known == null && byLabels.size() < LABELS_MAX) {
            known = byLabels.computeIfAbsent(labels, _ -> new LongAdder());
        }
        if (known != null) {
            known.add(more);
        }
    }

    public void increment(String labels) {
        add(labels, 1);
    }

    /** As counters, in the order of their labels. */
    public Family family(String name, String help) {
        return family(name, help, Family.Type.COUNTER);
    }

    /** As gauges: what was counted down again is no counter. */
    public Family gauges(String name, String help) {
        return family(name, help, Family.Type.GAUGE);
    }

    private Family family(String name, String help, Family.Type type) {
        List<Family.Sample> samples = new ArrayList<>();
        new TreeMap<>(byLabels).forEach((labels, count) -> samples.add(Family.Sample.of(labels, count.sum())));
        return new Family(name, help, type, samples);
    }
}
