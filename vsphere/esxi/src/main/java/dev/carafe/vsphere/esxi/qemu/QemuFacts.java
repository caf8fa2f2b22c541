package dev.carafe.vsphere.esxi.qemu;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of the QEMU that is there.
 *
 * @param acceleratorReason why this accelerator and not the other, one sentence without a full stop
 * @param devices the device models that it has
 * @param efi the firmware for EFI machines, when installed
 */
public record QemuFacts(
        Path binary,
        QemuVersion version,
        Accelerator accelerator,
        String acceleratorReason,
        Set<String> devices,
        Optional<EfiFirmware> efi) {
    public QemuFacts {
        devices = Set.copyOf(devices);
    }

    /** Why a running machine cannot be moved with this QEMU; empty when it can. */
    public Optional<String> liveMigrationRefusal() {
        if (accelerator == Accelerator.TCG && version.compareTo(QemuVersion.LIVE_MIGRATION_TCG) < 0) {
            return Optional.of("QEMU " + version
                    + " can corrupt the memory of a busy guest that is moved without hardware"
                    + " virtualization; QEMU " + QemuVersion.LIVE_MIGRATION_TCG.major() + " or newer is needed");
        }
        return Optional.empty();
    }
}
