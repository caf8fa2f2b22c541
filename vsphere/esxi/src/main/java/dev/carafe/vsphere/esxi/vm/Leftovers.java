package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Removes what an earlier agent was making or destroying when it ended, unless a machine names it. What lies in the folder of a machine
 * that cannot be read stays noted, since nobody knows what that machine names, and so does what lies on a datastore that is not
 * accessible. On the thread that starts the agent.
 */
final class Leftovers {
    private final VmHost host;
    private final Scratch scratch;

    Leftovers(VmHost host) {
        this.host = host;
        this.scratch = new Scratch(host);
    }

    /** @param machines all of the host's, settled to what is true of those that run */
    void remove(List<Machine> machines) {
        machines.parallelStream().forEach(machine -> Claim.sweep(machine.folder()));
        List<DatastorePath> made = decidable(host.registrations().made(), machines);
        List<DatastorePath> doomed = decidable(host.registrations().doomed(), machines);
        if (made.isEmpty() && doomed.isEmpty()) {
            return;
        }
        Set<DatastorePath> named = new HashSet<>();
        machines.forEach(machine -> addNamed(named, machine.state()));
        machines.stream()
                .filter(machine -> machine.process().isPresent())
                .forEach(machine -> named.addAll(MachinePlacement.throwaways(machine)));
        scratch.sweep(made);
        scratch.settled(made.stream().filter(named::contains).toList());
        scratch.undo(made.stream().filter(file -> !named.contains(file)).toList());
        scratch.sweep(doomed);
        scratch.spared(doomed.stream().filter(named::contains).toList());
        List<DatastorePath> claims = doomed.stream().filter(Claim::isFile).toList();
        claims.forEach(claim -> Claim.sweep(Claim.folderOf(claim, host)));
        scratch.spared(claims);
        scratch.destroyDoomed(doomed.stream()
                .filter(file -> !named.contains(file) && !claims.contains(file))
                .toList());
    }

    private List<DatastorePath> decidable(List<DatastorePath> files, List<Machine> machines) {
        List<MachineFolder> unreadable = machines.stream()
                .map(Machine::state)
                .filter(VirtualMachines::isBroken)
                .map(MachineState::folder)
                .toList();
        return files.stream()
                .filter(file -> !MoveDecision.isSettled(file)) // these could not be said yet
                .filter(file -> host.ground().datastores().isAccessible(file.datastore()))
                .filter(file -> unreadable.stream().noneMatch(folder -> folder.owns(file)))
                .toList();
    }

    private void addNamed(Set<DatastorePath> named, MachineState state) {
        MachineFolder folder = state.folder();
        named.add(folder.vmx());
        named.add(folder.sibling(".vmsd"));
        named.add(Nvram.of(folder));
        named.addAll(DiskCollector.withParents(host, DiskCollector.named(state)));
        state.hardware().devices().cdroms().stream()
                .flatMap(drive -> drive.isoFileName().stream())
                .map(folder::path)
                .forEach(named::add);
        state.memoryFile().map(folder::path).ifPresent(named::add);
        state.snapshots().snapshots().forEach(snapshot -> {
            named.add(folder.path(snapshot.stateFile()));
            named.add(folder.path(Layers.memoryFile(snapshot.stateFile())));
        });
    }
}
