package dev.carafe.kubernetes.apiserver.featuregate;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** The tables in the build: what upstream's features are, and what each does here. Read once. */
final class FeatureTables {
    /** By name. */
    static final SortedMap<String, Feature> FEATURES = features();

    private FeatureTables() {}

    private static SortedMap<String, Feature> features() {
        SortedMap<String, Feature> features = new TreeMap<>();
        lines("feature-gates.txt").stream()
                .map(Feature::parse)
                .forEach(feature -> features.put(feature.name(), feature));
        return Collections.unmodifiableSortedMap(features);
    }

    /** By name; without the features that are locked, which nobody switches. */
    static SortedMap<String, FeatureEffect> effects() {
        SortedMap<String, FeatureEffect> effects = new TreeMap<>();
        for (String line : lines("feature-gate-effects.txt")) {
            String[] words = line.split(" ", 3);
            effects.put(
                    words[0],
                    new FeatureEffect(FeatureEffect.Kind.valueOf(words[1].toUpperCase(Locale.ROOT)), words[2]));
        }
        return effects;
    }

    private static List<String> lines(String name) {
        try (InputStream in = FeatureTables.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the build has no " + name);
            }
            return new BufferedReader(new InputStreamReader(in, UTF_8))
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
