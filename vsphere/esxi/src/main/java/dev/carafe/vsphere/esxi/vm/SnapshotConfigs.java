package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.machine.VirtualMachine;
import dev.carafe.vsphere.esxi.vmx.VmsdFile;
import dev.carafe.vsphere.esxi.vmx.VmxFile;
import dev.carafe.vsphere.esxi.vmx.VmxReader;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigInfo;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The configurations that snapshots keep, each in its {@code .vmsn} in the form of a {@code .vmx}. */
final class SnapshotConfigs {
    private static final Logger LOG = System.getLogger(SnapshotConfigs.class.getName());

    private final Machine machine;

    SnapshotConfigs(Machine machine) {
        this.machine = machine;
    }

    /** As it was written, but for its disks, which may have other names since. */
    VmxFile vmx(VmsdFile.Snapshot snapshot) throws IOException {
        Path file = machine.folder().file(machine.folder().path(snapshot.stateFile()));
        if (Files.size(file) > VmxFile.BYTES_MAX) {
            throw new IOException(file.getFileName() + " is no snapshot");
        }
        VmxFile.Builder vmx = VmxFile.parse(Files.readAllBytes(file)).toBuilder();
        snapshot.disks().forEach((disk, name) -> vmx.set(disk + ".fileName", name));
        return vmx.build();
    }

    VirtualMachine hardware(VmxFile vmx) throws IOException {
        return VmxReader.read(vmx, name -> {
            DatastorePath path = machine.folder().path(name);
            try {
                return machine.host().disks().chain(path).capacityBytes();
            } catch (FaultException unreadable) {
                return 0;
            }
        });
    }

    /** As a snapshot's property shows it; null when its file cannot be read. */
    @Nullable
    VirtualMachineConfigInfo of(VmsdFile.Snapshot snapshot) {
        try {
            VmxFile vmx = vmx(snapshot);
            MachineState then = new MachineLoader(machine.host())
                    .state(machine.folder(), hardware(vmx), vmx, VmsdFile.EMPTY, snapshot.createTime());
            MachineState shown = then.withFiles(Machine.diskFacts(then, machine.host()), then.files());
            return new MachineView(shown, machine.host()).config(false);
        } catch (IOException | FaultException broken) {
            LOG.log(Level.WARNING, "{0} cannot be read: {1}", snapshot.stateFile(), broken.getMessage());
            return null;
        }
    }
}
