package dev.carafe.vsphere.esxi.disk;

/** Whoever waits for an operation on a disk. Called from the thread that does it. */
public interface DiskProgress {
    /** Somebody who neither looks nor changes his mind. */
    DiskProgress NONE = _ -> {};

    /** How much is done, 0 to 100, never less than before. */
    void percent(int percent);

    /** Whether it is to stop and to leave everything as it was. */
    default boolean cancelled() {
        return false;
    }
}
