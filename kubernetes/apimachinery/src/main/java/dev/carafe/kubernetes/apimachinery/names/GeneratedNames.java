package dev.carafe.kubernetes.apimachinery.names;

import java.util.random.RandomGenerator;

/** Names made from a {@code generateName}. */
public final class GeneratedNames {
    private static final int NAME_MAX = 63;
    private static final int SUFFIX_LENGTH = 5;

    /** How much of the base is kept. */
    public static final int BASE_MAX = NAME_MAX - SUFFIX_LENGTH;

    private GeneratedNames() {}

    /** The base, cut to {@value #BASE_MAX} characters, and five random ones. */
    public static String generate(String base, RandomGenerator random) {
        String kept = base.length() > BASE_MAX ? base.substring(0, BASE_MAX) : base;
        return kept + SafeStrings.random(random, SUFFIX_LENGTH);
    }
}
