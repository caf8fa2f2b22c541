package dev.carafe.vsphere.esxi.esxcli;

/** A command has no answer; the message is for who asked. */
final class CommandException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandException(String message) {
        super(message);
    }
}
