package dev.carafe.kubernetes.kubelet.runtime;

import java.time.Instant;
import java.util.Optional;

/**
 * A container as the runtime reports it, running or not.
 *
 * @param restartCount how often a container of this name was started before it in the pod
 * @param image the name it was asked for by
 * @param imageId the image's id as statuses show it
 * @param hash of the container's declaration when it was created, see {@link ContainerHash}
 * @param startedAt the epoch when it never was
 * @param finishedAt the epoch while it runs
 * @param message why it ended, in its own words where it left some
 * @param logPath the runtime's log file
 * @param gracePeriodSeconds how long it may take to stop, as declared when it was created
 * @param preStop the hook to run before it is stopped, as JSON, as declared when it was created
 */
public record RuntimeContainer(
        String id,
        String sandboxId,
        String name,
        int restartCount,
        State state,
        String image,
        String imageId,
        String hash,
        Instant createdAt,
        Instant startedAt,
        Instant finishedAt,
        int exitCode,
        String reason,
        String message,
        String logPath,
        long gracePeriodSeconds,
        Optional<String> preStop) {
    /** Where a container is in its life. */
    public enum State {
        CREATED,
        RUNNING,
        EXITED,
        UNKNOWN
    }

    public boolean running() {
        return state == State.RUNNING;
    }

    public boolean exited() {
        return state == State.EXITED;
    }

    /** Whether it ended and ended well. */
    public boolean succeeded() {
        return exited() && exitCode == 0;
    }
}
