package dev.carafe.kubernetes.apiserver.metrics;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counters, or gauges of what is under way, one for each combination of labels. Thread-safe. */
public final class Counters implements Family {
    private final String type;
    private final String help;
    private final Labels labels;
    private final Map<List<String>, LongAdder> counters = new ConcurrentHashMap<>();

    Counters(String type, String help, Labels labels) {
        this.type = type;
        this.help = help;
        this.labels = labels;
    }

    /**
     * The counter with these values of the labels; one that stands at zero is not told of, unless it is the only one. Whoever counts often
     * keeps it.
     */
    public LongAdder with(String... values) {
        List<String> key = List.of(values);
        LongAdder known = counters.get(key); // which locks nothing, unlike the next
        return known == null ? counters.computeIfAbsent(key, _ -> new LongAdder()) : known;
    }

    @Override
    public void write(MetricsText out, String name) {
        Map<String, LongAdder> told = new TreeMap<>();
        counters.forEach((values, count) -> {
            if (count.sum() != 0 || type.equals("gauge") || values.isEmpty()) {
                told.put(labels.text(values), count);
            }
        });
        if (!told.isEmpty()) {
            out.metric(name, type, help);
            told.forEach((text, count) -> out.sample(name, text, count.sum()));
        }
    }
}
