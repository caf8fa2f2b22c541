package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.vmx.VmsdFile;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Says which of a machine's disks over disks are to be merged, once no snapshot needs them. Pure.
 *
 * <p>A disk that is neither the machine's own nor a snapshot's is there for those above it alone. When just one lies over it, that
 * one is written into it and takes its place; whatever lay over that one lies over it from then on.
 *
 * @param parents what each disk of all chains lies over; those at the base are absent
 * @param used the disks that the machine or a snapshot names
 * @param owned those that lie in the machine's folder and nothing of another machine lies over
 */
record Chains(Map<DatastorePath, DatastorePath> parents, Set<DatastorePath> used, Set<DatastorePath> owned) {
    Chains {
        parents = Map.copyOf(parents);
        used = Set.copyOf(used);
        owned = Set.copyOf(owned);
    }

    /**
     * One disk to be written into the one beneath it.
     *
     * @param above those that lie over it
     */
    record Merge(DatastorePath child, DatastorePath into, Set<DatastorePath> above) {
        Merge {
            above = Set.copyOf(above);
        }
    }

    /** All disks that are needed: those in use, and what is beneath them. */
    Set<DatastorePath> reachable() {
        Set<DatastorePath> reached = new LinkedHashSet<>();
        for (DatastorePath start : used) {
            Optional<DatastorePath> at = Optional.of(start);
            while (at.isPresent() && reached.add(at.get())) {
                at = Optional.ofNullable(parents.get(at.get()));
            }
        }
        return reached;
    }

    /** What is to be merged next; empty when nothing is. */
    Optional<Merge> next() {
        Map<DatastorePath, Set<DatastorePath>> above = new HashMap<>();
        Set<DatastorePath> reachable = reachable();
        for (DatastorePath disk : reachable) {
            DatastorePath parent = parents.get(disk);
            if (parent != null) {
                above.computeIfAbsent(parent, _ -> new HashSet<>()).add(disk);
            }
        }
        for (DatastorePath disk : reachable) {
            Set<DatastorePath> over = above.getOrDefault(disk, Set.of());
            if (!used.contains(disk) && owned.contains(disk) && over.size() == 1) {
                DatastorePath child = over.iterator().next();
                if (owned.contains(child)) {
                    return Optional.of(new Merge(child, disk, above.getOrDefault(child, Set.of())));
                }
            }
        }
        return Optional.empty();
    }

    /** The same after a merge. */
    Chains after(Merge done) {
        Map<DatastorePath, DatastorePath> changed = new HashMap<>(parents);
        changed.remove(done.child());
        done.above().forEach(disk -> changed.put(disk, done.into()));
        Set<DatastorePath> names = new HashSet<>(used);
        if (names.remove(done.child())) {
            names.add(done.into());
        }
        return new Chains(changed, names, owned);
    }

    /** Whether a machine writes to disks over disks that no snapshot explains. */
    static boolean needConsolidation(MachineState state) {
        VmsdFile snapshots = state.snapshots();
        Collection<String> frozen = snapshots.snapshots().stream()
                .flatMap(snapshot -> snapshot.disks().values().stream())
                .map(name -> state.folder().path(name).toString())
                .toList();
        return state.disks().values().stream().anyMatch(disk -> {
            List<String> beneath = disk.chain().subList(1, disk.chain().size());
            return beneath.stream()
                    .anyMatch(path -> state.folder().owns(DatastorePath.parse(path)) && !frozen.contains(path));
        });
    }
}
