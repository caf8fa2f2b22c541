package dev.carafe.cli.part;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads durations as Go writes them: {@code 300ms}, {@code 1m30s}, {@code 1.5h}, {@code 0}. */
public final class GoDuration implements ITypeConverter<Duration> {

    private static final Pattern PIECE = Pattern.compile("(\\d+(?:\\.\\d*)?|\\.\\d+)(ns|us|µs|ms|s|m|h)");

    @Override
    public Duration convert(String text) {
        String digits = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
        if (digits.equals("0")) {
            return Duration.ZERO;
        }
        Matcher piece = PIECE.matcher(digits);
        BigDecimal nanos = BigDecimal.ZERO;
        int end = 0;
        while (end < digits.length()) {
            if (!piece.find(end) || piece.start() != end) {
                break;
            }
            nanos = nanos.add(new BigDecimal(piece.group(1)).multiply(BigDecimal.valueOf(nanosOf(piece.group(2)))));
            end = piece.end();
        }
        if (end == 0 || end < digits.length() || nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw new TypeConversionException("'" + text + "' is not a duration such as 30s or 1m30s");
        }
        Duration duration =
                Duration.ofNanos(nanos.setScale(0, RoundingMode.DOWN).longValueExact());
        return text.startsWith("-") ? duration.negated() : duration;
    }

    /** Writes a duration as Go does: {@code 1m30s}, {@code 1.5s}, {@code 300ms}, {@code 0s}. */
    static String format(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        String sign = duration.isNegative() ? "-" : "";
        Duration size = duration.abs();
        if (size.compareTo(Duration.ofSeconds(1)) < 0) {
            long nanos = size.toNanos();
            String unit = nanos < 1_000 ? "ns" : nanos < 1_000_000 ? "µs" : "ms";
            return sign + decimal(BigDecimal.valueOf(nanos).divide(BigDecimal.valueOf(nanosOf(unit)))) + unit;
        }
        BigDecimal seconds = BigDecimal.valueOf(size.toSecondsPart())
                .add(BigDecimal.valueOf(size.toNanosPart()).movePointLeft(9));
        String minutes = size.toMinutes() > 0 ? size.toMinutesPart() + "m" : "";
        String hours = size.toHours() > 0 ? size.toHours() + "h" : "";
        return sign + hours + minutes + decimal(seconds) + "s";
    }

    private static String decimal(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }

    private static long nanosOf(String unit) {
        return switch (unit) {
            case "ns" -> 1L;
            case "us", "µs" -> 1_000L;
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            default -> 3_600_000_000_000L;
        };
    }
}
