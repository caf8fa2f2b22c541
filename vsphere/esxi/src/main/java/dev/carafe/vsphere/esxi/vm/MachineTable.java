package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The machines of the host by their references. Any thread. */
final class MachineTable {
    private final Map<ManagedObjectReference<?>, Machine> machines = new ConcurrentHashMap<>();
    private final VmHost host;

    MachineTable(VmHost host) {
        this.host = host;
    }

    void add(Machine machine) {
        machines.put(machine.reference(), machine);
    }

    void remove(Machine machine) {
        machines.remove(machine.reference());
    }

    Collection<Machine> all() {
        return List.copyOf(machines.values());
    }

    /** Those of a name. */
    Stream<Machine> named(String name) {
        return machines.values().stream().filter(machine -> machine.name().equals(name));
    }

    Optional<Machine> byReference(ManagedObjectReference<?> reference) {
        return Optional.ofNullable(machines.get(reference));
    }

    /** Whether a disk of another machine, or of one of its snapshots, lies over a disk. */
    boolean lieOver(DatastorePath disk, Machine except) {
        String path = disk.toString();
        for (Machine machine : machines.values()) {
            if (machine.id() == except.id()) {
                continue;
            }
            MachineState state = machine.state();
            boolean now = state.disks().values().stream()
                    .anyMatch(facts -> facts.chain().contains(path));
            if (now
                    || (!state.snapshots().snapshots().isEmpty()
                            && DiskCollector.withParents(host, DiskCollector.named(state))
                                    .contains(disk))) {
                return true;
            }
        }
        return false;
    }
}
