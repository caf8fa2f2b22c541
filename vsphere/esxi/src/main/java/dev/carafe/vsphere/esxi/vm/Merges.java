package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.disk.DiskProgress;
import dev.carafe.vsphere.esxi.machine.Disk;
import dev.carafe.vsphere.esxi.machine.ExtraConfig;
import dev.carafe.vsphere.esxi.machine.VirtualMachine;
import dev.carafe.vsphere.esxi.vmx.VmsdFile;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vmomi.task.TaskProgress;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Merges a machine's disks over disks that no snapshot needs any more. On the thread of the machine's task. */
final class Merges {
    /** Says in the extra config which disk is being written into which, {@code child>parent}: the child is gone before all names of it are. */
    private static final String MARK = "checkpoint.merge";

    private final Machine machine;
    private final VmHost host;

    Merges(Machine machine) {
        this.machine = machine;
        this.host = machine.host();
    }

    /** Merges all that can be. */
    void run(TaskProgress progress) throws InterruptedException {
        machine.requireNoExport();
        run(chains(), progress::percent);
    }

    /** Merges layers of a snapshot that was not taken, each into the one that it lies over, and no others. */
    void undo(Collection<DatastorePath> overlays) throws InterruptedException {
        Chains chains = chains();
        Set<DatastorePath> concerned = new HashSet<>(overlays);
        overlays.forEach(
                overlay -> Optional.ofNullable(chains.parents().get(overlay)).ifPresent(concerned::add));
        concerned.retainAll(chains.owned());
        run(new Chains(chains.parents(), chains.used(), concerned), _ -> {});
    }

    private void run(Chains all, DiskProgress progress) throws InterruptedException {
        Chains chains = all;
        for (Optional<Chains.Merge> next = chains.next(); next.isPresent(); next = chains.next()) {
            Chains.Merge merge = next.get();
            if (machine.power() == VirtualMachinePowerState.POWERED_ON && isRunning(merge.child())) {
                new LiveMerge(machine).run(merge, progress::percent);
            } else {
                DiskCollector.releasing(machine, Set.of(merge.child()), () -> offline(merge, progress));
            }
            chains = chains.after(merge);
        }
        machine.look();
    }

    private boolean isRunning(DatastorePath disk) {
        String path = disk.toString();
        return machine.state().disks().values().stream()
                .anyMatch(facts -> facts.chain().contains(path));
    }

    private Chains chains() {
        Set<DatastorePath> named = DiskCollector.named(machine.state());
        Map<DatastorePath, DatastorePath> parents = new HashMap<>();
        Set<DatastorePath> owned = new HashSet<>();
        for (DatastorePath disk : DiskCollector.withParents(host, named)) {
            DiskCollector.parent(host, disk).ifPresent(parent -> parents.put(disk, parent));
            if (machine.folder().owns(disk) && !host.machines().lieOver(disk, machine)) {
                owned.add(disk);
            }
        }
        return new Chains(parents, named, owned);
    }

    private void offline(Chains.Merge merge, DiskProgress progress) {
        mark(Optional.of(merge.child() + ">" + merge.into()));
        try {
            host.disks().commit(merge.child(), merge.above(), progress);
        } catch (FaultException failed) {
            mark(Optional.empty());
            throw failed;
        }
        rename(machine, merge.child(), merge.into());
        mark(Optional.empty());
    }

    private void mark(Optional<String> text) {
        VirtualMachine hardware = machine.state().hardware();
        Map<String, String> values = new LinkedHashMap<>(hardware.extraConfig().values());
        values.remove(MARK);
        text.ifPresent(mark -> values.put(MARK, mark));
        machine.configure(hardware.withExtraConfig(new ExtraConfig(values)));
    }

    /** Writes another name for a disk wherever the machine has it; snapshots first, so that the mark goes last. */
    static void rename(Machine machine, DatastorePath from, DatastorePath to) {
        MachineFolder folder = machine.folder();
        VmsdFile before = machine.state().snapshots();
        List<VmsdFile.Snapshot> snapshots = before.snapshots().stream()
                .map(snapshot -> {
                    Map<String, String> disks = new LinkedHashMap<>(snapshot.disks());
                    disks.replaceAll((_, name) -> folder.path(name).equals(from) ? folder.name(to) : name);
                    return snapshot.withDisks(disks);
                })
                .toList();
        VmsdFile after = new VmsdFile(before.lastUid(), before.current(), snapshots);
        if (!after.equals(before)) {
            machine.snapshots(after);
        }
        VirtualMachine hardware = machine.state().hardware();
        List<Disk> disks = hardware.devices().disks().stream()
                .map(disk -> folder.path(disk.fileName()).equals(from)
                        ? new Disk(disk.slot(), folder.name(to), disk.capacityBytes(), disk.mode())
                        : disk)
                .toList();
        if (!disks.equals(hardware.devices().disks())) {
            machine.configure(hardware.withDevices(hardware.devices().withDisks(disks)));
        }
    }

    /** Ends what an earlier agent left in the middle: a disk that is gone is in the one beneath it. */
    void finish() {
        String mark = machine.state().hardware().extraConfig().values().get(MARK);
        if (mark == null) {
            return;
        }
        String[] names = mark.split(">", 2);
        if (names.length == 2) {
            DatastorePath child = machine.folder().path(names[0]);
            if (!host.disks().exists(child)) {
                rename(machine, child, machine.folder().path(names[1]));
            }
        }
        mark(Optional.empty());
    }
}
