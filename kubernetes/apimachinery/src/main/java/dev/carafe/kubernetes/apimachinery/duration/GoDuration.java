package dev.carafe.kubernetes.apimachinery.duration;

import dev.carafe.kubernetes.apimachinery.value.Quoted;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Durations as Go writes them: {@code 1h15m30.5s} (time.ParseDuration). Functions only. */
public final class GoDuration {
    private static final int TEXT_MAX = 64;
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

    private GoDuration() {}

    /**
     * What a text says.
     *
     * @param nanos the duration, 0 where there is a problem
     * @param problem what is wrong, empty where nothing is
     */
    private record Reading(long nanos, String problem) {}

    /** A duration; empty for a text that is none. */
    public static Optional<Duration> parse(String text) {
        if (text.length() > TEXT_MAX) {
            return Optional.empty();
        }
        Reading reading = read(text);
        return reading.problem().isEmpty() ? Optional.of(Duration.ofNanos(reading.nanos())) : Optional.empty();
    }

    /** What is wrong with a text, in Go's words; empty where nothing is. A text that is too long for {@link #parse} may be right. */
    public static Optional<String> problem(String text) {
        String problem = read(text).problem();
        return problem.isEmpty() ? Optional.empty() : Optional.of("time: " + problem + " " + Quoted.of(text));
    }

    private static Reading read(String text) {
        boolean negative = text.startsWith("-");
        String rest = negative || text.startsWith("+") ? text.substring(1) : text;
        if (rest.equals("0")) {
            return new Reading(0, "");
        }
        BigInteger nanos = BigInteger.ZERO;
        int at = 0;
        do {
            int unitStart = after(rest, at, true);
            String number = rest.substring(at, unitStart);
            if (number.isEmpty() || number.equals(".") || number.length() > NUMBER_MAX) {
                return wrong("invalid duration");
            }
            at = after(rest, unitStart, false);
            String unit = rest.substring(unitStart, at);
            if (unit.isEmpty()) {
                return wrong("missing unit in duration");
            }
            Long size = NANOS.get(unit);
            if (size == null) {
                return wrong("unknown unit " + Quoted.of(unit) + " in duration");
            }
            nanos = nanos.add(new BigDecimal(number) // of which Go drops what is less than a nanosecond, part by part
                    .multiply(BigDecimal.valueOf(size))
                    .toBigInteger());
        } while (at < rest.length());
        BigInteger signed = negative ? nanos.negate() : nanos;
        return signed.bitLength() < Long.SIZE ? new Reading(signed.longValue(), "") : wrong("invalid duration");
    }

    private static Reading wrong(String problem) {
        return new Reading(0, problem);
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
}
