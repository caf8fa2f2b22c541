package dev.carafe.kubernetes.cloudcontrollermanager.cloudprovider;

import java.io.IOException;
import java.time.Duration;

/** Asks for another try after a fixed time, instead of one that grows (upstream's {@code api.RetryError}). */
public final class RetryError extends IOException {
    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    public RetryError(String message, Duration retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    public Duration retryAfter() {
        return retryAfter;
    }
}
