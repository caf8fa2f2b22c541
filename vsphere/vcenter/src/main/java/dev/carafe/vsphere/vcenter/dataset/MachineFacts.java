package dev.carafe.vsphere.vcenter.dataset;

import dev.carafe.vsphere.vcenter.dataset.DataSetException.Kind;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConnectionState;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachineSnapshotTree;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What matters of a machine to its data sets.
 *
 * @param id its own
 * @param hardwareVersion the number in {@code vmx-21}; 0 when its host has not said it yet
 * @param snapshots their keys by their references; null when it cannot be told which there are. A key stays the same when the machine
 *     moves to another host: the snapshot's number within the machine, and when it was taken
 * @param current the reference of the snapshot that it stands on; null for none
 */
public record MachineFacts(
        String id,
        int hardwareVersion,
        boolean suspended,
        @Nullable Map<String, String> snapshots,
        @Nullable String current) {
    /** The first hardware version with data sets. */
    private static final int HARDWARE_VERSION_MIN = 20;

    public static MachineFacts of(String id, VirtualMachineProperties machine) {
        boolean connected = machine.config() != null
                && machine.runtime() != null
                && machine.runtime().connectionState() == VirtualMachineConnectionState.CONNECTED;
        ManagedObjectReference<?> current =
                machine.snapshot() == null ? null : machine.snapshot().currentSnapshot();
        return new MachineFacts(
                id,
                machine.config() == null ? 0 : number(machine.config().version()),
                machine.runtime() != null && machine.runtime().powerState() == VirtualMachinePowerState.SUSPENDED,
                connected
                        ? keys(
                                machine.snapshot() == null
                                        ? List.of()
                                        : machine.snapshot().rootSnapshotList())
                        : null,
                current == null ? null : current.value());
    }

    private static Map<String, String> keys(List<VirtualMachineSnapshotTree> roots) {
        Map<String, String> keys = new LinkedHashMap<>();
        Deque<VirtualMachineSnapshotTree> left = new ArrayDeque<>(roots);
        while (!left.isEmpty()) {
            VirtualMachineSnapshotTree snapshot = left.pop();
            keys.put(
                    snapshot.snapshot().value(),
                    snapshot.id() + "@" + snapshot.createTime().getEpochSecond());
            snapshot.childSnapshotList().forEach(left::push);
        }
        return keys;
    }

    private static int number(@Nullable String version) {
        if (version == null || !version.startsWith("vmx-")) {
            return 0;
        }
        try {
            return Integer.parseInt(version, "vmx-".length(), version.length(), 10);
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    /** What a snapshot is known by; null when there is no such snapshot. */
    @Nullable
    String key(@Nullable String snapshot) {
        return snapshots == null || snapshot == null ? null : snapshots.get(snapshot);
    }

    /** @throws DataSetException when it cannot have data sets */
    public void requireSupported() {
        if (hardwareVersion == 0) {
            throw new DataSetException(
                    Kind.SERVICE_UNAVAILABLE, "The host of the virtual machine has not said its hardware version.");
        }
        if (hardwareVersion < HARDWARE_VERSION_MIN) {
            throw new DataSetException(
                    Kind.UNSUPPORTED,
                    "Data sets need hardware version vmx-" + HARDWARE_VERSION_MIN
                            + " or later, and the virtual machine has vmx-" + hardwareVersion + ".");
        }
    }

    /** @throws DataSetException when nothing of it may be changed now */
    void requireChangeable() {
        if (suspended) {
            throw new DataSetException(
                    Kind.NOT_ALLOWED_IN_CURRENT_STATE,
                    "The data sets of a virtual machine that is suspended cannot be changed.");
        }
    }
}
