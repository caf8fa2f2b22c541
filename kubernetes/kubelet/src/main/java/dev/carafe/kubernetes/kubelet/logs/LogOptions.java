package dev.carafe.kubernetes.kubelet.logs;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What to show of a log; the fields of {@code PodLogOptions} that concern its lines.
 *
 * @param follow whether to go on with what is written later
 * @param since lines before it are left out; null for all
 * @param tailLines how many of the last lines to begin with, negative for all
 * @param limitBytes how many bytes to write at most, negative for all
 * @param timestamps whether each line begins with its time
 * @param streams which of the container's streams
 */
public record LogOptions(
        boolean follow, @Nullable Instant since, long tailLines, long limitBytes, boolean timestamps, Streams streams) {
    /** Which of a container's streams to show. */
    public enum Streams {
        ALL,
        STDOUT,
        STDERR
    }

    /** The whole log as it is now. */
    public static final LogOptions ALL = new LogOptions(false, null, -1, -1, false, Streams.ALL);
}
