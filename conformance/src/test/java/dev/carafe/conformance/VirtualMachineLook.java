package dev.carafe.conformance;

import dev.carafe.conformance.CrashMachine.Shape;
import dev.carafe.vsphere.client.PropertyReader;
import dev.carafe.vsphere.client.PropertyReader.Found;
import dev.carafe.vsphere.client.VSphereClient;
import dev.carafe.vsphere.client.vm.Snapshots;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.HostSystem;
import dev.carafe.vsphere.vim.vim25.VirtualDisk;
import dev.carafe.vsphere.vim.vim25.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConnectionState;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineSnapshot;
import dev.carafe.vsphere.vim.vim25.VirtualMachineSnapshotInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineSnapshotTree;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a server, vCenter or host, shows of its virtual machines. */
record VirtualMachineLook(VSphereClient client) {
    private static final List<String> PATHS = List.of(
            "name",
            "parent",
            "runtime.host",
            "runtime.powerState",
            "runtime.connectionState",
            "config.template",
            "config.uuid",
            "config.files.vmPathName",
            "config.hardware.device",
            "snapshot");

    /** @param uuid the BIOS identifier, which QEMU is told too */
    record Seen(String id, Shape shape, VirtualMachineConnectionState connection, String uuid, String file) {}

    /** By name. */
    Map<String, Seen> all() throws IOException, InterruptedException {
        Map<String, Seen> all = new TreeMap<>();
        for (Found found : new PropertyReader(client).readAll(client.content().rootFolder(), "VirtualMachine", PATHS)) {
            Seen seen = seen(found);
            Seen other = all.put(seen.shape().name(), seen);
            if (other != null) {
                throw new AssertionError("two machines of one name: " + other + " and " + seen);
            }
        }
        return all;
    }

    private static Seen seen(Found found) {
        ManagedObjectReference<Folder> parent = found.reference("parent");
        ManagedObjectReference<HostSystem> host = found.reference("runtime.host");
        VirtualMachineSnapshotInfo snapshots = found.value("snapshot", VirtualMachineSnapshotInfo.class);
        return new Seen(
                found.object().value(),
                new Shape(
                        String.valueOf(found.value("name", String.class)),
                        parent == null ? "" : parent.value(),
                        host == null ? "" : host.value(),
                        Objects.requireNonNullElse(
                                found.value("runtime.powerState", VirtualMachinePowerState.class),
                                VirtualMachinePowerState.UNRECOGNIZED),
                        Boolean.TRUE.equals(found.value("config.template", Boolean.class)),
                        found.list("config.hardware.device", VirtualDisk.class).size(),
                        snapshots == null ? 0 : count(snapshots.rootSnapshotList())),
                Objects.requireNonNullElse(
                        found.value("runtime.connectionState", VirtualMachineConnectionState.class),
                        VirtualMachineConnectionState.UNRECOGNIZED),
                String.valueOf(found.value("config.uuid", String.class)),
                String.valueOf(found.value("config.files.vmPathName", String.class)));
    }

    private static int count(List<VirtualMachineSnapshotTree> trees) {
        return trees.stream()
                .mapToInt(tree -> 1 + count(tree.childSnapshotList()))
                .sum();
    }

    /** Where a machine's configuration file is. */
    String file(ManagedObjectReference<VirtualMachine> vm) throws IOException, InterruptedException {
        return String.valueOf(new PropertyReader(client)
                .read(vm, List.of("config.files.vmPathName"))
                .whole()
                .value("config.files.vmPathName", String.class));
    }

    @Nullable
    ManagedObjectReference<VirtualMachineSnapshot> currentSnapshot(ManagedObjectReference<VirtualMachine> vm)
            throws IOException, InterruptedException {
        return new Snapshots(client, vm).current().orElse(null);
    }
}
