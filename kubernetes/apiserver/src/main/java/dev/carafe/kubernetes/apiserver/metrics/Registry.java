package dev.carafe.kubernetes.apiserver.metrics;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;

/** The families that one page shows, by name. Thread-safe. */
public final class Registry {
    public static final String MEDIA_TYPE = MetricsText.MEDIA_TYPE;

    private final Map<String, Family> families = new ConcurrentSkipListMap<>();

    Counters counters(String name, String help, String... labels) {
        return add(name, new Counters("counter", help, new Labels(List.of(labels))));
    }

    Counters gauges(String name, String help, String... labels) {
        return add(name, new Counters("gauge", help, new Labels(List.of(labels))));
    }

    Histograms histograms(String name, String help, Buckets buckets, String... labels) {
        return add(name, new Histograms(help, buckets, new Labels(List.of(labels))));
    }

    /**
     * Adds what is read when the page is made.
     *
     * @param type counter or gauge
     * @param source gives each value with those of the labels
     */
    void readings(String name, String type, String help, List<String> labels, Consumer<Readings.Reader> source) {
        add(name, new Readings(type, help, new Labels(labels), source));
    }

    private <T extends Family> T add(String name, T family) {
        if (families.putIfAbsent(name, family) != null) {
            throw new IllegalStateException("two families are called " + name);
        }
        return family;
    }

    /** The page. */
    public byte[] text() {
        MetricsText out = new MetricsText();
        families.forEach((name, family) -> family.write(out, name));
        return out.toBytes();
    }
}
