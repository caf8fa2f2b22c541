package dev.carafe.kubernetes.apimachinery.value;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Points in time as Kubernetes writes them: RFC 3339 in UTC, to the second (Time) or to the microsecond (MicroTime). */
public final class Times {
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

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
            return Optional.of(
                    text.endsWith("Z")
                            ? Instant.parse(text)
                            : OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
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
