package dev.carafe.etcd.metrics;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Prometheus' text form. Source: its description of exposition formats, version 0.0.4, and how upstream's library writes numbers. */
public final class MetricsText {
    /** From which power of ten on a number is written with its exponent. */
    private static final int EXPONENT_MIN = -4;

    private static final int EXPONENT_MAX = 6;
    private static final double WHOLE_MAX = 1L << 53;

    private MetricsText() {}

    /** Families in the order of their names; those without samples are left out. */
    public static String of(Collection<Family> families) {
        StringBuilder to = new StringBuilder(32_768);
        List<Family> sorted = families.stream()
                .filter(family -> !family.samples().isEmpty())
                .sorted(Comparator.comparing(Family::name))
                .toList();
        for (Family family : sorted) {
            to.append("# HELP ").append(family.name()).append(' ').append(family.help());
            to.append("\n# TYPE ").append(family.name()).append(' ');
            to.append(family.type().name().toLowerCase(Locale.ROOT)).append('\n');
            family.samples().forEach(sample -> write(to, family.name(), sample));
        }
        return to.toString();
    }

    private static void write(StringBuilder to, String name, Family.Sample sample) {
        to.append(name).append(sample.suffix());
        if (!sample.labels().isEmpty()) {
            to.append('{').append(sample.labels()).append('}');
        }
        double value = sample.value();
        boolean whole = value == Math.rint(value) && Math.abs(value) < WHOLE_MAX;
        to.append(' ')
                .append(whole ? Long.toString((long) value) : number(value))
                .append('\n');
    }

    /** A finite number with no more digits than it needs, as upstream writes the bounds of buckets: readers compare them as text. */
    static String number(double value) {
        if (value == 0) {
            return "0";
        }
        BigDecimal exact = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        int exponent = exact.precision() - exact.scale() - 1;
        if (exponent >= EXPONENT_MIN && exponent < EXPONENT_MAX) {
            return exact.toPlainString();
        }
        BigDecimal mantissa = exact.movePointLeft(exponent).stripTrailingZeros();
        String digits = Integer.toString(Math.abs(exponent));
        return mantissa.toPlainString() + (exponent < 0 ? "e-" : "e+") + (digits.length() < 2 ? "0" : "") + digits;
    }
}
