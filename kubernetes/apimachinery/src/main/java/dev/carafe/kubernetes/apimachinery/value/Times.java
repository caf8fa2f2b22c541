package dev.carafe.kubernetes.apimachinery.value;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Points in time as Kubernetes writes them: RFC 3339 in UTC, to the second (Time) or to the microsecond (MicroTime). */
public final class Times {
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    /** The length of the form of {@code meta/v1.Time}. */
    private static final int SECONDS_LENGTH = 20;

    private Times() {}

    /** The form of {@code meta/v1.Time}, such as {@code 2026-01-31T09:30:00Z}; parts of a second are cut off. */
    public static String format(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** The form of {@code meta/v1.MicroTime}, such as {@code 2026-01-31T09:30:00.000000Z}. */
    public static String formatMicro(Instant time) {
        return MICROS.format(time);
    }

    /** Reads either form, with any offset; empty when the text is not RFC 3339. */
    public static Optional<Instant> parse(String text) {
        if (!hasShape(text)) {
            return Optional.empty();
        }
        try {
            if (text.length() == SECONDS_LENGTH && text.charAt(SECONDS_LENGTH - 1) == 'Z') {
                return Optional.of(seconds(text));
            }
            return Optional.of(
                    text.endsWith("Z")
                            ? Instant.parse(text)
                            : OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    /** The form that {@link #format} writes, read without a formatter: every object has some of them. */
    private static Instant seconds(String text) {
        LocalDate date = LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10));
        LocalTime time = LocalTime.of(number(text, 11, 13), number(text, 14, 16), number(text, 17, 19));
        return Instant.ofEpochSecond(date.toEpochSecond(time, ZoneOffset.UTC));
    }

    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') {
                throw new DateTimeException("no number at " + i + " of " + text);
            }
            number = number * 10 + digit - '0';
        }
        return number;
    }

    /** Java's parsers take more than RFC 3339 does: longer years, no seconds, small letters. */
    private static boolean hasShape(String text) {
        return text.length() >= 20
                && text.charAt(4) == '-'
                && text.charAt(7) == '-'
                && text.charAt(10) == 'T'
                && text.charAt(13) == ':'
                && text.charAt(16) == ':'
                && !text.endsWith("z");
    }
}
