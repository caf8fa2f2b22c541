package dev.carafe.etcd.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/** How often something was how large, in buckets each of which reaches twice as far as the one before. */
public final class Histogram {
    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    private final double[] bounds;
    /** One more than bounds: the last is of what is larger than all of them. */
    private final LongAdder[] counts;

    private final DoubleAdder sum = new DoubleAdder();

    /**
     * Nothing measured.
     *
     * @param first the largest value of the first bucket
     * @param buckets how many of them have a bound
     */
    public Histogram(double first, int buckets) {
        bounds = new double[buckets];
        counts = new LongAdder[buckets + 1];
        double bound = first;
        for (int i = 0; i <= buckets; i++) {
            counts[i] = new LongAdder();
            if (i < buckets) {
                bounds[i] = bound;
                bound *= 2;
            }
        }
    }

    /** Takes a value in the unit that the family's name says. */
    public void observe(double value) {
        int at = 0;
        while (at < bounds.length && value > bounds[at]) {
            at++;
        }
        counts[at].increment();
        sum.add(value);
    }

    /** Takes nanoseconds as seconds. */
    public void observeNs(long tookNs) {
        observe((double) tookNs / NANOS);
    }

    /** The buckets, each with those before it, then sum and count. */
    List<Family.Sample> samples(String labels) {
        List<Family.Sample> samples = new ArrayList<>();
        long count = 0;
        for (int i = 0; i < counts.length; i++) {
            count += counts[i].sum();
            String bound = i < bounds.length ? MetricsText.number(bounds[i]) : "+Inf";
            samples.add(Family.Sample.of("_bucket", Labels.with(labels, Labels.of("le", bound)), count));
        }
        samples.add(new Family.Sample("_sum", labels, sum.sum()));
        samples.add(Family.Sample.of("_count", labels, count));
        return samples;
    }
}
