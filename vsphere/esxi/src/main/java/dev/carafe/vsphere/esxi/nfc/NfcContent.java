package dev.carafe.vsphere.esxi.nfc;

import dev.carafe.vsphere.esxi.ovf.DeviceIds;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.ManagedEntity;
import dev.carafe.vsphere.vim.vim25.VirtualDevice;
import dev.carafe.vsphere.vim.vim25.VirtualDisk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/**
 * What a lease is about.
 *
 * @param entity the machine
 * @param importName the machine's name in the import spec, by which a client knows its files; its own name for an export
 */
public record NfcContent(
        ManagedObjectReference<? extends ManagedEntity> entity, String importName, List<NfcFile> files) {
    public NfcContent {
        files = List.copyOf(files);
    }

    /**
     * All disks of a machine.
     *
     * @param descriptor where a disk's descriptor is
     */
    public static NfcContent ofMachine(
            ManagedObjectReference<? extends ManagedEntity> machine,
            String name,
            Collection<? extends VirtualDevice> devices,
            Function<VirtualDisk, Path> descriptor) {
        List<NfcFile> files = new ArrayList<>();
        for (VirtualDevice device : devices) {
            if (device instanceof VirtualDisk disk) {
                Long bytes = disk.capacityInBytes();
                DeviceIds.of(disk, devices)
                        .ifPresent(id -> files.add(new NfcFile.Disk(
                                id, descriptor.apply(disk), bytes == null ? disk.capacityInKB() * 1024 : bytes)));
            }
        }
        return new NfcContent(machine, name, files);
    }

    /** The same with one more file. */
    public NfcContent with(NfcFile file) {
        List<NfcFile> more = new ArrayList<>(files);
        more.add(file);
        return new NfcContent(entity, importName, more);
    }
}
