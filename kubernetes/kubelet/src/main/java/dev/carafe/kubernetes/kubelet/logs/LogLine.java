package dev.carafe.kubernetes.kubelet.logs;

import dev.carafe.kubernetes.apimachinery.value.Times;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * One line of a container's log file, {@code 2016-10-06T00:17:09.669794202Z stdout F text}, as offsets
 * into the bytes it was read from.
 *
 * @param bytes the line without its end
 * @param timestampEnd where the timestamp ends
 * @param stdout whether it came from standard output, else standard error
 * @param partial whether the container's own line goes on in the next one of its stream
 * @param contentStart where the container's text begins
 */
record LogLine(Bytes bytes, int timestampEnd, boolean stdout, boolean partial, int contentStart) {
    /** A range of bytes nobody changes any more. */
    @SuppressWarnings("ArrayRecordComponent")
    record Bytes(byte[] array) {}

    /** Empty when the line does not have the format. */
    static Optional<LogLine> parse(byte... line) {
        int timestampEnd = indexOf(line, 0);
        int streamEnd = timestampEnd < 0 ? -1 : indexOf(line, timestampEnd + 1);
        int tagsEnd = streamEnd < 0 ? -1 : indexOf(line, streamEnd + 1);
        if (tagsEnd < 0) {
            return Optional.empty();
        }
        String stream = text(line, timestampEnd + 1, streamEnd);
        if (!stream.equals("stdout") && !stream.equals("stderr")) {
            return Optional.empty();
        }
        String firstTag = text(line, streamEnd + 1, tagsEnd).split(":", 2)[0];
        return Optional.of(
                new LogLine(new Bytes(line), timestampEnd, stream.equals("stdout"), firstTag.equals("P"), tagsEnd + 1));
    }

    /** When the runtime read it; the epoch where the timestamp is none. */
    Instant time() {
        return Times.parse(text(bytes.array(), 0, timestampEnd)).orElse(Instant.EPOCH);
    }

    int contentLength() {
        return bytes.array().length - contentStart;
    }

    private static int indexOf(byte[] line, int from) {
        for (int i = from; i < line.length; i++) {
            if (line[i] == ' ') {
                return i;
            }
        }
        return -1;
    }

    private static String text(byte[] line, int from, int to) {
        return new String(line, from, to - from, StandardCharsets.US_ASCII);
    }
}
