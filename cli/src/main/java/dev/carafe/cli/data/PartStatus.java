package dev.carafe.cli.data;

import java.time.Duration;
import java.time.Instant;

/**
 * How one part of a cloud is.
 *
 * @param name the part's name, its namesake's
 * @param state what it does now
 * @param since when it began to
 * @param address where it is reached, or ""
 * @param lastError the last thing that went wrong, or ""; stays after a recovery
 * @param startup how long its start took; zero until it has started
 * @param note what else its users want to know while it runs, or ""
 */
public record PartStatus(
        String name, State state, Instant since, String address, String lastError, Duration startup, String note) {

    /** What a part does. */
    public enum State {
        /** It waits for the parts before it. */
        WAITING,
        /** It is on its way. */
        STARTING,
        /** It does its work. */
        RUNNING,
        /** It does not do its work; {@link PartStatus#lastError} says why. */
        FAILED,
        /** It was stopped. */
        STOPPED
    }
}
