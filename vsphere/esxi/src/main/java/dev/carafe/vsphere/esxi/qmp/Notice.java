package dev.carafe.vsphere.esxi.qmp;

import dev.carafe.vsphere.esxi.json.JsonObject;

/** What an event queue hands out. */
public sealed interface Notice {
    /**
     * An event of QEMU's.
     *
     * @param name such as {@code SHUTDOWN}
     */
    record Event(String name, JsonObject data) implements Notice {}

    /** Events were dropped here, since the queue was full: ask for the state. */
    record Lost() implements Notice {}

    /** The connection ended; nothing comes after this. */
    record Closed(String reason) implements Notice {}
}
