package dev.carafe.etcd.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** How often something was how large, in buckets. */
public final class Histogram {
    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    private final double[] bounds;
    /** One more than bounds: the last is of what is larger than all of them. */
    private final LongAdder[] counts;

    private final DoubleAdder sum = new DoubleAdder();

    /**
     * Nothing measured, in buckets each of which reaches twice as far as the one before.
     *
     * @param first the largest value of the first bucket
     * @param buckets how many of them have a bound
     */
    public Histogram(double first, int buckets) {
        this(IntStream.range(0, buckets).mapToDouble(i -> Math.scalb(first, i)).toArray());
    }

    private Histogram(double[] bounds) {
        this.bounds = bounds;
        counts = Stream.generate(LongAdder::new).limit(bounds.length + 1L).toArray(LongAdder[]::new);
    }

    /**
     * Nothing measured.
     *
     * @param bounds the largest value of each bucket, ascending
     */
    public static Histogram of(double... bounds) {
        return new Histogram(bounds.clone());
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
    public List<Family.Sample> samples(String labels) {
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
