package dev.carafe.vsphere.esxi.qemu;

import dev.carafe.vsphere.esxi.machine.BusFamily;
import dev.carafe.vsphere.esxi.machine.Disk;
import dev.carafe.vsphere.esxi.machine.Firmware;
import dev.carafe.vsphere.esxi.machine.Nic;
import dev.carafe.vsphere.esxi.machine.VirtualMachine;
import java.util.List;
import java.util.Optional;

/**
 * Whether the EFI firmware finds what a machine is to boot from. Debian's builds of OVMF (2022.11 and 2025.02) have none of edk2's drivers
 * for VMware's SCSI controllers ({@code PvScsiDxe}, {@code MptScsiDxe}, {@code LsiScsiDxe}).
 */
public final class EfiBoot {
    private EfiBoot() {}

    /**
     * What to tell of a machine whose disks are all behind SCSI controllers, unless there is a medium elsewhere to boot from, or the boot
     * order names a network card; empty where there is nothing to tell.
     */
    public static Optional<String> warning(VirtualMachine machine, Placement placement) {
        List<Disk> disks = machine.devices().disks();
        Optional<Disk> unseen = disks.stream()
                .filter(disk -> disk.slot().family() == BusFamily.SCSI)
                .findFirst();
        boolean bootsElsewhere = machine.firmware() != Firmware.EFI
                || disks.stream().anyMatch(disk -> disk.slot().family() != BusFamily.SCSI)
                || machine.devices().cdroms().stream()
                        .anyMatch(drive -> drive.slot().family() != BusFamily.SCSI
                                && placement.media().containsKey(drive.key()))
                || machine.devices().nics().stream()
                        .map(Nic::name)
                        .anyMatch(machine.boot().order()::contains);
        return bootsElsewhere
                ? Optional.empty()
                : unseen.map(disk -> "The EFI firmware finds no disk on a SCSI controller, such as " + disk.name()
                        + ". To boot from a disk, put it on a SATA or NVMe controller, or choose the firmware bios.");
    }
}
