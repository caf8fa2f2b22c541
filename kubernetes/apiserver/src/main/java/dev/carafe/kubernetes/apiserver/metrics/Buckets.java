package dev.carafe.kubernetes.apiserver.metrics;

/** The upper ends of a histogram's buckets, in its unit, rising; a last bucket without an end follows. Immutable. */
public final class Buckets {
    /** Seconds that requests take, of those to the store too. */
    static final Buckets REQUESTS =
            of(0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60);

    private final double[] ends;

    private Buckets(double... ends) {
        this.ends = ends;
    }

    static Buckets of(double... ends) {
        return new Buckets(ends.clone());
    }

    /** So many, each end as many times the one before. */
    static Buckets exponential(double first, double factor, int count) {
        double[] ends = new double[count];
        double end = first;
        for (int i = 0; i < count; i++) {
            ends[i] = end;
            end *= factor;
        }
        return new Buckets(ends);
    }

    /** So many, all of one width. */
    static Buckets linear(double first, double width, int count) {
        double[] ends = new double[count];
        for (int i = 0; i < count; i++) {
            ends[i] = first + i * width;
        }
        return new Buckets(ends);
    }

    /** How many have an end. */
    int size() {
        return ends.length;
    }

    double end(int index) {
        return ends[index];
    }

    /** The index of the bucket that a value belongs to; {@link #size} for the last. */
    int indexOf(double value) {
        int index = 0;
        while (index < ends.length && value > ends[index]) {
            index++;
        }
        return index;
    }
}
