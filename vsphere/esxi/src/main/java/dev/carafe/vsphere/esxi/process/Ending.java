package dev.carafe.vsphere.esxi.process;

/** Why a machine is off. */
public enum Ending {
    /** The agent ended it: power off, or the end of a suspend or a move. */
    ASKED,
    /** The guest shut down. */
    GUEST_SHUTDOWN,
    /** QEMU was ended by somebody else, by a signal that lets it end in order. */
    TERMINATED,
    /** QEMU was killed, or ended by a fault of its own. */
    CRASHED,
    /** QEMU is gone and left nothing that says why; so after a restart of the host. */
    VANISHED
}
