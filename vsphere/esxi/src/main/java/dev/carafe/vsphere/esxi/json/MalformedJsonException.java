package dev.carafe.vsphere.esxi.json;

import java.io.IOException;

/** Bytes that are no JSON, or a value that is not of the kind that was asked for. */
public final class MalformedJsonException extends IOException {
    private static final long serialVersionUID = 1L;

    public MalformedJsonException(String message) {
        super(message);
    }
}
