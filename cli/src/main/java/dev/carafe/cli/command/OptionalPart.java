package dev.carafe.cli.command;

import java.util.Locale;

/** What a cloud can be without. */
enum OptionalPart {
    /** The host for virtual machines, and its vCenter. */
    VSPHERE;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
