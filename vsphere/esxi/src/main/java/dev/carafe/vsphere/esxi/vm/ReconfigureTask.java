package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.hardware.ConfigSpecReader;
import dev.carafe.vsphere.esxi.hardware.Faults;
import dev.carafe.vsphere.esxi.hardware.FileAction;
import dev.carafe.vsphere.esxi.hardware.Reconfiguration;
import dev.carafe.vsphere.esxi.machine.VirtualMachine;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.ConcurrentAccess;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Changes a machine by a config spec: all of it or nothing, but for devices that a running machine let go of before it refused
 * something else. QEMU loses a device before the configuration does, and gets one after it: so that an agent that finds both
 * after a crash knows that what QEMU lacks is not there.
 */
final class ReconfigureTask {
    private static final Logger LOG = System.getLogger(ReconfigureTask.class.getName());

    private final Machine machine;
    private final VmHost host;
    private final Scratch scratch;
    private final List<DatastorePath> made = new ArrayList<>();

    ReconfigureTask(Machine machine) {
        this.machine = machine;
        this.host = machine.host();
        this.scratch = new Scratch(host);
    }

    void run(VirtualMachineConfigSpec spec) throws InterruptedException {
        String version = spec.changeVersion();
        if (version != null && !version.isEmpty() && !version.equals(MachineView.changeVersion(machine.state()))) {
            throw ConcurrentAccess.builder()
                    .build()
                    .exception("Cannot complete operation due to concurrent modification by another operation.");
        }
        VirtualMachine before = machine.state().hardware();
        boolean on = machine.power() == VirtualMachinePowerState.POWERED_ON;
        Reconfiguration wanted = wanted(spec, before, on);
        VirtualMachine after = wanted.machine();
        if (machine.power() == VirtualMachinePowerState.SUSPENDED) {
            HotChange.refuseHardware(before, after, VirtualMachinePowerState.SUSPENDED);
        }
        if (on) {
            HotChange.check(before, after);
        }
        refuseDependents(wanted);
        try (Pools.Admission _ = on ? host.pools().admit(machine, spec) : () -> {}) {
            DiskCollector.releasingAll(machine, destroyed(wanted), () -> change(spec, wanted, before, on));
        }
        host.pools().place(machine); // its shares and limits may be others
        machine.look();
        tell(spec, before, after);
    }

    private Reconfiguration wanted(VirtualMachineConfigSpec spec, VirtualMachine before, boolean on) {
        Reconfiguration wanted = ConfigSpecReader.apply(spec, before, new FolderContext(machine.folder(), host, on));
        VirtualMachine after = wanted.machine();
        return machine.power() == VirtualMachinePowerState.POWERED_OFF
                ? new Reconfiguration(after.withMemory(after.memory().whole()), wanted.actions())
                : wanted;
    }

    private void change(VirtualMachineConfigSpec spec, Reconfiguration wanted, VirtualMachine before, boolean on)
            throws InterruptedException {
        VirtualMachine after = wanted.machine();
        VirtualMachine kept = before;
        try {
            for (FileAction action : wanted.actions()) {
                make(action, on);
            }
            if (on) {
                kept = new HotChange(machine, machine.running(), before, after).remove();
            }
            machine.configure(after);
            if (on) {
                changeRunning(spec, kept, after);
            }
        } catch (FaultException | InterruptedException failed) {
            if (!machine.state().hardware().equals(kept)) {
                machine.configure(kept);
            }
            if (on) {
                settleBoard();
            }
            scratch.undo(made);
            throw failed;
        }
        scratch.settled(made);
    }

    /** Processors and memory that QEMU took before it refused the next stay. */
    private void settleBoard() {
        try {
            new HotAdd(machine, machine.running()).settle();
        } catch (IOException | FaultException ended) {
            LOG.log(Level.WARNING, "what machine {0} has is not known: {1}", machine.id(), ended.getMessage());
        }
    }

    private void changeRunning(VirtualMachineConfigSpec spec, VirtualMachine before, VirtualMachine after)
            throws InterruptedException {
        HotChange change = new HotChange(machine, machine.running(), before, after);
        change.run(spec);
        LiveNote.write(machine);
    }

    /** A disk that snapshots need, or that another machine's disk lies over, is not destroyed or made larger. */
    private void refuseDependents(Reconfiguration wanted) {
        for (FileAction action : wanted.actions()) {
            String name = switch (action) {
                case FileAction.ExtendDisk extend -> extend.fileName();
                case FileAction.DestroyDisk destroy -> destroy.fileName();
                case FileAction.CreateDisk _, FileAction.CreateDelta _ -> "";
            };
            if (!name.isEmpty()) {
                DatastorePath path = machine.folder().path(name);
                if (action instanceof FileAction.ExtendDisk
                        && host.disks().descriptors(path).size() > 1) {
                    throw Faults.notSupported("a disk that has snapshots does not become larger: " + path);
                }
                if (host.machines().lieOver(path, machine)) {
                    throw VmFaults.file(path, "a disk of another virtual machine lies over it");
                }
            }
        }
    }

    private void make(FileAction action, boolean on) {
        switch (action) {
            case FileAction.CreateDisk(int _, String name, long bytes, boolean thin, boolean eager) -> {
                note(machine.folder().path(name));
                host.disks().create(machine.folder().path(name), bytes, thin, eager);
            }
            case FileAction.CreateDelta(int _, String name, String parent) -> {
                note(machine.folder().path(name));
                host.disks()
                        .delta(machine.folder().path(parent), machine.folder().path(name));
            }
            case FileAction.ExtendDisk(int _, String name, long bytes) -> {
                if (!on) {
                    host.disks().extend(machine.folder().path(name), bytes);
                }
            }
            case FileAction.DestroyDisk _ -> {}
        }
    }

    private void note(DatastorePath file) {
        scratch.making(List.of(file));
        made.add(file);
    }

    private Set<DatastorePath> destroyed(Reconfiguration wanted) {
        Set<DatastorePath> disks = new LinkedHashSet<>();
        for (FileAction action : wanted.actions()) {
            if (action instanceof FileAction.DestroyDisk(int _, String name)) {
                disks.add(machine.folder().path(name));
            }
        }
        return disks;
    }

    private void tell(VirtualMachineConfigSpec spec, VirtualMachine before, VirtualMachine after) {
        String oldName = before.identity().name();
        String newName = after.identity().name();
        if (!oldName.equals(newName)) {
            host.post(machine, "VmRenamedEvent", Map.of("oldName", oldName, "newName", newName));
        }
        if (!spec.equals(Naming.spec(newName))) {
            host.post(machine, "VmReconfiguredEvent", Map.of("configSpec", spec));
        }
    }
}
