package dev.carafe.etcd.robustness.simulator;

/** Ends whatever the store is doing: its process is dead. An error, so that nothing in it handles it. */
public final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed() {
        super("killed", null, false, false);
    }
}
