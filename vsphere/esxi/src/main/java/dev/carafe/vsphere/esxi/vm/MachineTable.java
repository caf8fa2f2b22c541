package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/** The machines of the host by their references. Any thread. */
final class MachineTable {
    private final Map<ManagedObjectReference<?>, Machine> machines = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    /** By the names of the machines that are in the table, written under the lock: every new machine asks whether its is taken. */
    private final Map<String, Set<Machine>> byName = new ConcurrentHashMap<>();

    private final VmHost host;

    MachineTable(VmHost host) {
        this.host = host;
    }

    void add(Machine machine) {
        lock.lock();
        try {
            machines.put(machine.reference(), machine);
            index(machine, machine.name());
        } finally {
            lock.unlock();
        }
    }

    void remove(Machine machine) {
        lock.lock();
        try {
            machines.remove(machine.reference());
            unindex(machine, machine.name());
        } finally {
            lock.unlock();
        }
    }

    /** A machine has another name than before. */
    void renamed(Machine machine, String before) {
        lock.lock();
        try {
            unindex(machine, before);
            if (machines.get(machine.reference()) == machine) {
                index(machine, machine.name());
            }
        } finally {
            lock.unlock();
        }
    }

    private void index(Machine machine, String name) {
        byName.computeIfAbsent(name, _ -> ConcurrentHashMap.newKeySet()).add(machine);
    }

    private void unindex(Machine machine, String name) {
        byName.computeIfPresent(name, (_, those) -> {
            those.remove(machine);
            return those.isEmpty() ? null : those;
        });
    }

    Collection<Machine> all() {
        return List.copyOf(machines.values());
    }

    /** Those of a name. */
    Stream<Machine> named(String name) {
        return byName.getOrDefault(name, Set.of()).stream();
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
