package dev.carafe.vsphere.esxi.vm;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.vsphere.esxi.json.Json;
import dev.carafe.vsphere.esxi.json.JsonObject;
import dev.carafe.vsphere.esxi.qemu.Placement;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What of a running machine QEMU does not tell, noted in its run directory for the next agent. Losing it costs a wrong time and a
 * wrong check mark, no more.
 */
record LiveNote(@Nullable Instant bootTime, Set<Integer> connected) {
    private static final Logger LOG = System.getLogger(LiveNote.class.getName());
    private static final String FILE = "live.json";

    LiveNote {
        connected = Set.copyOf(connected);
    }

    static void write(Machine machine) {
        MachineState.Live live = machine.state().live();
        Instant boot = live.bootTime();
        JsonObject note = JsonObject.of("bootTime", boot == null ? 0L : boot.toEpochMilli())
                .with(
                        "connected",
                        live.connected().stream().map(Integer::longValue).toList());
        try {
            DurableFile.write(
                    machine.runDirectory().resolve(FILE), note.toString().getBytes(UTF_8));
        } catch (IOException failed) {
            LOG.log(Level.WARNING, "machine {0} cannot be noted: {1}", machine.id(), failed.getMessage());
        }
    }

    /** The machine has ended: the next agent is not to tell it again. */
    static void forget(Machine machine) {
        try {
            Files.deleteIfExists(machine.runDirectory().resolve(FILE));
            Files.deleteIfExists(Placement.in(machine.runDirectory()).pidFile());
        } catch (IOException failed) {
            LOG.log(Level.WARNING, "the end of machine {0} is not noted: {1}", machine.id(), failed.getMessage());
        }
    }

    /** Whether a machine ran when the agent last looked. */
    static boolean isThere(Machine machine) {
        return Files.exists(machine.runDirectory().resolve(FILE))
                || Files.exists(Placement.in(machine.runDirectory()).pidFile());
    }

    static LiveNote read(Machine machine) {
        Path file = machine.runDirectory().resolve(FILE);
        try {
            JsonObject note = Json.decode(Files.readAllBytes(file));
            Set<Integer> connected = new HashSet<>();
            if (note.fields().get("connected") instanceof List<?> keys) {
                for (Object key : keys) {
                    if (key instanceof Number number) {
                        connected.add(number.intValue());
                    }
                }
            }
            long boot = note.number("bootTime", 0);
            return new LiveNote(boot == 0 ? null : Instant.ofEpochMilli(boot), connected);
        } catch (IOException absent) {
            return new LiveNote(null, Set.of());
        }
    }
}
