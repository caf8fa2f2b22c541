package dev.carafe.vsphere.vcenter.rest;

import dev.carafe.vsphere.vim.vim25.VirtualCdrom;
import dev.carafe.vsphere.vim.vim25.VirtualDevice;
import dev.carafe.vsphere.vim.vim25.VirtualDisk;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCard;
import dev.carafe.vsphere.vim.vim25.VirtualFloppy;
import dev.carafe.vsphere.vim.vim25.VirtualNVMEController;
import dev.carafe.vsphere.vim.vim25.VirtualParallelPort;
import dev.carafe.vsphere.vim.vim25.VirtualSATAController;
import dev.carafe.vsphere.vim.vim25.VirtualSCSIController;
import dev.carafe.vsphere.vim.vim25.VirtualSerialPort;
import java.util.Optional;

/** The kinds of devices that vAPI tells apart, below {@code vcenter/vm/ID/hardware}. */
enum DeviceKind {
    DISK("disk", "disks", "disk", VirtualDisk.class),
    ETHERNET("ethernet", "nics", "nic", VirtualEthernetCard.class),
    CDROM("cdrom", "cdroms", "cdrom", VirtualCdrom.class),
    FLOPPY("floppy", "floppies", "floppy", VirtualFloppy.class),
    PARALLEL("parallel", "parallel_ports", "port", VirtualParallelPort.class),
    SERIAL("serial", "serial_ports", "port", VirtualSerialPort.class),
    SATA("adapter/sata", "sata_adapters", "adapter", VirtualSATAController.class),
    SCSI("adapter/scsi", "scsi_adapters", "adapter", VirtualSCSIController.class),
    NVME("adapter/nvme", "nvme_adapters", "adapter", VirtualNVMEController.class);

    private final String path;
    private final String field;
    private final String idField;
    private final Class<? extends VirtualDevice> type;

    DeviceKind(String path, String field, String idField, Class<? extends VirtualDevice> type) {
        this.path = path;
        this.field = field;
        this.idField = idField;
        this.type = type;
    }

    /** The field of a machine that has all of them. */
    String field() {
        return field;
    }

    /** The field of a list's items that has the identifier. */
    String idField() {
        return idField;
    }

    Class<? extends VirtualDevice> type() {
        return type;
    }

    /** Whether it is connected and disconnected while the machine runs. */
    boolean isConnectable() {
        return switch (this) {
            case ETHERNET, CDROM, FLOPPY, PARALLEL, SERIAL -> true;
            case DISK, SATA, SCSI, NVME -> false;
        };
    }

    /** @param path the part of the path behind {@code hardware}, such as {@code adapter/scsi} */
    static Optional<DeviceKind> of(String path) {
        for (DeviceKind kind : values()) {
            if (kind.path.equals(path)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
