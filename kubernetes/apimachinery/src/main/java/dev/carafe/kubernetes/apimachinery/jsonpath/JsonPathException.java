package dev.carafe.kubernetes.apimachinery.jsonpath;

import java.io.Serial;

/** A text is no path; the message says where. */
public final class JsonPathException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    JsonPathException(String message) {
        super(message);
    }
}
