package dev.carafe.vsphere.esxi.vm;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.hardware.FileLayout;
import dev.carafe.vsphere.esxi.hardware.Summary;
import dev.carafe.vsphere.esxi.machine.BootOptions;
import dev.carafe.vsphere.esxi.machine.Cpus;
import dev.carafe.vsphere.esxi.machine.Devices;
import dev.carafe.vsphere.esxi.machine.ExtraConfig;
import dev.carafe.vsphere.esxi.machine.Firmware;
import dev.carafe.vsphere.esxi.machine.Identity;
import dev.carafe.vsphere.esxi.machine.Memory;
import dev.carafe.vsphere.esxi.machine.VirtualMachine;
import dev.carafe.vsphere.esxi.vmx.VmsdFile;
import dev.carafe.vsphere.esxi.vmx.VmxFile;
import dev.carafe.vsphere.esxi.vmx.VmxReader;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Reads machines from their folders. */
final class MachineLoader {
    private static final Logger LOG = System.getLogger(MachineLoader.class.getName());

    private final VmHost host;

    MachineLoader(VmHost host) {
        this.host = host;
    }

    /** The machine of a {@code .vmx}, off or suspended. */
    MachineState load(MachineFolder folder) throws IOException {
        VmxFile vmx = folder.readVmx();
        if (vmx.equals(VmxFile.EMPTY)) {
            throw new IOException("the file is empty");
        }
        VirtualMachine hardware = VmxReader.read(vmx, fileName -> capacity(folder, fileName));
        VmsdFile snapshots = folder.readVmsd();
        Instant modified = Files.getLastModifiedTime(folder.file(folder.vmx())).toInstant();
        return state(folder, hardware, vmx, snapshots, modified);
    }

    /** As {@link #load}; a machine that cannot be read is there all the same, without hardware, so that it can be removed. */
    MachineState loadOrPlaceholder(MachineFolder folder) {
        try {
            return load(folder);
        } catch (IOException | FaultException broken) {
            LOG.log(Level.WARNING, "{0} cannot be read: {1}", folder.vmx(), broken.getMessage());
            UUID id = UUID.nameUUIDFromBytes(folder.vmx().toString().getBytes(UTF_8));
            VirtualMachine nothing = new VirtualMachine(
                    new Identity(folder.vmx().toString(), id, id, "otherGuest", Identity.HARDWARE_VERSION, ""),
                    Firmware.BIOS,
                    Cpus.of(1),
                    Memory.ofMib(Memory.STEP_MIB),
                    Devices.NONE,
                    BootOptions.DEFAULT,
                    ExtraConfig.NONE);
            return state(folder, nothing, VmxFile.EMPTY, VmsdFile.EMPTY, Instant.EPOCH);
        }
    }

    MachineState state(
            MachineFolder folder, VirtualMachine hardware, VmxFile vmx, VmsdFile snapshots, Instant modified) {
        MachineState.Live off = new MachineState.Live(
                VirtualMachinePowerState.POWERED_OFF,
                null,
                null,
                Set.of(),
                false,
                false,
                Optional.empty(),
                Summary.silentGuest(false));
        MachineState state = new MachineState(
                folder,
                hardware,
                vmx,
                snapshots,
                new MachineState.Version(modified, 1),
                Map.of(),
                new FileLayout(List.of(), Map.of(), List.of()),
                off);
        return state.memoryFile().isPresent() ? state.withLive(PowerListener.suspended(modified)) : state;
    }

    private long capacity(MachineFolder folder, String fileName) {
        try {
            DatastorePath path = folder.path(fileName);
            return host.disks().chain(path).capacityBytes();
        } catch (FaultException unreadable) {
            return 0; // powering on says what is wrong with it
        }
    }
}
