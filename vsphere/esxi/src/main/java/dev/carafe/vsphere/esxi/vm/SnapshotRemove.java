package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.vmx.VmsdFile;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vmomi.task.TaskProgress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** Forgets snapshots, with what they alone need, and merges the disks that were kept for them. */
final class SnapshotRemove {
    private final Machine machine;
    private final VmHost host;

    SnapshotRemove(Machine machine) {
        this.machine = machine;
        this.host = machine.host();
    }

    /** @param children whether those that were taken on top of it go too */
    void one(int uid, boolean children, boolean consolidate, TaskProgress progress) throws InterruptedException {
        VmsdFile snapshots = machine.state().snapshots();
        if (snapshots.byUid(uid).isEmpty()) {
            throw VmFaults.notFound("snapshot " + uid);
        }
        Set<Integer> doomed = new HashSet<>();
        doomed.add(uid);
        if (children) {
            for (VmsdFile.Snapshot snapshot : snapshots.snapshots()) { // each comes after its parent
                if (snapshot.parent().isPresent()
                        && doomed.contains(snapshot.parent().getAsInt())) {
                    doomed.add(snapshot.uid());
                }
            }
        }
        remove(doomed, consolidate, progress);
    }

    void all(boolean consolidate, TaskProgress progress) throws InterruptedException {
        Set<Integer> all = new HashSet<>();
        machine.state().snapshots().snapshots().forEach(snapshot -> all.add(snapshot.uid()));
        remove(all, consolidate, progress);
    }

    private void remove(Set<Integer> doomed, boolean consolidate, TaskProgress progress) throws InterruptedException {
        machine.requireNoExport();
        VmsdFile before = machine.state().snapshots();
        Set<DatastorePath> disks = DiskCollector.withParents(host, DiskCollector.named(machine.state()));
        List<VmsdFile.Snapshot> kept = new ArrayList<>();
        List<DatastorePath> files = new ArrayList<>();
        for (VmsdFile.Snapshot snapshot : before.snapshots()) {
            if (doomed.contains(snapshot.uid())) {
                files.add(machine.folder().path(snapshot.stateFile()));
                if (snapshot.memory()) {
                    files.add(machine.folder().path(Layers.memoryFile(snapshot.stateFile())));
                }
            } else {
                kept.add(snapshot.withParent(ancestor(before, doomed, snapshot.parent())));
            }
        }
        VmsdFile after = new VmsdFile(before.lastUid(), ancestor(before, doomed, before.current()), kept);
        Scratch scratch = new Scratch(host);
        scratch.dooming(files);
        try {
            DiskCollector.releasing(machine, disks, () -> machine.snapshots(after));
        } catch (FaultException failed) {
            scratch.spared(files);
            throw failed;
        }
        SnapshotObjects.hide(machine, before, after);
        scratch.destroyDoomed(files);
        if (consolidate) {
            new Merges(machine).run(progress);
        }
        machine.look();
    }

    /** The nearest snapshot on the way to the root that stays. */
    private static OptionalInt ancestor(VmsdFile snapshots, Set<Integer> doomed, OptionalInt from) {
        OptionalInt at = from;
        while (at.isPresent() && doomed.contains(at.getAsInt())) {
            at = snapshots.byUid(at.getAsInt()).map(VmsdFile.Snapshot::parent).orElse(OptionalInt.empty());
        }
        return at;
    }
}
