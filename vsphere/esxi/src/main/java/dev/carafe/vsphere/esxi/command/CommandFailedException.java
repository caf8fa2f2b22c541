package dev.carafe.vsphere.esxi.command;

import java.io.IOException;
import java.util.List;

/** A program that could not be started, took too long, or ended with an exit status other than 0. */
public final class CommandFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String output;

    CommandFailedException(List<String> command, String what, String output) {
        super(String.join(" ", command) + ": " + what + (output.isBlank() ? "" : ": " + output.strip()));
        this.output = output;
    }

    /** What the program wrote before it ended. */
    public String output() {
        return output;
    }
}
