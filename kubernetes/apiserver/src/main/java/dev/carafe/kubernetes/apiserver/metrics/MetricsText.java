package dev.carafe.kubernetes.apiserver.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** Metrics as Prometheus reads them (text format 0.0.4). Belongs to one thread. */
final class MetricsText {
    static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8; escaping=underscores";

    private final StringBuilder out = new StringBuilder(16 << 10);

    /**
     * Begins a metric.
     *
     * @param type counter, gauge or histogram
     */
    MetricsText metric(String name, String type, String help) {
        out.append("# HELP ").append(name).append(' ').append(help).append('\n');
        out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
        return this;
    }

    /**
     * Writes one value.
     *
     * @param labels as they are written, without braces; empty where there are none
     */
    MetricsText sample(String name, String labels, long value) {
        return sample(name, labels, Long.toString(value));
    }

    /** Writes one value. */
    MetricsText sample(String name, String labels, double value) {
        return sample(name, labels, number(value));
    }

    private MetricsText sample(String name, String labels, String value) {
        out.append(name);
        if (!labels.isEmpty()) {
            out.append('{').append(labels).append('}');
        }
        out.append(' ').append(value).append('\n');
        return this;
    }

    /** Writes counters in the order of their labels. */
    MetricsText samples(String name, Map<String, LongAdder> counters) {
        new TreeMap<>(counters).forEach((labels, count) -> sample(name, labels, count.sum()));
        return this;
    }

    static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    byte[] toBytes() {
        return out.toString().getBytes(UTF_8);
    }
}
