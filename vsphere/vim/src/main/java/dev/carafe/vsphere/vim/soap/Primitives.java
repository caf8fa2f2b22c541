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
import org.jspecify.annotations.Nullable;

/** The text forms of XML Schema's types. */
final class Primitives {
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
        if (stripped.length() > NUMBER_LENGTH_MAX || !isNumber(stripped)) {
            throw new IllegalArgumentException("no number");
        }
        return stripped;
    }

    /** An optional sign and digits of ASCII; by hand, since there are thousands in an answer. */
    private static boolean isNumber(String text) {
        int first = !text.isEmpty() && (text.charAt(0) == '-' || text.charAt(0) == '+') ? 1 : 0;
        for (int i = first; i < text.length(); i++) {
            if (!isDigit(text.charAt(i))) {
                return false;
            }
        }
        return text.length() > first;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
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

    /** Where the digits of {@code 2026-01-02T03:04:05} begin and end. */
    private static final int[] DATE_TIME_PARTS = {0, 4, 5, 7, 8, 10, 11, 13, 14, 16, 17, 19};

    private static final String DATE_TIME_MARKS = "--T::";

    /** A time as most servers write it, in UTC and with or without a fraction; null for all other forms. */
    private static @Nullable Instant parsePlainDateTime(String text) {
        int length = text.length();
        int seconds = DATE_TIME_PARTS[DATE_TIME_PARTS.length - 1];
        if (length <= seconds || text.charAt(length - 1) != 'Z') {
            return null;
        }
        int[] parts = new int[DATE_TIME_PARTS.length / 2];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = digits(text, DATE_TIME_PARTS[2 * i], DATE_TIME_PARTS[2 * i + 1]);
            if (parts[i] < 0 || (i > 0 && text.charAt(DATE_TIME_PARTS[2 * i] - 1) != DATE_TIME_MARKS.charAt(i - 1))) {
                return null;
            }
        }
        int fraction = length - 1 - seconds - 1; // without its point
        int nanos = 0;
        if (fraction >= 0) {
            nanos = fraction == 0 || fraction > NANO_DIGITS || text.charAt(seconds) != '.'
                    ? -1
                    : digits(text, seconds + 1, length - 1);
            for (int i = fraction; i < NANO_DIGITS && nanos >= 0; i++) {
                nanos *= 10;
            }
        }
        if (nanos < 0 || parts[3] > 23) {
            return null;
        }
        return LocalDateTime.of(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], nanos)
                .toInstant(ZoneOffset.UTC);
    }

    /** The number that digits are; -1 when one is none. */
    private static int digits(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (!isDigit(c)) {
                return -1;
            }
            number = 10 * number + c - '0';
        }
        return number;
    }

    /** A time without a zone is in UTC, which is what servers mean. 24:00:00 is the next day's midnight. */
    private static Instant parseDateTime(String text) {
        try {
            Instant plain = parsePlainDateTime(text);
            if (plain != null) {
                return plain;
            }
            Matcher form = DATE_TIME.matcher(text);
            if (text.length() > NUMBER_LENGTH_MAX || !form.matches()) {
                throw new IllegalArgumentException("no date and time");
            }
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

    private static int nanos(@Nullable String fraction) {
        if (fraction == null) {
            return 0;
        }
        String digits = fraction.substring(1, Math.min(fraction.length(), 1 + NANO_DIGITS));
        return Integer.parseInt(digits + "0".repeat(NANO_DIGITS - digits.length()));
    }
}
