package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.vmx.VmsdFile;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tasks about one machine's snapshots, for the machine's object and for those of its snapshots. */
final class SnapshotTasks {
    private final ServedVirtualMachine served;
    private final Machine machine;
    private final MachineTasks tasks;

    SnapshotTasks(ServedVirtualMachine served, Machine machine, MachineTasks tasks) {
        this.served = served;
        this.machine = machine;
        this.tasks = tasks;
    }

    ManagedObjectReference<Task> create(String name, @Nullable String description, boolean memory, boolean quiesce) {
        return tasks.task("createSnapshot", _ -> {
            Templates.refuse(machine);
            var made = new SnapshotCreate(machine).run(name, description == null ? "" : description, memory, quiesce);
            show();
            return made;
        });
    }

    ManagedObjectReference<Task> revertToCurrent(boolean suppressPowerOn) {
        return tasks.task("revertToCurrentSnapshot", _ -> {
            int current = machine.state()
                    .snapshots()
                    .current()
                    .orElseThrow(() -> VmFaults.notFound("the machine has no snapshot"));
            goBack(current, suppressPowerOn);
            return null;
        });
    }

    ManagedObjectReference<Task> revert(String name, int uid, boolean suppressPowerOn) {
        return tasks.start(name, tasks.claimed(_ -> {
            goBack(uid, suppressPowerOn);
            return null;
        }));
    }

    private void goBack(int uid, boolean suppressPowerOn) throws InterruptedException {
        new SnapshotRevert(machine).run(uid, suppressPowerOn);
        show();
    }

    ManagedObjectReference<Task> remove(int uid, boolean children, boolean consolidate) {
        return tasks.start("vm.Snapshot.remove", tasks.claimed(progress -> {
            new SnapshotRemove(machine).one(uid, children, consolidate, progress);
            show();
            return null;
        }));
    }

    ManagedObjectReference<Task> removeAll(boolean consolidate) {
        return tasks.task("removeAllSnapshots", progress -> {
            new SnapshotRemove(machine).all(consolidate, progress);
            return null;
        });
    }

    ManagedObjectReference<Task> consolidate() {
        return tasks.task("consolidateDisks", progress -> {
            new Merges(machine).run(progress);
            return null;
        });
    }

    /** Gives a snapshot another name or description, where one is given. */
    void rename(int uid, @Nullable String name, @Nullable String description) {
        tasks.await("vm.Snapshot.rename", _ -> {
            VmsdFile before = machine.state().snapshots();
            List<VmsdFile.Snapshot> renamed = before.snapshots().stream()
                    .map(snapshot -> snapshot.uid() != uid
                            ? snapshot
                            : snapshot.withText(
                                    name == null ? snapshot.displayName() : name,
                                    description == null ? snapshot.description() : description))
                    .toList();
            machine.snapshots(new VmsdFile(before.lastUid(), before.current(), renamed));
            show();
            return null;
        });
    }

    /** Puts the machine's snapshots among the objects, and those that are gone away. */
    void show() {
        SnapshotObjects.show(machine, served);
    }
}
