package dev.carafe.vsphere.client;

import java.io.IOException;
import java.net.URI;

/** A server refused to give or take a file. The message names the file, without its query, which may hold a ticket. */
public final class TransferException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;

    TransferException(URI file, int status, String problem) {
        super(named(file) + ": " + problem);
        this.status = status;
    }

    static String named(URI file) {
        return file.getScheme() + "://" + file.getRawAuthority() + file.getRawPath();
    }

    /** The HTTP status, such as 404. */
    public int status() {
        return status;
    }
}
