package dev.carafe.kubernetes.apiserver.metrics;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Histograms with the same buckets, one for each combination of labels. Thread-safe. */
public final class Histograms implements Family {
    private final String help;
    private final Buckets buckets;
    private final Labels labels;
    private final Map<List<String>, Histogram> histograms = new ConcurrentHashMap<>();

    Histograms(String help, Buckets buckets, Labels labels) {
        this.help = help;
        this.buckets = buckets;
        this.labels = labels;
    }

    /** The histogram with these values of the labels; an empty one is not told of. Whoever observes often keeps it. */
    public Histogram with(String... values) {
        List<String> key = List.of(values);
        Histogram known = histograms.get(key); // which locks nothing, unlike the next
        return known == null ? histograms.computeIfAbsent(key, _ -> new Histogram(buckets)) : known;
    }

    @Override
    public void write(MetricsText out, String name) {
        Map<String, Histogram> told = new TreeMap<>();
        histograms.forEach((values, histogram) -> {
            if (!histogram.isEmpty()) {
                told.put(labels.text(values), histogram);
            }
        });
        if (!told.isEmpty()) {
            out.metric(name, "histogram", help);
            told.forEach((text, histogram) -> histogram.write(out, name, text));
        }
    }
}
