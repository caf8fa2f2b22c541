package dev.carafe.http;

import java.io.IOException;

/** A request body is longer than allowed. */
public final class BodyTooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    public BodyTooLargeException(int bytesMax) {
        super("limit is " + bytesMax);
    }
}
