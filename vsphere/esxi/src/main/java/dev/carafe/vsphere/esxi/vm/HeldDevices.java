package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.machine.Device;
import dev.carafe.vsphere.esxi.machine.Devices;
import dev.carafe.vsphere.esxi.machine.Disk;
import dev.carafe.vsphere.esxi.process.MachineProcess;
import dev.carafe.vsphere.esxi.qemu.DeviceOptions;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The disks and network cards of a machine that was taken over, as QEMU has them: where the earlier agent ended in the middle of
 * a change, the configuration names what QEMU does not have yet, or has no longer. That change did not come about, and what it
 * named is taken out of the configuration again; a disk that was becoming larger is made so.
 */
final class HeldDevices {
    private static final Logger LOG = System.getLogger(HeldDevices.class.getName());

    private final Machine machine;
    private final MachineProcess process;

    HeldDevices(Machine machine, MachineProcess process) {
        this.machine = machine;
        this.process = process;
    }

    void settle() throws IOException {
        Set<String> held = process.monitor().devices();
        var hardware = machine.state().hardware();
        Devices named = hardware.devices();
        Devices there = named.withDisks(held(named.disks(), held)).withNics(held(named.nics(), held));
        HotPlug plug = new HotPlug(machine, process);
        var board = new HotAdd(machine, process).settled(hardware, held);
        if (!there.equals(named) || !board.equals(hardware)) {
            LOG.log(
                    Level.WARNING,
                    "machine {0} was being changed when the agent ended; devices that it does not have are taken out of"
                            + " its configuration",
                    machine.id());
            machine.configure(board.withDevices(there));
        }
        Set<Integer> keys = there.disks().stream().map(Disk::key).collect(Collectors.toSet());
        for (int key : LiveBlocks.of(process).nodes().keySet()) {
            if (!keys.contains(key) && !held.contains(DeviceOptions.id(key))) {
                plug.forget(key);
            }
        }
        for (Disk disk : there.disks()) {
            if (isBeingResized(disk)) {
                plug.resize(disk);
            }
        }
    }

    private static <D extends Device> List<D> held(List<D> devices, Set<String> held) {
        return devices.stream()
                .filter(each -> held.contains(DeviceOptions.id(each.key())))
                .toList();
    }

    private boolean isBeingResized(Disk disk) {
        return machine.host()
                        .disks()
                        .chain(machine.folder().path(disk.fileName()))
                        .capacityBytes()
                < disk.capacityBytes();
    }
}
