package dev.carafe.kubernetes.apiserver.featuregate;

import java.util.List;

/**
 * A feature as upstream 1.37 knows it.
 *
 * @param stage ALPHA, BETA, GA or DEPRECATED
 * @param enabledByDefault whether it is on where nobody has set it
 * @param locked whether nothing but its default is taken
 * @param needs features without which it cannot be on
 */
public record Feature(String name, String stage, boolean enabledByDefault, boolean locked, List<String> needs) {
    static final String ALL_ALPHA = "AllAlpha";
    static final String ALL_BETA = "AllBeta";

    public Feature {
        needs = List.copyOf(needs);
    }

    /** Reads a line of the table: {@code NAME STAGE on|off [locked] [NEEDED ...]}. */
    static Feature parse(String line) {
        List<String> words = List.of(line.split(" "));
        boolean locked = words.size() > 3 && words.get(3).equals("locked");
        return new Feature(
                words.get(0),
                words.get(1),
                words.get(2).equals("on"),
                locked,
                words.subList(locked ? 4 : 3, words.size()));
    }
}
