package dev.carafe.vsphere.esxi.process;

import dev.carafe.vsphere.esxi.json.JsonObject;
import dev.carafe.vsphere.esxi.qmp.RunState;
import java.util.OptionalInt;

/** What a {@link PowerCore} is told. */
public sealed interface Signal {
    /** QEMU answered with its state: at the start, after a take-over, or after events were lost. */
    record Seen(RunState state) implements Signal {}

    /** QEMU sent an event. */
    record Told(String name, JsonObject data) implements Signal {}

    /**
     * The agent is about to end QEMU.
     *
     * @param state what the machine is then
     */
    record Ending(PowerState state) implements Signal {}

    /**
     * The process is gone.
     *
     * @param exitStatus as a shell has it: 128 and the signal's number for a process that was killed; empty when nobody knows
     */
    record Gone(OptionalInt exitStatus) implements Signal {}
}
