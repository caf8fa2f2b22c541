package dev.carafe.etcd.wal;

import java.io.IOException;
import java.util.Locale;

/** The disk, or the share of it that may be used, is full. */
public final class NoSpaceException extends IOException {
    private static final long serialVersionUID = 1L;

    public NoSpaceException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The exception itself, or this one when it means a full disk (which the JDK only says in the message). */
    static IOException classify(IOException failure) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        boolean full = message.contains("no space left on device") || message.contains("quota exceeded");
        return full ? new NoSpaceException("disk full", failure) : failure;
    }
}
