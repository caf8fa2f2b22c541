package dev.carafe.vsphere.vcenter.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;

/**
 * What data sets are called in paths: by their name where it has the recommended form {@code com.company.project}. Bytes of a name that mean
 * something else in a path are written {@code ~2f}: clients differ in how often they escape them, and some take dots out of paths.
 */
final class DataSetIds {
    private DataSetIds() {}

    static String of(String name) {
        boolean onlyDots = name.chars().allMatch(letter -> letter == '.');
        StringBuilder id = new StringBuilder();
        for (byte letter : name.getBytes(UTF_8)) {
            boolean plain = (letter >= 'a' && letter <= 'z')
                    || (letter >= 'A' && letter <= 'Z')
                    || (letter >= '0' && letter <= '9')
                    || letter == '-'
                    || letter == '_'
                    || (letter == '.' && !onlyDots);
            if (plain) {
                id.append((char) letter);
            } else {
                id.append(String.format(Locale.ROOT, "~%02x", letter & 0xff));
            }
        }
        return id.toString();
    }
}
