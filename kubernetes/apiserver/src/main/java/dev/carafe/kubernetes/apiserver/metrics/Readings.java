package dev.carafe.kubernetes.apiserver.metrics;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Values that are read when the page is made. */
final class Readings implements Family {
    private final String type;
    private final String help;
    private final Labels labels;
    private final Consumer<Reader> source;

    /** Takes values. */
    @FunctionalInterface
    public interface Reader {
        /** Takes the value that the labels have now. */
        void take(double value, String... labels);

        /** Takes a value that is a whole number. */
        default void take(long value, String... labels) {
            take((double) value, labels);
        }
    }

    Readings(String type, String help, Labels labels, Consumer<Reader> source) {
        this.type = type;
        this.help = help;
        this.labels = labels;
        this.source = source;
    }

    @Override
    public void write(MetricsText out, String name) {
        Map<String, Double> read = new TreeMap<>();
        source.accept((value, values) -> read.put(labels.text(List.of(values)), value));
        if (!read.isEmpty()) {
            out.metric(name, type, help);
            read.forEach((text, value) -> out.sample(name, text, value));
        }
    }
}
