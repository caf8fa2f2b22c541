package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.vmx.VmsdFile;
import dev.carafe.vsphere.vim.vim25.VirtualMachineSnapshotProperties;
import java.util.OptionalInt;

/** Keeps the objects of a machine's snapshots in the registry. */
final class SnapshotObjects {
    private SnapshotObjects() {}

    static void show(Machine machine, ServedVirtualMachine served) {
        VmsdFile snapshots = machine.state().snapshots();
        SnapshotConfigs configs = new SnapshotConfigs(machine);
        var shown = snapshots.snapshots().stream()
                .map(snapshot -> VirtualMachineSnapshotProperties.builder()
                        .config(configs.of(snapshot))
                        .childSnapshot(
                                SnapshotViews.children(snapshots, OptionalInt.of(snapshot.uid()), machine.reference()))
                        .vm(machine.reference())
                        .build())
                .toList();
        machine.host().services().registry().change(changes -> {
            for (int i = 0; i < shown.size(); i++) {
                int uid = snapshots.snapshots().get(i).uid();
                VirtualMachineSnapshotProperties properties = shown.get(i);
                var reference = SnapshotViews.reference(machine.reference(), uid);
                if (changes.properties(reference) == null) {
                    changes.add(new ServedVirtualMachineSnapshot(uid, served), properties);
                } else {
                    changes.update(reference, VirtualMachineSnapshotProperties.class, _ -> properties);
                }
            }
        });
    }

    /** Takes the objects of snapshots away that are no more. */
    static void hide(Machine machine, VmsdFile before, VmsdFile after) {
        machine.host()
                .services()
                .registry()
                .change(changes -> before.snapshots().stream()
                        .map(VmsdFile.Snapshot::uid)
                        .filter(uid -> after.byUid(uid).isEmpty())
                        .forEach(uid -> changes.remove(SnapshotViews.reference(machine.reference(), uid))));
    }
}
