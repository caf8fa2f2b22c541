package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.machine.Disk;
import dev.carafe.vsphere.esxi.vmx.VmsdFile;
import dev.carafe.vsphere.vim.FaultException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the disks of a machine with all that is beneath them, and destroys those that nobody needs. */
final class DiskCollector {
    private DiskCollector() {}

    /** The disks that a machine or one of its snapshots names. */
    static Set<DatastorePath> named(MachineState state) {
        Set<DatastorePath> named = new LinkedHashSet<>();
        for (Disk disk : state.hardware().devices().disks()) {
            named.add(state.folder().path(disk.fileName()));
        }
        for (VmsdFile.Snapshot snapshot : state.snapshots().snapshots()) {
            snapshot.disks().values().forEach(name -> named.add(state.folder().path(name)));
        }
        return named;
    }

    /** These disks and all beneath them, each before what it lies over; what cannot be read ends a chain. */
    static Set<DatastorePath> withParents(VmHost host, Iterable<DatastorePath> disks) {
        Set<DatastorePath> all = new LinkedHashSet<>();
        for (DatastorePath start : disks) {
            Optional<DatastorePath> at = Optional.of(start);
            while (at.isPresent() && all.add(at.get())) {
                at = parent(host, at.get());
            }
        }
        return all;
    }

    static Optional<DatastorePath> parent(VmHost host, DatastorePath disk) {
        try {
            return host.disks().exists(disk) ? host.disks().parent(disk) : Optional.empty();
        } catch (FaultException unreadable) {
            return Optional.empty();
        }
    }

    /** A change of what a machine names. */
    @FunctionalInterface
    interface Change<E extends Exception> {
        void run() throws E;
    }

    /**
     * Makes a change and then destroys those of the disks that are the machine's own and that nobody needs any more. They are noted
     * before the change, so that an agent that ends in the middle leaves it to the next one to see what the configuration names.
     */
    static <E extends Exception> void releasing(Machine machine, Set<DatastorePath> disks, Change<E> change) throws E {
        releasing(machine, disks, Set.of(), change);
    }

    /** As the other; these disks go wherever they are, and what is beneath them as far as it is the machine's own. */
    static <E extends Exception> void releasingAll(Machine machine, Set<DatastorePath> disks, Change<E> change)
            throws E {
        releasing(machine, withParents(machine.host(), disks), disks, change);
    }

    private static <E extends Exception> void releasing(
            Machine machine, Set<DatastorePath> disks, Set<DatastorePath> alsoForeign, Change<E> change) throws E {
        VmHost host = machine.host();
        Scratch scratch = new Scratch(host);
        List<DatastorePath> own = disks.stream()
                .filter(disk -> machine.folder().owns(disk) || alsoForeign.contains(disk))
                .toList();
        if (own.isEmpty()) {
            change.run();
            return;
        }
        scratch.dooming(own);
        try {
            change.run();
        } finally {
            Set<DatastorePath> needed = withParents(host, named(machine.state()));
            Map<Boolean, List<DatastorePath>> useless = own.stream()
                    .collect(Collectors.partitioningBy(
                            disk -> !needed.contains(disk) && !host.machines().lieOver(disk, machine)));
            scratch.spared(useless.getOrDefault(false, List.of()));
            scratch.destroyDoomed(useless.getOrDefault(true, List.of()));
        }
    }
}
