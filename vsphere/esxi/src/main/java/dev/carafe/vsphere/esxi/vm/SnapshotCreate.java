package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.hardware.Faults;
import dev.carafe.vsphere.esxi.machine.Disk;
import dev.carafe.vsphere.esxi.machine.DiskMode;
import dev.carafe.vsphere.esxi.machine.VirtualMachine;
import dev.carafe.vsphere.esxi.process.MachineProcess;
import dev.carafe.vsphere.esxi.qemu.BlockNodes;
import dev.carafe.vsphere.esxi.vmx.VmsdFile;
import dev.carafe.vsphere.esxi.vmx.VmxWriter;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.MemorySnapshotOnIndependentDisk;
import dev.carafe.vsphere.vim.vim25.TooManySnapshotLevels;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineSnapshot;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Takes a snapshot. Each disk gets another one over it, and the configuration names those before anything is written to them; the
 * snapshot is written down last, so that what it names is never written to.
 */
final class SnapshotCreate {
    private static final Logger LOG = System.getLogger(SnapshotCreate.class.getName());
    private static final int NAME_MAX = 256;

    private final Machine machine;
    private final VmHost host;
    private final Scratch scratch;
    private final int uid;
    private final DatastorePath stateFile;
    private final DatastorePath memoryFile;
    /** The disk over each disk, by the device's key. */
    private final Map<Integer, DatastorePath> overlays = new LinkedHashMap<>();

    SnapshotCreate(Machine machine) {
        this.machine = machine;
        this.host = machine.host();
        this.scratch = new Scratch(host);
        this.uid = machine.state().snapshots().lastUid() + 1;
        this.stateFile = machine.folder().sibling("-Snapshot" + uid + ".vmsn");
        this.memoryFile = machine.folder().path(Layers.memoryFile(stateFile.fileName()));
    }

    ManagedObjectReference<VirtualMachineSnapshot> run(String name, String description, boolean memory, boolean quiesce)
            throws InterruptedException {
        check(name, memory);
        boolean withMemory = memory && machine.power() != VirtualMachinePowerState.POWERED_OFF;
        VirtualMachine before = machine.state().hardware();
        Map<String, String> frozen = new LinkedHashMap<>();
        for (Disk disk : before.devices().disks()) {
            frozen.put(disk.name(), disk.fileName());
            if (disk.mode() == DiskMode.PERSISTENT) {
                overlays.put(disk.key(), free(disk));
            }
        }
        List<DatastorePath> made = new ArrayList<>(overlays.values());
        made.add(stateFile);
        if (withMemory) {
            made.add(memoryFile);
        }
        scratch.making(made);
        boolean quiesced = false;
        try {
            VirtualMachine kept = MachineState.withMemoryFile(before, Optional.empty());
            DurableFile.write(
                    machine.folder().file(stateFile),
                    VmxWriter.write(kept, machine.state().vmx()).bytes());
            if (machine.power() == VirtualMachinePowerState.POWERED_ON) {
                quiesced = running(before, withMemory, quiesce);
            } else {
                still(before, withMemory);
            }
        } catch (IOException | FaultException | InterruptedException failed) {
            boolean turned = !machine.state().hardware().equals(before);
            scratch.undo(made.stream()
                    .filter(file -> !turned || !overlays.containsValue(file))
                    .toList());
            if (turned) {
                scratch.settled(made);
            }
            if (failed instanceof InterruptedException interrupted) {
                throw interrupted;
            }
            if (turned) {
                turnBack();
            }
            throw switch (failed) {
                case FaultException fault -> fault;
                case IOException full when VmFaults.isFull(full) -> VmFaults.of(full, stateFile);
                default -> VmFaults.file(stateFile, "the snapshot failed: " + failed.getMessage());
            };
        }
        write(name, description, withMemory, quiesced, frozen);
        scratch.settled(made);
        machine.look();
        return SnapshotViews.reference(machine.reference(), uid);
    }

    /** The guest writes to the new layers by now; what cannot be merged stays until snapshots are consolidated. */
    private void turnBack() throws InterruptedException {
        machine.look();
        try {
            new Merges(machine).undo(overlays.values());
        } catch (FaultException stuck) {
            LOG.log(
                    Level.WARNING,
                    "layers of a snapshot of {0} that was not taken stay: {1}",
                    machine.name(),
                    stuck.getMessage());
        }
        machine.look();
    }

    private void check(String name, boolean memory) {
        VmsdFile snapshots = machine.state().snapshots();
        if (name.isBlank() || name.length() > NAME_MAX) {
            throw Faults.invalidArgument("name", "a snapshot's name has 1 to " + NAME_MAX + " characters");
        }
        boolean deep = snapshots.current().isPresent()
                && snapshots.depthOf(snapshots.current().getAsInt()) >= VmsdFile.DEPTH_MAX;
        if (deep || snapshots.snapshots().size() >= VmsdFile.SNAPSHOTS_MAX) {
            throw TooManySnapshotLevels.builder()
                    .build()
                    .exception("The maximum number of snapshot levels has been reached.");
        }
        if (memory && machine.power() == VirtualMachinePowerState.POWERED_ON) {
            UnsavableState.refuseMemorySnapshot(machine);
        }
        boolean independent = machine.state().hardware().devices().disks().stream()
                .anyMatch(disk -> disk.mode() != DiskMode.PERSISTENT);
        if (memory && independent && machine.power() == VirtualMachinePowerState.POWERED_ON) {
            throw MemorySnapshotOnIndependentDisk.builder()
                    .build()
                    .exception("A snapshot with memory cannot be taken of a machine with independent disks.");
        }
    }

    private DatastorePath free(Disk disk) {
        DatastorePath at = machine.folder().path(disk.fileName());
        for (int number = 1; ; number++) {
            DatastorePath path = machine.folder().path(Layers.over(at, number));
            if (!host.disks().isTaken(path) && !overlays.containsValue(path)) {
                return path;
            }
        }
    }

    private void still(VirtualMachine before, boolean withMemory) throws IOException {
        makeOverlays(before);
        if (withMemory) {
            Optional<String> memory = machine.state().memoryFile();
            Path target = machine.folder().file(memoryFile);
            if (memory.isPresent()) {
                Files.copy(
                        machine.folder().file(machine.folder().path(memory.get())),
                        target,
                        StandardCopyOption.REPLACE_EXISTING);
                DurableFile.sync(target);
            }
        }
        machine.configure(over(before));
    }

    private void makeOverlays(VirtualMachine before) {
        for (Disk disk : before.devices().disks()) {
            DatastorePath overlay = overlays.get(disk.key());
            if (overlay != null) {
                host.disks().delta(machine.folder().path(disk.fileName()), overlay);
            }
        }
    }

    private VirtualMachine over(VirtualMachine before) {
        List<Disk> disks = before.devices().disks().stream()
                .map(disk -> {
                    DatastorePath overlay = overlays.get(disk.key());
                    return overlay == null
                            ? disk
                            : new Disk(disk.slot(), machine.folder().name(overlay), disk.capacityBytes(), disk.mode());
                })
                .toList();
        return before.withDevices(before.devices().withDisks(disks));
    }

    /** Returns whether the guest's file systems stood still. */
    private boolean running(VirtualMachine before, boolean withMemory, boolean quiesce)
            throws IOException, InterruptedException {
        MachineProcess process = machine.running();
        makeOverlays(before);
        LiveBlocks live = LiveBlocks.of(process);
        HotPlug files = new HotPlug(machine, process);
        Map<String, String> nodes = new HashMap<>();
        for (Disk disk : before.devices().disks()) {
            DatastorePath overlay = overlays.get(disk.key());
            if (overlay != null) {
                Path content = host.disks().chain(overlay).top().layer().file();
                files.hand(content, true);
                int layer = live.nextLayer(disk.key());
                process.blocks().add(BlockNodes.overlay(disk.key(), layer, content));
                Path active =
                        live.active(disk.key()).orElseThrow(() -> new IOException(disk.name() + " has no medium"));
                nodes.put(live.node(disk.key(), active).orElseThrow(), BlockNodes.layer(disk.key(), layer));
            }
        }
        boolean quiesced = quiesce && freeze(process);
        boolean ran = !machine.state().live().paused();
        try {
            if (withMemory && ran) {
                process.monitor().stop();
            }
            machine.configure(over(before));
            turn(process, before, nodes);
            if (withMemory) {
                Path target = machine.folder().file(memoryFile);
                MachinePlacement.provide(target, process.placement().runDirectory());
                process.saveState(target);
                DurableFile.sync(target);
            }
        } finally {
            if (withMemory && ran) {
                process.monitor().cont();
            }
            if (quiesced) {
                host.ground().guests().thaw(process.placement().guestAgentSocket());
            }
        }
        return quiesced;
    }

    private void turn(MachineProcess process, VirtualMachine before, Map<String, String> nodes) throws IOException {
        if (nodes.isEmpty()) {
            return;
        }
        try {
            process.blocks().snapshot(nodes);
        } catch (IOException refused) {
            machine.configure(before);
            for (String node : nodes.values()) {
                process.blocks().delete(node);
                process.blocks().delete(node.replace("-l", "-f"));
            }
            throw refused;
        }
    }

    /** A guest without an agent is not asked, as upstream does. */
    private boolean freeze(MachineProcess process) {
        try {
            host.ground().guests().freeze(process.placement().guestAgentSocket());
            return true;
        } catch (IOException deaf) {
            LOG.log(Level.INFO, "the guest of {0} is not quiesced: {1}", machine.name(), deaf.getMessage());
            return false;
        }
    }

    private void write(String name, String description, boolean memory, boolean quiesced, Map<String, String> frozen) {
        VmsdFile before = machine.state().snapshots();
        List<VmsdFile.Snapshot> all = new ArrayList<>(before.snapshots());
        all.add(new VmsdFile.Snapshot(
                uid,
                before.current(),
                name,
                description,
                host.services().clock().instant(),
                memory,
                stateFile.fileName(),
                frozen,
                quiesced ? Map.of(SnapshotViews.QUIESCED, "TRUE") : Map.of()));
        machine.snapshots(new VmsdFile(uid, OptionalInt.of(uid), all));
    }
}
