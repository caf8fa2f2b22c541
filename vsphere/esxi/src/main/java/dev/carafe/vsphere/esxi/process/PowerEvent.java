package dev.carafe.vsphere.esxi.process;

/** What became of a machine, in the order in which it did. */
public sealed interface PowerEvent {
    /** It runs. */
    record PoweredOn() implements PowerEvent {}

    /** It stands still, for the given reason, and can be continued. */
    record Paused(PauseReason reason) implements PowerEvent {}

    /** It runs again. */
    record Continued() implements PowerEvent {}

    /**
     * It was reset.
     *
     * @param byGuest whether the guest did it
     */
    record Reset(boolean byGuest) implements PowerEvent {}

    /** The guest's kernel panicked; the machine shows its last screen. */
    record GuestPanicked() implements PowerEvent {}

    /**
     * It is off, or suspended.
     *
     * @param detail what is known, for the log and the event's text
     */
    record Ended(PowerState state, Ending ending, String detail) implements PowerEvent {}

    /** Why a machine stands still. */
    enum PauseReason {
        ASKED,
        /** A write failed, most likely since the datastore is full: a question to be answered. */
        IO_ERROR,
        /** The guest sleeps. */
        GUEST_SLEEP,
        /** QEMU met something that it cannot emulate. */
        INTERNAL_ERROR
    }
}
