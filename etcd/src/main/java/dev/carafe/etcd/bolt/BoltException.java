package dev.carafe.etcd.bolt;

import java.io.IOException;

/** A file that is no bbolt file, or a damaged one. */
public final class BoltException extends IOException {
    private static final long serialVersionUID = 1L;

    public BoltException(String message) {
        super(message);
    }
}
