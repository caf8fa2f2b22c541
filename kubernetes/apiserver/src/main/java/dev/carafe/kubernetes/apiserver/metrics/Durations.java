package dev.carafe.kubernetes.apiserver.metrics;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** A histogram of durations with upstream's buckets for requests. Thread-safe. */
final class Durations {
    /** Upper ends of the buckets, in seconds. */
    private static final double[] BOUNDS = {
        0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60
    };

    private final AtomicLongArray counts = new AtomicLongArray(BOUNDS.length + 1);
    private final LongAdder nanos = new LongAdder();

    void observe(long durationNs) {
        double seconds = durationNs / 1e9;
        int bucket = 0;
        while (bucket < BOUNDS.length && seconds > BOUNDS[bucket]) {
            bucket++;
        }
        counts.incrementAndGet(bucket);
        nanos.add(durationNs);
    }

    void write(MetricsText out, String name, String labels) {
        long total = 0;
        for (int i = 0; i < BOUNDS.length; i++) {
            total += counts.get(i);
            out.sample(name + "_bucket", labels + ",le=\"" + MetricsText.number(BOUNDS[i]) + "\"", total);
        }
        total += counts.get(BOUNDS.length);
        out.sample(name + "_bucket", labels + ",le=\"+Inf\"", total);
        out.sample(name + "_sum", labels, nanos.sum() / 1e9);
        out.sample(name + "_count", labels, total);
    }
}
