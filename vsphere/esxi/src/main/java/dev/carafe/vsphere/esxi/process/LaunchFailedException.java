package dev.carafe.vsphere.esxi.process;

import java.io.IOException;

/** QEMU did not come up; says what it printed. */
public final class LaunchFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    LaunchFailedException(String message) {
        super(message);
    }
}
