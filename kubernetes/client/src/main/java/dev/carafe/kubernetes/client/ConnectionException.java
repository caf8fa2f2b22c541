package dev.carafe.kubernetes.client;

import org.jspecify.annotations.Nullable;

/** No answer came from the API server: it could not be reached, the connection broke, or the answer was not readable. */
public final class ConnectionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConnectionException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    public ConnectionException(String message) {
        this(message, null);
    }
}
