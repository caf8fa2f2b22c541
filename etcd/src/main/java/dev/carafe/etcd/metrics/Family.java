package dev.carafe.etcd.metrics;

import java.util.List;

/**
 * All samples of one name.
 *
 * @param name as Prometheus knows it
 * @param help one line that says what is counted
 */
public record Family(String name, String help, Type type, List<Sample> samples) {
    /** How samples are to be read. */
    public enum Type {
        COUNTER,
        GAUGE,
        HISTOGRAM
    }

    /**
     * One number.
     *
     * @param suffix behind the family's name, empty for none
     * @param labels as {@link Labels} writes them, empty for none
     */
    public record Sample(String suffix, String labels, double value) {
        /** A count, with no suffix. */
        public static Sample of(String labels, long count) {
            return of("", labels, count);
        }

        static Sample of(String suffix, String labels, long count) {
            return new Sample(suffix, labels, (double) count);
        }
    }

    public Family {
        samples = List.copyOf(samples);
    }

    /** Of something that only grows. */
    public static Family counter(String name, String help, long count) {
        return counter(name, help, (double) count);
    }

    /** Of something that only grows, and not by whole numbers. */
    public static Family counter(String name, String help, double value) {
        return new Family(name, help, Type.COUNTER, List.of(new Sample("", "", value)));
    }

    /** Of something that grows and shrinks. */
    public static Family gauge(String name, String help, long value) {
        return new Family(name, help, Type.GAUGE, List.of(Sample.of("", value)));
    }

    /** Of something that is so: labels that say it, with the number one. */
    public static Family fact(String name, String help, String label, String value) {
        return new Family(name, help, Type.GAUGE, List.of(Sample.of(Labels.of(label, value), 1)));
    }

    /** Of durations or sizes without labels. */
    public static Family histogram(String name, String help, Histogram measured) {
        return new Family(name, help, Type.HISTOGRAM, measured.samples(""));
    }
}
