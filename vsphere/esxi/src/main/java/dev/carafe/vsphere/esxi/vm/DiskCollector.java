package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.machine.Disk;
import dev.carafe.vsphere.esxi.vmx.VmsdFile;
import dev.carafe.vsphere.vim.FaultException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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

    /** Destroys a disk that the machine had, wherever it is, and what is beneath it as far as it is the machine's own. */
    static void destroy(Machine machine, DatastorePath disk) {
        destroy(machine, withParents(machine.host(), List.of(disk)), Set.of(disk));
    }

    /** Destroys those disks that are the machine's own and that nobody needs any more. */
    static void destroyOwn(Machine machine, Set<DatastorePath> disks) {
        destroy(machine, disks, Set.of());
    }

    private static void destroy(Machine machine, Set<DatastorePath> disks, Set<DatastorePath> alsoForeign) {
        VmHost host = machine.host();
        Set<DatastorePath> needed = withParents(host, named(machine.state()));
        List<DatastorePath> useless = new ArrayList<>();
        for (DatastorePath each : disks) {
            boolean own = machine.folder().owns(each) || alsoForeign.contains(each);
            if (own && !needed.contains(each) && !host.machines().lieOver(each, machine)) {
                useless.add(each);
            }
        }
        if (!useless.isEmpty()) {
            new Scratch(host).destroy(useless);
        }
    }
}
