package dev.carafe.vsphere.esxi.qemu;

import java.io.IOException;

/** There is no QEMU, or none that can be used. */
public final class QemuAbsentException extends IOException {
    private static final long serialVersionUID = 1L;

    public QemuAbsentException(String message) {
        super(message);
    }
}
