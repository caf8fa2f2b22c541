package dev.carafe.etcd.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Histograms of one name, by labels. Labels are few: whoever measures names kinds, and nothing that a client makes up. */
public final class Histograms {
    private final double first;
    private final int buckets;
    private final Map<String, Histogram> byLabels = new ConcurrentHashMap<>();

    /** Each as {@link Histogram#Histogram}. */
    public Histograms(double first, int buckets) {
        this.first = first;
        this.buckets = buckets;
    }

    /** The one with these labels. */
    public Histogram with(String labels) {
        Histogram known = byLabels.get(labels);
        return known == null ? byLabels.computeIfAbsent(labels, _ -> new Histogram(first, buckets)) : known;
    }

    /** All of them, in the order of their labels. */
    public Family family(String name, String help) {
        List<Family.Sample> samples = new ArrayList<>();
        new TreeMap<>(byLabels).forEach((labels, histogram) -> samples.addAll(histogram.samples(labels)));
        return new Family(name, help, Family.Type.HISTOGRAM, samples);
    }
}
