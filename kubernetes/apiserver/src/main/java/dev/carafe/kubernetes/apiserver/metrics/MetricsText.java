package dev.carafe.kubernetes.apiserver.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;

/** Metrics as Prometheus reads them (text format 0.0.4). Belongs to one thread. */
final class MetricsText {
    static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8; escaping=underscores";

    /** From this power of ten on Go writes an exponent. */
    private static final int EXPONENT_MIN = 6;

    /** Down to this one it writes none. */
    private static final int EXPONENT_MIN_SMALL = -4;

    private final StringBuilder out = new StringBuilder(16 << 10);

    /**
     * Begins a metric.
     *
     * @param type counter, gauge or histogram
     */
    MetricsText metric(String name, String type, String help) {
        out.append("# HELP ").append(name).append(' ').append(help).append('\n');
        out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
        return this;
    }

    /**
     * Writes one value.
     *
     * @param labels as they are written, without braces; empty where there are none
     */
    MetricsText sample(String name, String labels, long value) {
        return sample(name, labels, Long.toString(value));
    }

    /** Writes one value. */
    MetricsText sample(String name, String labels, double value) {
        return sample(name, labels, number(value));
    }

    private MetricsText sample(String name, String labels, String value) {
        out.append(name);
        if (!labels.isEmpty()) {
            out.append('{').append(labels).append('}');
        }
        out.append(' ').append(value).append('\n');
        return this;
    }

    /** As Go writes it, which the buckets' labels must match to the letter: an exponent from a million on, and below a ten-thousandth. */
    static String number(double value) {
        if (value == 0 || Double.isNaN(value) || Double.isInfinite(value)) {
            return value == 0 ? "0" : Double.toString(value).replace("Infinity", "Inf");
        }
        BigDecimal exact = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        int exponent = exact.precision() - exact.scale() - 1;
        if (exponent >= EXPONENT_MIN_SMALL && exponent < EXPONENT_MIN) {
            return exact.toPlainString();
        }
        BigDecimal mantissa = exact.movePointLeft(exponent).stripTrailingZeros();
        String digits = String.format("%02d", Math.abs(exponent));
        return mantissa.toPlainString() + "e" + (exponent < 0 ? "-" : "+") + digits;
    }

    byte[] toBytes() {
        return out.toString().getBytes(UTF_8);
    }
}
