package dev.carafe.kubernetes.apiserver.metrics;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.DoubleAdder;

/** How many values fell into each of some buckets. Thread-safe. */
public final class Histogram {
    private static final double NANOS = 1e9;

    private final Buckets buckets;
    private final AtomicLongArray counts;
    private final DoubleAdder sum = new DoubleAdder();

    Histogram(Buckets buckets) {
        this.buckets = buckets;
        this.counts = new AtomicLongArray(buckets.size() + 1);
    }

    /** Takes a value in the histogram's unit. */
    public void observe(double value) {
        counts.incrementAndGet(buckets.indexOf(value));
        sum.add(value);
    }

    /** Takes a duration, where the unit is seconds. */
    public void observeNanos(long nanos) {
        observe(nanos / NANOS);
    }

    boolean isEmpty() {
        for (int i = 0; i < counts.length(); i++) {
            if (counts.get(i) > 0) {
                return false;
            }
        }
        return true;
    }

    /** @param labels as they are written, without braces; empty where there are none */
    void write(MetricsText out, String name, String labels) {
        String before = labels.isEmpty() ? "" : labels + ",";
        long total = 0;
        for (int i = 0; i < buckets.size(); i++) {
            total += counts.get(i);
            out.sample(name + "_bucket", before + "le=\"" + MetricsText.number(buckets.end(i)) + "\"", total);
        }
        total += counts.get(buckets.size());
        out.sample(name + "_bucket", before + "le=\"+Inf\"", total);
        out.sample(name + "_sum", labels, sum.sum());
        out.sample(name + "_count", labels, total);
    }
}
