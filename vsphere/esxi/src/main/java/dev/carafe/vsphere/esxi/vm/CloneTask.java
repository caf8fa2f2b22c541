package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.disk.DiskProgress;
import dev.carafe.vsphere.esxi.disk.Provisioning;
import dev.carafe.vsphere.esxi.hardware.ConfigSpecReader;
import dev.carafe.vsphere.esxi.hardware.Faults;
import dev.carafe.vsphere.esxi.hardware.FileAction;
import dev.carafe.vsphere.esxi.hardware.Reconfiguration;
import dev.carafe.vsphere.esxi.machine.Disk;
import dev.carafe.vsphere.esxi.machine.Identity;
import dev.carafe.vsphere.esxi.machine.MacAddress;
import dev.carafe.vsphere.esxi.machine.Nic;
import dev.carafe.vsphere.esxi.machine.VirtualMachine;
import dev.carafe.vsphere.esxi.vmx.VmsdFile;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.ManagedObjectReference;
import dev.carafe.vsphere.vim.vim25.Folder;
import dev.carafe.vsphere.vim.vim25.VirtualMachineCloneSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import dev.carafe.vsphere.vim.vim25.VirtualMachineSnapshot;
import dev.carafe.vsphere.vmomi.task.TaskProgress;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Makes a machine like another one: its disks copied, or with new disks over those of a snapshot. A stand-alone ESXi host refuses to
 * clone and leaves it to vCenter; this one does it, since whoever owns the files does it best.
 *
 * <p>Of a source that runs, its disks as of one instant are cloned: it has a snapshot for as long as that takes, which a crash leaves
 * to be removed by hand.
 */
final class CloneTask {
    private static final Logger LOG = System.getLogger(CloneTask.class.getName());
    private static final String LINKED = "createNewChildDiskBacking";

    private final Machine source;
    private final VmHost host;
    private final VirtualMachines machines;
    private final Runnable showSnapshots;

    /** @param showSnapshots shows those that the source has now */
    CloneTask(Machine source, VirtualMachines machines, Runnable showSnapshots) {
        this.source = source;
        this.showSnapshots = showSnapshots;
        this.host = source.host();
        this.machines = machines;
    }

    ManagedObjectReference<dev.carafe.vsphere.vim.vim25.VirtualMachine> run(
            ManagedObjectReference<Folder> folder, String name, VirtualMachineCloneSpec spec, TaskProgress progress)
            throws InterruptedException {
        refuse(spec);
        host.pools().required(spec.location().pool());
        if (machines.isNameTaken(folder, name)) {
            throw Names.duplicate(folder, name);
        }
        Optional<VmsdFile.Snapshot> snapshot = snapshot(spec);
        if (snapshot.isPresent() || source.power() == VirtualMachinePowerState.POWERED_OFF) {
            return run(folder, name, spec, snapshot, progress);
        }
        if (source.power() != VirtualMachinePowerState.POWERED_ON) {
            throw VmFaults.powerState(source.power(), VirtualMachinePowerState.POWERED_OFF);
        }
        if (source.state().hardware().devices().disks().stream()
                .anyMatch(disk -> LINKED.equals(moveType(spec, disk.key())))) {
            throw noSnapshot();
        }
        new SnapshotCreate(source).run("clone", "for the clone " + name, false, false);
        showSnapshots.run();
        int uid = source.state().snapshots().current().orElseThrow();
        try {
            return run(folder, name, spec, source.state().snapshots().byUid(uid), progress);
        } finally {
            forget(uid, progress);
        }
    }

    private void forget(int uid, TaskProgress progress) throws InterruptedException {
        try {
            new SnapshotRemove(source).one(uid, false, true, progress);
            showSnapshots.run();
        } catch (FaultException left) {
            LOG.log(Level.WARNING, "the snapshot of a clone of {0} is left: {1}", source.name(), left.getMessage());
        }
    }

    private ManagedObjectReference<dev.carafe.vsphere.vim.vim25.VirtualMachine> run(
            ManagedObjectReference<Folder> folder,
            String name,
            VirtualMachineCloneSpec spec,
            Optional<VmsdFile.Snapshot> snapshot,
            TaskProgress progress)
            throws InterruptedException {
        NewMachine made = new NewMachine(host, true);
        MachineState state;
        try {
            state = make(made, snapshot, name, spec, progress);
        } catch (FaultException failed) {
            made.undo();
            throw failed;
        }
        Machine clone = machines.enter(
                made,
                state,
                folder,
                spec.location().pool() == null
                        ? host.place().pool()
                        : spec.location().pool(),
                "VmCreatedEvent");
        if (spec.powerOn() && !spec.template()) {
            new Power(clone).on();
        }
        return clone.reference();
    }

    private static void refuse(VirtualMachineCloneSpec spec) {
        if (Boolean.TRUE.equals(spec.memory())) {
            throw Faults.notSupported("a machine's memory is not cloned");
        }
    }

    private Optional<VmsdFile.Snapshot> snapshot(VirtualMachineCloneSpec spec) {
        ManagedObjectReference<VirtualMachineSnapshot> wanted = spec.snapshot();
        if (wanted == null) {
            return Optional.empty();
        }
        return Optional.of(source.state().snapshots().snapshots().stream()
                .filter(each -> SnapshotViews.reference(source.reference(), each.uid())
                        .value()
                        .equals(wanted.value()))
                .findFirst()
                .orElseThrow(() -> VmFaults.notFound("snapshot " + wanted.value())));
    }

    private MachineState make(
            NewMachine made,
            Optional<VmsdFile.Snapshot> snapshot,
            String name,
            VirtualMachineCloneSpec spec,
            TaskProgress progress) {
        String datastore = datastore(spec);
        MachineFolder folder = made.claim("[" + datastore + "]", name, spec.template());
        VirtualMachine from = hardware(snapshot);
        List<Disk> disks = new ArrayList<>();
        List<Disk> all = from.devices().disks();
        for (Disk disk : all) {
            disks.add(disk(made, folder, disk, snapshot, spec, share(progress, disks.size(), all.size())));
        }
        VirtualMachine clone = renewed(made, from.withDevices(from.devices().withDisks(disks)), name);
        VirtualMachineConfigSpec changes = spec.config();
        if (changes != null) {
            Reconfiguration changed = ConfigSpecReader.apply(
                    changes.toBuilder().name(name).build(), clone, new FolderContext(folder, host, false));
            for (FileAction action : changed.actions()) {
                made.make(folder, action);
            }
            clone = changed.machine();
        }
        Nvram.copy(source.folder(), clone, made, folder);
        if (spec.customization() != null) {
            made.note(Customization.file(folder));
            clone = new Customization(spec.customization())
                    .seed(folder, clone, clone.identity().biosUuid().toString());
        }
        return made.write(folder, clone);
    }

    private String datastore(VirtualMachineCloneSpec spec) {
        var wanted = spec.location().datastore();
        if (wanted == null) {
            return source.folder().vmx().datastore();
        }
        return host.datastoreName(wanted)
                .orElseThrow(() -> Faults.invalidArgument("spec.location.datastore", "it is not on this host"));
    }

    private VirtualMachine hardware(Optional<VmsdFile.Snapshot> snapshot) {
        if (snapshot.isEmpty()) {
            return source.state().hardware();
        }
        try {
            SnapshotConfigs configs = new SnapshotConfigs(source);
            return configs.hardware(configs.vmx(snapshot.get()));
        } catch (IOException broken) {
            throw VmFaults.file(source.folder().path(snapshot.get().stateFile()), String.valueOf(broken.getMessage()));
        }
    }

    private Disk disk(
            NewMachine made,
            MachineFolder folder,
            Disk disk,
            Optional<VmsdFile.Snapshot> snapshot,
            VirtualMachineCloneSpec spec,
            DiskProgress progress) {
        String name = snapshot.map(each -> each.disks().getOrDefault(disk.name(), disk.fileName()))
                .orElse(disk.fileName());
        DatastorePath from = source.folder().path(name);
        DatastorePath to = free(folder, made.files());
        made.note(to);
        if (LINKED.equals(moveType(spec, disk.key()))) {
            if (snapshot.isEmpty()) {
                throw noSnapshot();
            }
            host.disks().delta(from, to);
        } else {
            host.disks().copy(from, to, provisioning(from), progress);
        }
        return new Disk(disk.slot(), folder.name(to), disk.capacityBytes(), disk.mode());
    }

    private static FaultException noSnapshot() {
        return Faults.invalidArgument(
                "spec.snapshot", "a linked clone needs a snapshot, whose disks are never written to");
    }

    private Provisioning provisioning(DatastorePath from) {
        var facts = host.disks().facts(from);
        return facts.thin() || facts.chain().size() > 1
                ? Provisioning.THIN
                : facts.eagerlyScrub() ? Provisioning.EAGER_ZEROED : Provisioning.THICK;
    }

    private static String moveType(VirtualMachineCloneSpec spec, int key) {
        return spec.location().disk().stream()
                .filter(locator -> locator.diskId() == key && locator.diskMoveType() != null)
                .map(locator -> String.valueOf(locator.diskMoveType()))
                .findFirst()
                .orElse(String.valueOf(spec.location().diskMoveType()));
    }

    private DatastorePath free(MachineFolder folder, List<DatastorePath> taken) {
        for (int number = 0; ; number++) {
            DatastorePath path = folder.sibling((number == 0 ? "" : "_" + number) + ".vmdk");
            if (!host.disks().isTaken(path) && !taken.contains(path)) {
                return path;
            }
        }
    }

    /** Another machine: names, UUIDs and addresses of its own; an address that somebody chose stays his to change. */
    private VirtualMachine renewed(NewMachine made, VirtualMachine from, String name) {
        UUID bios = made.uuid(NewMachine.BIOS);
        Identity old = from.identity();
        Identity identity = new Identity(
                name, bios, made.uuid(NewMachine.INSTANCE), old.guestId(), old.hardwareVersion(), old.annotation());
        List<Nic> nics = from.devices().nics().stream()
                .map(nic -> new Nic(
                        nic.index(),
                        nic.type(),
                        MacAddress.generated(bios, nic.index()),
                        nic.portGroup(),
                        nic.startConnected()))
                .toList();
        return MachineState.withMemoryFile(
                new VirtualMachine(
                        identity,
                        from.firmware(),
                        from.cpus(),
                        from.memory(),
                        Customization.withoutSeed(from.devices(), source.folder())
                                .withNics(nics),
                        from.boot(),
                        from.extraConfig()),
                Optional.empty());
    }

    private static DiskProgress share(TaskProgress progress, int done, int count) {
        return new DiskProgress() {
            @Override
            public void percent(int percent) {
                progress.percent((done * 100 + percent) / count);
            }

            @Override
            public boolean cancelled() {
                return progress.cancelled();
            }
        };
    }
}
