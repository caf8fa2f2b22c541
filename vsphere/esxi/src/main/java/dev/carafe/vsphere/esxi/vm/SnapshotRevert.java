package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.datastore.DatastorePath;
import dev.carafe.vsphere.esxi.machine.Disk;
import dev.carafe.vsphere.esxi.machine.DiskMode;
import dev.carafe.vsphere.esxi.machine.Identity;
import dev.carafe.vsphere.esxi.machine.VirtualMachine;
import dev.carafe.vsphere.esxi.vmx.VmsdFile;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Takes a machine back to a snapshot: new disks over those of the snapshot, its configuration, and its memory if it has one. */
final class SnapshotRevert {
    private final Machine machine;
    private final VmHost host;
    private final Power power;

    SnapshotRevert(Machine machine) {
        this.machine = machine;
        this.host = machine.host();
        this.power = new Power(machine);
    }

    void run(int uid, boolean suppressPowerOn) throws InterruptedException {
        VmsdFile snapshots = machine.state().snapshots();
        VmsdFile.Snapshot snapshot = snapshots.byUid(uid).orElseThrow(() -> VmFaults.notFound("snapshot " + uid));
        VirtualMachine then;
        try {
            SnapshotConfigs configs = new SnapshotConfigs(machine);
            then = configs.hardware(configs.vmx(snapshot));
        } catch (IOException broken) {
            throw VmFaults.file(machine.folder().path(snapshot.stateFile()), String.valueOf(broken.getMessage()));
        }
        if (machine.power() != VirtualMachinePowerState.POWERED_OFF) {
            power.off();
        }
        DiskCollector.releasing(machine, overDisks(), () -> {
            disks(snapshot, then);
            machine.snapshots(new VmsdFile(snapshots.lastUid(), OptionalInt.of(uid), snapshots.snapshots()));
        });
        machine.look();
        if (snapshot.memory() && !suppressPowerOn) {
            DatastorePath memory = machine.folder().path(Layers.memoryFile(snapshot.stateFile()));
            if (!machine.folder().exists(memory)) {
                throw VmFaults.absent(memory);
            }
            power.start(Optional.of(memory), false);
            host.post(machine, "VmPoweredOnEvent", Map.of());
        }
    }

    /** The machine's disks that lie over others: what was written since the last snapshot. */
    private Set<DatastorePath> overDisks() {
        Set<DatastorePath> over = new LinkedHashSet<>();
        for (Disk disk : machine.state().hardware().devices().disks()) {
            DatastorePath path = machine.folder().path(disk.fileName());
            if (DiskCollector.parent(host, path).isPresent()) {
                over.add(path);
            }
        }
        return over;
    }

    private void disks(VmsdFile.Snapshot snapshot, VirtualMachine then) {
        Scratch scratch = new Scratch(host);
        List<DatastorePath> made = new ArrayList<>();
        List<Disk> disks = new ArrayList<>();
        try {
            for (Disk disk : then.devices().disks()) {
                DatastorePath frozen =
                        machine.folder().path(snapshot.disks().getOrDefault(disk.name(), disk.fileName()));
                if (disk.mode() == DiskMode.PERSISTENT) {
                    DatastorePath over = free(frozen, made);
                    scratch.making(List.of(over));
                    made.add(over);
                    host.disks().delta(frozen, over);
                    frozen = over;
                }
                disks.add(new Disk(disk.slot(), machine.folder().name(frozen), disk.capacityBytes(), disk.mode()));
            }
            Identity now = machine.state().hardware().identity();
            Identity old = then.identity();
            VirtualMachine after = new VirtualMachine(
                    new Identity(
                            now.name(),
                            now.biosUuid(),
                            now.instanceUuid(),
                            old.guestId(),
                            old.hardwareVersion(),
                            old.annotation()),
                    then.firmware(),
                    then.cpus(),
                    then.memory(),
                    then.devices().withDisks(disks),
                    then.boot(),
                    then.extraConfig());
            machine.configure(after);
            scratch.settled(made);
        } catch (FaultException failed) {
            scratch.undo(made);
            throw failed;
        }
    }

    private DatastorePath free(DatastorePath disk, List<DatastorePath> made) {
        for (int number = 1; ; number++) {
            DatastorePath path = machine.folder().path(Layers.over(disk, number));
            if (!host.disks().isTaken(path) && !made.contains(path)) {
                return path;
            }
        }
    }
}
