package dev.carafe.vsphere.esxi.qmp;

import java.util.Optional;
import java.util.stream.Stream;

/** What a machine is doing, by QEMU's names ({@code RunState}). */
public enum RunState {
    RUNNING("running"),
    PAUSED("paused"),
    /** Started with {@code -S} and not continued yet. */
    PRELAUNCH("prelaunch"),
    /** The guest shut down; QEMU stands and waits to be ended. */
    SHUTDOWN("shutdown"),
    /** The guest is in ACPI S3. */
    SUSPENDED("suspended"),
    GUEST_PANICKED("guest-panicked"),
    IO_ERROR("io-error"),
    INTERNAL_ERROR("internal-error"),
    INMIGRATE("inmigrate"),
    POSTMIGRATE("postmigrate"),
    FINISH_MIGRATE("finish-migrate"),
    SAVE_VM("save-vm"),
    RESTORE_VM("restore-vm"),
    WATCHDOG("watchdog"),
    DEBUG("debug"),
    COLO("colo");

    private final String value;

    RunState(String value) {
        this.value = value;
    }

    public static Optional<RunState> of(String value) {
        return Stream.of(values()).filter(state -> state.value.equals(value)).findFirst();
    }
}
