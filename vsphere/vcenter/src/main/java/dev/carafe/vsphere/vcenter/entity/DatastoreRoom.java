package dev.carafe.vsphere.vcenter.entity;

import static java.util.Objects.requireNonNull;

import dev.carafe.vsphere.vcenter.inventory.Entity;
import dev.carafe.vsphere.vcenter.inventory.References;
import dev.carafe.vsphere.vcenter.placement.Candidate;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Datastore;
import dev.carafe.vsphere.vim.vim25.DatastoreProperties;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpecFileOperation;
import dev.carafe.vsphere.vim.vim25.VirtualDisk;
import dev.carafe.vsphere.vim.vim25.VirtualDiskFlatVer2BackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineFileInfo;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which datastore of a host has the most room, and how a machine's specification has it. */
record DatastoreRoom(VCenter vcenter) {
    /**
     * The one with the most free bytes.
     *
     * @param allowed those that may be chosen; empty for all
     * @return null when there is none
     */
    @Nullable
    ManagedObjectReference<Datastore> roomiest(Candidate candidate, List<ManagedObjectReference<Datastore>> allowed) {
        return candidate.datastores().stream()
                .map(References::datastore)
                .filter(one -> allowed.isEmpty() || allowed.contains(one))
                .max(Comparator.comparingLong(this::freeBytes).thenComparing(ManagedObjectReference::value))
                .filter(one -> freeBytes(one) >= 0)
                .orElse(null);
    }

    private long freeBytes(ManagedObjectReference<Datastore> datastore) {
        return vcenter.registry()
                .properties(datastore)
                .filter(DatastoreProperties.class::isInstance)
                .map(properties -> requireNonNull(((DatastoreProperties) properties).summary())
                        .freeSpace())
                .orElse(-1L);
    }

    /**
     * A specification whose new disks are in a datastore.
     *
     * @param whole whether the machine itself is too
     */
    VirtualMachineConfigSpec in(
            VirtualMachineConfigSpec spec, ManagedObjectReference<Datastore> datastore, boolean whole) {
        String folder = "["
                + vcenter.inventory()
                        .read(all -> all.find(datastore.value(), Entity.Datastore.class)
                                .map(Entity.Datastore::name)
                                .orElse(""))
                + "]";
        VirtualMachineConfigSpec.Builder placed = spec.toBuilder()
                .deviceChange(spec.deviceChange().stream()
                        .map(change -> in(change, datastore, folder))
                        .toList());
        if (whole) {
            VirtualMachineFileInfo files =
                    spec.files() == null ? VirtualMachineFileInfo.builder().build() : spec.files();
            placed.files(files.toBuilder()
                    .vmPathName(moved(files.vmPathName(), folder))
                    .build());
        }
        return placed.build();
    }

    private static VirtualDeviceConfigSpec in(
            VirtualDeviceConfigSpec change, ManagedObjectReference<Datastore> datastore, String folder) {
        if (change.fileOperation() == VirtualDeviceConfigSpecFileOperation.CREATE
                && change.device() instanceof VirtualDisk disk
                && disk.backing() instanceof VirtualDiskFlatVer2BackingInfo file) {
            return change.withDevice(disk.toBuilder()
                    .backing(file.toBuilder()
                            .datastore(datastore)
                            .fileName(moved(file.fileName(), folder))
                            .build())
                    .build());
        }
        return change;
    }

    /** A path with another datastore before it. */
    private static String moved(@Nullable String path, String folder) {
        int end = path == null || !path.startsWith("[") ? -1 : path.indexOf(']');
        return end < 0 ? folder : folder + requireNonNull(path).substring(end + 1);
    }
}
