package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.machine.Firmware;
import dev.carafe.vsphere.esxi.machine.VirtualMachine;
import dev.carafe.vsphere.esxi.nfc.NfcFile;
import dev.carafe.vsphere.esxi.ovf.ImportNvram;
import dev.carafe.vsphere.esxi.qemu.EfiFirmware;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The variables of an EFI machine's firmware: a file beside its configuration, which the first power-on makes. */
final class Nvram {
    private static final Logger LOG = System.getLogger(Nvram.class.getName());

    private Nvram() {}

    static DatastorePath of(MachineFolder folder) {
        return folder.sibling(".nvram");
    }

    /** Gives a machine that is being made what another one has. */
    static void copy(MachineFolder from, VirtualMachine hardware, NewMachine made, MachineFolder to) {
        if (hardware.firmware() != Firmware.EFI || !from.exists(of(from))) {
            return;
        }
        made.note(of(to));
        try {
            DurableFile.write(to.file(of(to)), Files.readAllBytes(from.file(of(from))));
        } catch (IOException failed) {
            throw VmFaults.of(failed, of(to));
        }
    }

    /** What an export has of a machine beside its disks; none of one that was never on. */
    static Optional<NfcFile> toExport(MachineFolder folder) {
        Path file = folder.file(of(folder));
        return Files.exists(file) ? Optional.of(new NfcFile.Nvram(file, MachineFolder.size(file))) : Optional.empty();
    }

    /** What an import brings beside disks. */
    static Optional<NfcFile> toImport(VirtualMachineConfigSpec spec, Machine made) {
        return spec.extraConfig().stream().anyMatch(ImportNvram::isComing)
                ? Optional.of(new NfcFile.Nvram(made.folder().file(of(made.folder())), sizeBytes(made.host())))
                : Optional.empty();
    }

    /** How long they are with the firmware that is installed; 0 where there is none. */
    private static long sizeBytes(VmHost host) {
        try {
            Optional<EfiFirmware> efi = host.ground().qemu().facts().efi();
            return efi.isEmpty() ? 0 : Files.size(efi.get().variables());
        } catch (IOException unknown) {
            LOG.log(Level.DEBUG, "the firmware that is installed is not known: {0}", unknown.getMessage());
            return 0;
        }
    }
}
