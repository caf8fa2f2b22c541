package dev.carafe.kubernetes.apimachinery.protobuf;

import dev.carafe.kubernetes.apimachinery.value.Times;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** Points in time as messages: {@code {1: seconds since 1970, 2: nanoseconds}}, or nothing for Go's zero time. */
final class Timestamps {
    /** The year 1, which is Go's zero time, and the end of the year 9999, after which RFC 3339 has no form. */
    private static final long SECONDS_MIN = -62_135_596_800L;

    private static final long SECONDS_MAX = 253_402_300_799L;

    private static final int SECOND_FORM = "2026-01-31T09:30:00Z".length();

    private Timestamps() {}

    /** Writes a time that is in the canonical form of its type, or empty. */
    static void write(BackwardBuffer out, String text, boolean micro) {
        if (text.isEmpty()) {
            return;
        }
        long seconds;
        int nanos = 0;
        if (text.length() == SECOND_FORM && text.charAt(SECOND_FORM - 1) == 'Z') {
            seconds = seconds(text);
        } else {
            Instant time = Times.parse(text).orElseThrow(() -> new IllegalStateException("not a time: " + text));
            seconds = time.getEpochSecond();
            nanos = micro ? time.getNano() / 1_000 * 1_000 : 0;
        }
        if (seconds == SECONDS_MIN && nanos == 0) {
            return;
        }
        out.varint(nanos);
        out.tag(2, WireReader.VARINT);
        out.varint(seconds);
        out.tag(1, WireReader.VARINT);
    }

    private static long seconds(String text) {
        try {
            long day = LocalDate.of(digits(text, 0, 4), digits(text, 5, 7), digits(text, 8, 10))
                    .toEpochDay();
            return day * 86_400 + digits(text, 11, 13) * 3_600L + digits(text, 14, 16) * 60L + digits(text, 17, 19);
        } catch (DateTimeException e) {
            throw new IllegalStateException("not a time: " + text, e);
        }
    }

    private static int digits(String text, int start, int end) {
        int value = 0;
        for (int i = start; i < end; i++) {
            value = value * 10 + text.charAt(i) - '0';
        }
        return value;
    }

    /** Reads a time; null for the zero time. */
    static @Nullable String read(WireReader in, boolean micro) throws MalformedProtobufException {
        boolean set = in.hasMore();
        long seconds = 0;
        long nanos = 0;
        while (in.hasMore()) {
            int tag = in.tag();
            switch (tag) {
                case 1 << 3 | WireReader.VARINT -> seconds = in.varint();
                case 2 << 3 | WireReader.VARINT -> nanos = (int) in.varint();
                default -> in.skip(tag & 7);
            }
        }
        if (!set) {
            return null;
        }
        if (seconds < SECONDS_MIN || seconds > SECONDS_MAX || nanos < 0 || nanos > 999_999_999) {
            throw new MalformedProtobufException("proto: time out of range");
        }
        Instant time = Instant.ofEpochSecond(seconds, micro ? nanos : 0);
        if (seconds == SECONDS_MIN && (!micro || nanos == 0)) {
            return null;
        }
        return micro ? Times.formatMicro(time) : Times.format(time);
    }
}
