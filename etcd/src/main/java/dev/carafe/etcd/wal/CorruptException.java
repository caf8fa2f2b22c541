package dev.carafe.etcd.wal;

import java.io.IOException;

/** A file does not hold what was durably written to it. The message names the file and the offset. */
public final class CorruptException extends IOException {
    private static final long serialVersionUID = 1L;

    public CorruptException(String message) {
        super(message);
    }
}
