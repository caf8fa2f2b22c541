package dev.carafe.kubernetes.apimachinery.duration;

import dev.carafe.kubernetes.apimachinery.value.Quoted;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Go writes them: {@code 1h15m30.5s} (time.ParseDuration). Functions only. */
public final class GoDuration {
    private static final int TEXT_MAX = 64;
    private static final Pattern PART = Pattern.compile("\\G([0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)");
    private static final Map<String, Long> NANOS = Map.of(
            "ns", 1L,
            "us", 1_000L,
            "µs", 1_000L, // the sign for a millionth
            "μs", 1_000L, // and the Greek letter
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L);
    /** Longer numbers cost more to read than they can say. */
    private static final int NUMBER_MAX = 1000;

    private static final BigDecimal NANOS_MAX = BigDecimal.valueOf(Long.MAX_VALUE);

    private GoDuration() {}

    /** A duration; empty for a text that is none. */
    public static Optional<Duration> parse(String text) {
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
            nanos = nanos.add(new BigDecimal(part.group(1))
                    .multiply(BigDecimal.valueOf(Objects.requireNonNull(NANOS.get(part.group(2))))));
            end = part.end();
        }
        if (end == 0 || end < rest.length() || nanos.compareTo(NANOS_MAX) > 0) {
            return Optional.empty();
        }
        long whole = nanos.longValue();
        return Optional.of(Duration.ofNanos(negative ? -whole : whole));
    }

    /** What is wrong with a text, in Go's words; empty where nothing is. A text that is too long for {@link #parse} may be right. */
    public static Optional<String> problem(String text) {
        boolean signed = text.startsWith("-") || text.startsWith("+");
        String rest = signed ? text.substring(1) : text;
        if (rest.equals("0")) {
            return Optional.empty();
        }
        BigDecimal nanos = BigDecimal.ZERO;
        int at = 0;
        do {
            int unitStart = after(rest, at, true);
            if (unitStart - at > NUMBER_MAX) {
                return wrong("invalid duration", text);
            }
            String number = rest.substring(at, unitStart);
            if (!number.matches("[0-9]+\\.?[0-9]*|\\.[0-9]+")) {
                return wrong("invalid duration", text);
            }
            at = after(rest, unitStart, false);
            String unit = rest.substring(unitStart, at);
            if (unit.isEmpty()) {
                return wrong("missing unit in duration", text);
            }
            Long size = NANOS.get(unit);
            if (size == null) {
                return wrong("unknown unit " + Quoted.of(unit) + " in duration", text);
            }
            nanos = nanos.add(new BigDecimal(number).multiply(BigDecimal.valueOf(size)));
        } while (at < rest.length());
        boolean fits = nanos.compareTo(text.startsWith("-") ? NANOS_MAX.add(BigDecimal.ONE) : NANOS_MAX) <= 0;
        return fits ? Optional.empty() : wrong("invalid duration", text);
    }

    /** Where a run of digits (with one dot among them) ends, or one of anything else. */
    private static int after(String text, int start, boolean digits) {
        int at = start;
        boolean dotted = false;
        while (at < text.length()) {
            char c = text.charAt(at);
            boolean part = (c >= '0' && c <= '9') || c == '.';
            if (part != digits || (digits && c == '.' && dotted)) {
                break;
            }
            dotted |= c == '.';
            at++;
        }
        return at;
    }

    private static Optional<String> wrong(String what, String text) {
        return Optional.of("time: " + what + " " + Quoted.of(text));
    }
}
