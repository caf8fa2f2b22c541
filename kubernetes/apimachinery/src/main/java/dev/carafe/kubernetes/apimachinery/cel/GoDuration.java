package dev.carafe.kubernetes.apimachinery.cel;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Go writes them: {@code 1h15m30.5s}. Functions only. */
final class GoDuration {
    private static final int TEXT_MAX = 64;
    private static final Pattern PART = Pattern.compile("\\G([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)");
    private static final BigDecimal NANOS_MAX = BigDecimal.valueOf(Long.MAX_VALUE);

    private GoDuration() {}

    static Optional<Duration> parse(String text) {
        if (text.length() > TEXT_MAX) {
            return Optional.empty();
        }
        boolean negative = text.startsWith("-");
        String rest = negative || text.startsWith("+") ? text.substring(1) : text;
        if (rest.equals("0")) {
            return Optional.of(Duration.ZERO);
        }
        Matcher part = PART.matcher(rest);
        BigDecimal nanos = BigDecimal.ZERO;
        int end = 0;
        while (part.find()) {
            nanos = nanos.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(nanosOf(part.group(2)))));
            end = part.end();
        }
        if (end == 0 || end < rest.length() || nanos.compareTo(NANOS_MAX) > 0) {
            return Optional.empty();
        }
        long whole = nanos.longValue();
        return Optional.of(Duration.ofNanos(negative ? -whole : whole));
    }

    private static long nanosOf(String unit) {
        return switch (unit) {
            case "ns" -> 1;
            case "us", "µs", "μs" -> 1_000;
            case "ms" -> 1_000_000;
            case "s" -> 1_000_000_000;
            case "m" -> 60L * 1_000_000_000;
            default -> 3_600L * 1_000_000_000;
        };
    }
}
