package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.disk.DiskProgress;
import dev.carafe.vsphere.esxi.disk.Provisioning;
import dev.carafe.vsphere.esxi.hardware.Faults;
import dev.carafe.vsphere.esxi.machine.Disk;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.VirtualDisk;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vmomi.task.TaskProgress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes a machine's disks its own ({@code PromoteDisks_Task}): of what they lie over in other machines' folders it gets copies, and
 * what no snapshot needs is merged. What QEMU has open cannot be laid over something else, so that the machine must be off.
 */
final class Promotion {
    private final Machine machine;
    private final VmHost host;

    Promotion(Machine machine) {
        this.machine = machine;
        this.host = machine.host();
    }

    /**
     * @param unlink whether copies are made; else disks are merged only
     * @param wanted the disks, by their keys; empty for all
     */
    void run(boolean unlink, List<VirtualDisk> wanted, TaskProgress progress) throws InterruptedException {
        Templates.refuse(machine);
        machine.require(VirtualMachinePowerState.POWERED_OFF);
        machine.requireNoExport();
        Set<DatastorePath> disks = disks(wanted);
        if (unlink) {
            unlink(disks, progress);
        }
        new Merges(machine).run(progress);
        machine.look();
    }

    private Set<DatastorePath> disks(List<VirtualDisk> wanted) {
        if (wanted.isEmpty()) {
            return DiskCollector.named(machine.state());
        }
        List<Disk> all = machine.state().hardware().devices().disks();
        Set<DatastorePath> disks = new LinkedHashSet<>();
        for (VirtualDisk each : wanted) {
            Disk disk = all.stream()
                    .filter(one -> one.key() == each.key())
                    .findFirst()
                    .orElseThrow(() -> Faults.invalidArgument("disks", "the machine has no disk " + each.key()));
            disks.add(machine.folder().path(disk.fileName()));
        }
        return disks;
    }

    /** What lies over something foreign, by that: each foreign disk is copied once, whatever of the machine's lies over it. */
    private void unlink(Set<DatastorePath> disks, TaskProgress progress) {
        Map<DatastorePath, List<DatastorePath>> foreign = new LinkedHashMap<>();
        for (DatastorePath layer : DiskCollector.withParents(host, disks)) {
            Optional<DatastorePath> parent = DiskCollector.parent(host, layer);
            if (machine.folder().owns(layer)
                    && parent.isPresent()
                    && !machine.folder().owns(parent.get())) {
                foreign.computeIfAbsent(parent.get(), _ -> new ArrayList<>()).add(layer);
            }
        }
        int done = 0;
        for (Map.Entry<DatastorePath, List<DatastorePath>> each : foreign.entrySet()) {
            copy(each.getKey(), each.getValue(), share(progress, done++, foreign.size()));
        }
    }

    /** Until a disk lies over the copy, a crash leaves just a copy that nothing names; afterwards the next of them is as safe. */
    private void copy(DatastorePath shared, List<DatastorePath> children, DiskProgress progress) {
        Scratch scratch = new Scratch(host);
        DatastorePath own = free();
        scratch.making(List.of(own));
        try {
            host.disks().copy(shared, own, Provisioning.THIN, progress);
            children.forEach(child -> host.disks().setParent(child, own));
        } catch (FaultException failed) {
            boolean used = children.stream()
                    .anyMatch(child -> DiskCollector.parent(host, child).equals(Optional.of(own)));
            if (!used) {
                scratch.undo(List.of(own));
            }
            throw failed;
        }
        scratch.settled(List.of(own));
    }

    private DatastorePath free() {
        for (int number = 1; ; number++) {
            DatastorePath path = machine.folder().sibling("_" + number + ".vmdk");
            if (!host.disks().exists(path)) {
                return path;
            }
        }
    }

    private static DiskProgress share(TaskProgress progress, int done, int count) {
        return new DiskProgress() {
            @Override
            public void percent(int percent) {
                progress.percent((done * 100 + percent) / count);
            }

            @Override
            public boolean cancelled() {
                return progress.cancelled();
            }
        };
    }
}
