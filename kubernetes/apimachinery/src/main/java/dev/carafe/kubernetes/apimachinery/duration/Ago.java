package dev.carafe.kubernetes.apimachinery.duration;

import java.time.Duration;
import java.time.Instant;

/**
 * Text about how long ago a moment was, which differs from second to second: {@link #text} says it for one moment.
 *
 * @param before what stands before it
 * @param since the moment
 * @param after what stands behind it
 */
public record Ago(String before, Instant since, String after) {
    /** How long ago alone. */
    public static Ago of(Instant since) {
        return new Ago("", since, "");
    }

    /** The text at a moment, in the form of {@link HumanDuration}. */
    public String text(Instant now) {
        return before + HumanDuration.format(Duration.between(since, now)) + after;
    }
}
