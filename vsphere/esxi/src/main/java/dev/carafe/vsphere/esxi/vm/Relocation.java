package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.machine.Cdrom;
import dev.carafe.vsphere.esxi.machine.Disk;
import dev.carafe.vsphere.esxi.machine.VirtualMachine;
import dev.carafe.vsphere.esxi.vmx.VmsdFile;
import dev.carafe.vsphere.esxi.vmx.VmxWriter;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.DatastoreEventArgument;
import dev.carafe.vsphere.vim.vim25.HostEventArgument;
import dev.carafe.vsphere.vim.vim25.HostSystemProperties;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineRelocateSpec;
import dev.carafe.vsphere.vmomi.task.TaskProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Moves the files of a machine that is off to other datastores ({@code RelocateVM_Task}). All is copied first, each file noted before
 * it is made; then one note says that the machine is in its new place and that the old files go. So that whenever the agent ends, the
 * machine is whole in one place, and the next agent removes what is in the other.
 */
final class Relocation {
    private final Machine machine;
    private final VmHost host;
    private final NewMachine made;

    Relocation(Machine machine) {
        this.machine = machine;
        this.host = machine.host();
        this.made = new NewMachine(host, true);
    }

    void run(VirtualMachineRelocateSpec spec, TaskProgress progress) {
        var pool = host.pools().required(spec.pool());
        RelocateOrder order = new RelocateOrder(machine, spec);
        Map<DatastorePath, String> moving = moving(order);
        if (order.homeMoves() || !moving.isEmpty()) {
            machine.require(VirtualMachinePowerState.POWERED_OFF);
            machine.requireNoExport();
            String before = machine.folder().vmx().datastore();
            post("VmBeingRelocatedEvent", "dest", order.home());
            try {
                move(order, moving, progress);
            } catch (FaultException failed) {
                made.undo();
                throw failed;
            }
            post("VmRelocatedEvent", "source", before);
        }
        if (spec.pool() != null && !machine.folder().template()) {
            host.pools().move(machine, pool);
        }
    }

    /** The disks that the machine or a snapshot names and that are to be elsewhere, with their names such as {@code scsi0:0}. */
    private Map<DatastorePath, String> moving(RelocateOrder order) {
        Map<DatastorePath, String> moving = new LinkedHashMap<>();
        named((name, path) -> {
            if (order.target(name, path).isPresent()) {
                moving.put(path, name);
            }
        });
        return moving;
    }

    private interface Named {
        void see(String name, DatastorePath path);
    }

    private void named(Named seen) {
        MachineFolder folder = machine.folder();
        for (VmsdFile.Snapshot snapshot : machine.state().snapshots().snapshots()) {
            snapshot.disks().forEach((name, file) -> seen.see(name, folder.path(file)));
        }
        for (Disk disk : machine.state().hardware().devices().disks()) {
            seen.see(disk.name(), folder.path(disk.fileName()));
        }
    }

    private void move(RelocateOrder order, Map<DatastorePath, String> moving, TaskProgress progress) {
        MachineFolder before = machine.folder();
        MachineFolder after = order.homeMoves() ? claim(order.home()) : before;
        boolean layered = !machine.state().snapshots().snapshots().isEmpty();
        int count = layered ? DiskCollector.withParents(host, moving.keySet()).size() : moving.size();
        LayerCopies copies = new LayerCopies(host, made, before.baseName(), layered, progress, count);
        moving.forEach((path, name) -> {
            String target = order.target(name, path).orElseThrow();
            DatastorePath folder = target.equals(order.home())
                    ? after.path()
                    : new DatastorePath(target, before.path().fileName());
            copies.of(path, folder, order.provisioning(name));
        });
        if (order.homeMoves()) {
            moveHome(before, after, new HashMap<>(copies.all()));
        } else {
            moveDisks(copies.all());
        }
    }

    /** A folder on the other datastore that is called as the one now, or nearly so. */
    private MachineFolder claim(String datastore) {
        MachineFolder before = machine.folder();
        for (int number = 0; ; number++) {
            DatastorePath folder =
                    new DatastorePath(datastore, before.path().fileName() + (number == 0 ? "" : "_" + number));
            if (!host.disks().exists(folder)) {
                return made.claim(folder.child(before.vmx().fileName()).toString(), machine.name(), before.template());
            }
        }
    }

    private void moveDisks(Map<DatastorePath, DatastorePath> copies) {
        Set<DatastorePath> old = new LinkedHashSet<>();
        copies.keySet().stream()
                .filter(disk -> copies.keySet().stream()
                        .anyMatch(top -> DiskCollector.named(machine.state()).contains(top)
                                && top.parent().equals(disk.parent())))
                .forEach(old::add);
        DiskCollector.releasingAll(machine, old, () -> {
            VmsdFile snapshots = renamed(machine.folder(), machine.folder(), copies);
            if (!snapshots.equals(machine.state().snapshots())) {
                machine.snapshots(snapshots);
            }
            machine.configure(hardware(machine.folder(), machine.folder(), copies));
            new Scratch(host).settled(made.files());
        });
        machine.look();
    }

    private void moveHome(MachineFolder before, MachineFolder after, Map<DatastorePath, DatastorePath> moved) {
        List<DatastorePath> doomed = new ArrayList<>(new Destruction(machine).files());
        try {
            for (DatastorePath file : doomed) {
                copyBeside(before, after, file).ifPresent(copy -> moved.put(file, copy));
            }
            made.note(after.sibling(".vmsd"), after.vmx());
            if (!machine.state().snapshots().equals(VmsdFile.EMPTY)) {
                after.write(renamed(before, after, moved));
            }
            after.write(VmxWriter.write(
                    hardware(before, after, moved), machine.state().vmx()));
        } catch (IOException failed) {
            throw VmFaults.of(failed, after.vmx());
        }
        MachineState now = load(after);
        doomed.removeAll(DiskCollector.withParents(host, DiskCollector.named(now)));
        try {
            host.registrations().move(machine.id(), after.vmx(), made.files(), doomed);
        } catch (IOException failed) {
            throw VmFaults.system("the machine's new place cannot be noted: " + failed.getMessage());
        }
        machine.update(known -> now.after(known));
        machine.look();
        new Scratch(host).destroyDoomed(doomed);
    }

    private MachineState load(MachineFolder folder) {
        try {
            return new MachineLoader(host).load(folder);
        } catch (IOException unreadable) {
            throw VmFaults.of(unreadable, folder.vmx());
        }
    }

    /** What lies beside the configuration and is no disk goes with it under its name. */
    private Optional<DatastorePath> copyBeside(MachineFolder before, MachineFolder after, DatastorePath file)
            throws IOException {
        Path from = before.file(file);
        boolean goes = file.parent().equals(before.path())
                && Files.isRegularFile(from)
                && !file.fileName().endsWith(".vmdk")
                && !file.fileName().endsWith(".vmsd")
                && !file.equals(before.vmx())
                && !file.equals(Claim.file(before));
        if (!goes) {
            return Optional.empty();
        }
        DatastorePath to = after.path().child(file.fileName());
        made.note(to);
        Path target = after.file(to);
        Files.copy(from, target, StandardCopyOption.COPY_ATTRIBUTES);
        DurableFile.sync(target);
        DurableFile.syncFolder(target);
        return Optional.of(to);
    }

    private VmsdFile renamed(MachineFolder before, MachineFolder after, Map<DatastorePath, DatastorePath> moved) {
        VmsdFile snapshots = machine.state().snapshots();
        return new VmsdFile(
                snapshots.lastUid(),
                snapshots.current(),
                snapshots.snapshots().stream()
                        .map(snapshot -> {
                            Map<String, String> disks = new LinkedHashMap<>(snapshot.disks());
                            disks.replaceAll((_, name) -> name(before, after, moved, name));
                            return snapshot.withDisks(disks);
                        })
                        .toList());
    }

    private VirtualMachine hardware(
            MachineFolder before, MachineFolder after, Map<DatastorePath, DatastorePath> moved) {
        VirtualMachine now = machine.state().hardware();
        return now.withDevices(now.devices()
                .withDisks(now.devices().disks().stream()
                        .map(disk -> new Disk(
                                disk.slot(),
                                name(before, after, moved, disk.fileName()),
                                disk.capacityBytes(),
                                disk.mode()))
                        .toList())
                .withCdroms(now.devices().cdroms().stream()
                        .map(drive -> new Cdrom(
                                drive.slot(),
                                drive.isoFileName().map(iso -> name(before, after, moved, iso)),
                                drive.startConnected()))
                        .toList()));
    }

    private static String name(
            MachineFolder before, MachineFolder after, Map<DatastorePath, DatastorePath> moved, String file) {
        DatastorePath path = before.path(file);
        return after.name(moved.getOrDefault(path, path));
    }

    /** @param which whether the event tells where the machine is going, {@code dest}, or where it came from, {@code source} */
    private void post(String type, String which, String datastore) {
        var reference = host.place().host();
        String name =
                host.services().registry().properties(reference).orElse(null) instanceof HostSystemProperties shown
                                && shown.name() != null
                        ? shown.name()
                        : reference.value();
        Map<String, Object> fields = new HashMap<>();
        fields.put(
                which + "Host",
                HostEventArgument.builder().name(name).host(reference).build());
        host.place()
                .datastore()
                .apply(datastore)
                .ifPresent(each -> fields.put(
                        which + "Datastore",
                        DatastoreEventArgument.builder()
                                .name(datastore)
                                .datastore(each)
                                .build()));
        host.post(machine, type, fields);
    }
}
