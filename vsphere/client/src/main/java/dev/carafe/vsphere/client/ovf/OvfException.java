package dev.carafe.vsphere.client.ovf;

import java.io.IOException;

/** A package cannot be used as it is, or the server found it so. The message is a sentence with the file's name. */
public final class OvfException extends IOException {
    private static final long serialVersionUID = 1L;

    OvfException(String message) {
        super(message);
    }
}
