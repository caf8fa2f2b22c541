package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.vmx.VmsdFile;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineSnapshot;
import dev.carafe.vsphere.vim.vim25.VirtualMachineSnapshotInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineSnapshotTree;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A machine's snapshots as its properties show them. */
final class SnapshotViews {
    /** Says in a snapshot's further settings that its guest's file systems stood still. */
    static final String QUIESCED = "quiesced";

    private SnapshotViews() {}

    static ManagedObjectReference<VirtualMachineSnapshot> reference(
            ManagedObjectReference<VirtualMachine> machine, int uid) {
        return new ManagedObjectReference<>("VirtualMachineSnapshot", machine.value() + "-snapshot-" + uid);
    }

    static @Nullable VirtualMachineSnapshotInfo info(
            MachineState state, ManagedObjectReference<VirtualMachine> machine) {
        VmsdFile snapshots = state.snapshots();
        if (snapshots.snapshots().isEmpty()) {
            return null;
        }
        return VirtualMachineSnapshotInfo.builder()
                .currentSnapshot(
                        snapshots.current().isPresent()
                                ? reference(machine, snapshots.current().getAsInt())
                                : null)
                .rootSnapshotList(trees(snapshots, OptionalInt.empty(), machine))
                .build();
    }

    static List<ManagedObjectReference<VirtualMachineSnapshot>> roots(
            MachineState state, ManagedObjectReference<VirtualMachine> machine) {
        return children(state.snapshots(), OptionalInt.empty(), machine);
    }

    static List<ManagedObjectReference<VirtualMachineSnapshot>> children(
            VmsdFile snapshots, OptionalInt parent, ManagedObjectReference<VirtualMachine> machine) {
        return snapshots.childrenOf(parent).stream()
                .map(snapshot -> reference(machine, snapshot.uid()))
                .toList();
    }

    private static List<VirtualMachineSnapshotTree> trees(
            VmsdFile snapshots, OptionalInt parent, ManagedObjectReference<VirtualMachine> machine) {
        return snapshots.childrenOf(parent).stream()
                .map(snapshot -> VirtualMachineSnapshotTree.builder()
                        .snapshot(reference(machine, snapshot.uid()))
                        .vm(machine)
                        .name(snapshot.displayName())
                        .description(snapshot.description())
                        .id(snapshot.uid())
                        .createTime(snapshot.createTime())
                        .state(
                                snapshot.memory()
                                        ? VirtualMachinePowerState.POWERED_ON
                                        : VirtualMachinePowerState.POWERED_OFF)
                        .quiesced("TRUE".equals(snapshot.extra().get(QUIESCED)))
                        .childSnapshotList(trees(snapshots, OptionalInt.of(snapshot.uid()), machine))
                        .replaySupported(false)
                        .build())
                .toList();
    }
}
