package dev.carafe.vsphere.esxi.qmp;

import java.io.IOException;

/** A command that QEMU refused, with its own class and words. */
public final class QmpException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String command;
    private final String errorClass;

    public QmpException(String command, String errorClass, String description) {
        super("QEMU refused " + command + ": " + description);
        this.command = command;
        this.errorClass = errorClass;
    }

    public String command() {
        return command;
    }

    /** Such as {@code GenericError}, {@code CommandNotFound}, {@code DeviceNotFound}. */
    public String errorClass() {
        return errorClass;
    }
}
