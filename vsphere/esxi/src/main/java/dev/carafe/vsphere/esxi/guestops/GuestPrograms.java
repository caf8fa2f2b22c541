package dev.carafe.vsphere.esxi.guestops;

import dev.carafe.vsphere.esxi.guest.ExecStatus;
import dev.carafe.vsphere.esxi.guest.GuestAgent;
import dev.carafe.vsphere.esxi.guest.GuestAgentException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.GuestProcessInfo;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The programs that were started in guests, and how they ended, which the agent tells once only. Thread-safe. */
final class GuestPrograms {
    /** How long a program that ended is told of: as long as VMware's tools do. */
    static final Duration KEPT = Duration.ofMinutes(5);
    /** How many are kept; beyond that the oldest are forgotten. */
    static final int PROGRAMS_MAX = 4096;

    private record Key(ManagedObjectReference<?> machine, long pid) {}

    private final InstantSource clock;
    /** Guarded by this. */
    private final Map<Key, GuestProcessInfo> programs = new LinkedHashMap<>();

    GuestPrograms(InstantSource clock) {
        this.clock = clock;
    }

    void started(ManagedObjectReference<?> machine, GuestProcessInfo program) {
        synchronized (this) {
            Instant now = clock.instant();
            programs.values()
                    .removeIf(one ->
                            one.endTime() != null && one.endTime().plus(KEPT).isBefore(now));
            if (programs.size() >= PROGRAMS_MAX) {
                programs.remove(programs.keySet().iterator().next());
            }
            programs.put(new Key(machine, program.pid()), program);
        }
    }

    /** One of a machine's programs as it is now. */
    Optional<GuestProcessInfo> find(ManagedObjectReference<?> machine, GuestAgent agent, long pid) throws IOException {
        GuestProcessInfo known;
        synchronized (this) {
            known = programs.get(new Key(machine, pid));
        }
        return known == null ? Optional.empty() : Optional.of(refreshed(machine, agent, known));
    }

    /** All of a machine's programs as they are now. */
    List<GuestProcessInfo> of(ManagedObjectReference<?> machine, GuestAgent agent) throws IOException {
        List<GuestProcessInfo> known;
        synchronized (this) {
            known = programs.entrySet().stream()
                    .filter(entry -> entry.getKey().machine().equals(machine))
                    .map(Map.Entry::getValue)
                    .toList();
        }
        List<GuestProcessInfo> now = new ArrayList<>();
        for (GuestProcessInfo program : known) {
            now.add(refreshed(machine, agent, program));
        }
        return now;
    }

    private GuestProcessInfo refreshed(ManagedObjectReference<?> machine, GuestAgent agent, GuestProcessInfo known)
            throws IOException {
        if (known.endTime() != null) {
            return known;
        }
        ExecStatus status;
        try {
            status = agent.execStatus(known.pid());
        } catch (GuestAgentException refused) {
            if (refused.kind() != GuestAgentException.Kind.REFUSED) {
                throw refused;
            }
            synchronized (this) { // another asked at the same time and was told, or the agent is another than then
                return programs.getOrDefault(new Key(machine, known.pid()), known);
            }
        }
        if (!status.exited()) {
            return known;
        }
        // A shell's way to tell of a signal.
        int exit = status.exitCode().orElse(128 + status.signal().orElse(0));
        GuestProcessInfo ended =
                known.toBuilder().endTime(clock.instant()).exitCode(exit).build();
        synchronized (this) {
            programs.replace(new Key(machine, known.pid()), ended);
        }
        return ended;
    }
}
