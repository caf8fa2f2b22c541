package dev.carafe.vsphere.vim.soap;

import dev.carafe.vsphere.vim.Binary;
import dev.carafe.vsphere.vim.Primitive;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text forms of XML Schema's types. */
final class Primitives {
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+");
    private static final Pattern DECIMAL = Pattern.compile("[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]+)?");
    private static final Pattern DATE_TIME = Pattern.compile(
            "(-?[0-9]{4,9})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(\\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?");
    private static final int NUMBER_LENGTH_MAX = 400;
    private static final int NANO_DIGITS = 9;

    private Primitives() {}

    /** @throws IllegalArgumentException when the text is none of the type's */
    static Object parse(Primitive type, String text) {
        return switch (type) {
            case STRING, ANY -> text;
            case BOOLEAN -> parseBoolean(text.strip());
            case BYTE -> parseByte(text.strip());
            case SHORT -> Short.valueOf(number(text));
            case INT -> Integer.valueOf(number(text));
            case LONG -> Long.valueOf(number(text));
            case FLOAT -> (float) parseDouble(text.strip());
            case DOUBLE -> parseDouble(text.strip());
            case DATE_TIME -> parseDateTime(text.strip());
            case BASE64_BINARY -> Binary.parse(text);
        };
    }

    /** The text of a value whose class is that of a primitive. Times are in UTC, to the microsecond. */
    static String format(Object value) {
        return switch (value) {
            case Instant time -> time.truncatedTo(ChronoUnit.MICROS).toString();
            case Double number -> formatDouble(number, number.toString());
            case Float number -> formatDouble(number, number.toString());
            case Binary binary -> binary.toBase64();
            default -> value.toString();
        };
    }

    private static Boolean parseBoolean(String text) {
        return switch (text) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw new IllegalArgumentException("neither true nor false");
        };
    }

    /** Signed on the wire; what an unsigned peer means by 255 is -1. */
    private static Byte parseByte(String text) {
        int value = Integer.parseInt(number(text));
        if (value < Byte.MIN_VALUE || value > 0xFF) {
            throw new IllegalArgumentException("beyond a byte");
        }
        return (byte) value;
    }

    private static String number(String text) {
        String stripped = text.strip();
        if (stripped.length() > NUMBER_LENGTH_MAX || !NUMBER.matcher(stripped).matches()) {
            throw new IllegalArgumentException("no number");
        }
        return stripped;
    }

    /** The schema says INF and NaN; clients write their language's {@code inf}, {@code +Inf} and {@code nan}. */
    private static double parseDouble(String text) {
        return switch (text) {
            case "INF", "+INF", "inf", "+Inf" -> Double.POSITIVE_INFINITY;
            case "-INF", "-inf", "-Inf" -> Double.NEGATIVE_INFINITY;
            case "NaN", "nan" -> Double.NaN;
            default -> {
                if (text.length() > NUMBER_LENGTH_MAX || !DECIMAL.matcher(text).matches()) {
                    throw new IllegalArgumentException("no number");
                }
                yield Double.parseDouble(text);
            }
        };
    }

    private static String formatDouble(double value, String finite) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "INF" : "-INF";
        }
        return finite;
    }

    /** A time without a zone is in UTC, which is what servers mean. 24:00:00 is the next day's midnight. */
    private static Instant parseDateTime(String text) {
        Matcher form = DATE_TIME.matcher(text);
        if (text.length() > NUMBER_LENGTH_MAX || !form.matches()) {
            throw new IllegalArgumentException("no date and time");
        }
        try {
            int hour = Integer.parseInt(form.group(4));
            boolean endOfDay = hour == 24;
            LocalDateTime time = LocalDate.of(
                            Integer.parseInt(form.group(1)),
                            Integer.parseInt(form.group(2)),
                            Integer.parseInt(form.group(3)))
                    .plusDays(endOfDay ? 1 : 0)
                    .atTime(
                            endOfDay ? 0 : hour,
                            Integer.parseInt(form.group(5)),
                            Integer.parseInt(form.group(6)),
                            nanos(form.group(7)));
            String zone = form.group(8);
            return time.toInstant(zone == null ? ZoneOffset.UTC : ZoneOffset.of(zone));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("no date and time: " + e.getMessage(), e);
        }
    }

    private static int nanos(@org.jspecify.annotations.Nullable String fraction) {
        if (fraction == null) {
            return 0;
        }
        String digits = fraction.substring(1, Math.min(fraction.length(), 1 + NANO_DIGITS));
        return Integer.parseInt(digits + "0".repeat(NANO_DIGITS - digits.length()));
    }
}
