package dev.carafe.vsphere.esxi.vm;

import dev.carafe.vsphere.esxi.machine.Cdrom;
import dev.carafe.vsphere.esxi.machine.Device;
import dev.carafe.vsphere.esxi.machine.Devices;
import dev.carafe.vsphere.esxi.machine.Disk;
import dev.carafe.vsphere.esxi.machine.Floppy;
import dev.carafe.vsphere.esxi.machine.Nic;
import dev.carafe.vsphere.esxi.machine.VirtualMachine;
import dev.carafe.vsphere.esxi.process.MachineProcess;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConnectInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualMachinePowerState;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Changes the devices of a running machine from what they were to what they are to be. */
final class HotChange {
    private final Machine machine;
    private final VirtualMachine before;
    private final VirtualMachine after;
    private final MachineProcess process;
    private final HotPlug plug;

    HotChange(Machine machine, MachineProcess process, VirtualMachine before, VirtualMachine after) {
        this.machine = machine;
        this.before = before;
        this.after = after;
        this.process = process;
        this.plug = new HotPlug(machine, process);
    }

    /** Fails with InvalidPowerState when something is to change that needs the machine to be off. */
    static void check(VirtualMachine before, VirtualMachine after) {
        VirtualMachinePowerState on = VirtualMachinePowerState.POWERED_ON;
        Devices old = before.devices();
        Devices now = after.devices();
        boolean sameBoard = before.firmware() == after.firmware()
                && before.cpus().coresPerSocket() == after.cpus().coresPerSocket()
                && before.cpus().hotAdd() == after.cpus().hotAdd()
                && before.memory().hotAdd() == after.memory().hotAdd()
                && before.identity().biosUuid().equals(after.identity().biosUuid())
                && before.identity().hardwareVersion() == after.identity().hardwareVersion()
                && before.identity().guestId().equals(after.identity().guestId());
        boolean sameDevices = old.controllers().equals(now.controllers())
                && old.serialPorts().equals(now.serialPorts())
                && old.peripherals().usbControllers().equals(now.peripherals().usbControllers())
                && old.peripherals().clock().equals(now.peripherals().clock())
                && keys(old.floppies()).equals(keys(now.floppies()))
                && old.video().equals(now.video())
                && keys(old.cdroms()).equals(keys(now.cdroms()));
        boolean sameDisks = both(
                old.disks(),
                now.disks(),
                (was, is) -> was.mode() == is.mode() && was.fileName().equals(is.fileName()));
        boolean sameNics = both(
                old.nics(),
                now.nics(),
                (was, is) -> was.type() == is.type() && was.mac().equals(is.mac()));
        if (!sameBoard || !sameDevices || !sameDisks || !sameNics) {
            throw VmFaults.powerState(on, VirtualMachinePowerState.POWERED_OFF);
        }
        HotAdd.check(before, after);
    }

    /** Fails with InvalidPowerState when any hardware is to change. */
    static void refuseHardware(VirtualMachine before, VirtualMachine after, VirtualMachinePowerState power) {
        if (!before.devices().equals(after.devices())
                || !before.cpus().equals(after.cpus())
                || !before.memory().equals(after.memory())
                || before.firmware() != after.firmware()) {
            throw VmFaults.powerState(power, VirtualMachinePowerState.POWERED_OFF);
        }
    }

    private interface Same<D> {
        boolean test(D was, D is);
    }

    private static <D extends Device> boolean both(List<D> old, List<D> now, Same<D> same) {
        Map<Integer, D> byKey = byKey(now);
        return old.stream()
                .allMatch(was ->
                        !byKey.containsKey(was.key()) || same.test(was, Objects.requireNonNull(byKey.get(was.key()))));
    }

    private static Set<Integer> keys(List<? extends Device> devices) {
        return devices.stream().map(Device::key).collect(Collectors.toSet());
    }

    private static <D extends Device> Map<Integer, D> byKey(List<D> devices) {
        return devices.stream().collect(Collectors.toMap(Device::key, Function.identity()));
    }

    /**
     * Takes away what is not to be there any more; a fault ends it where it stands.
     *
     * @return the machine without what was taken away
     */
    VirtualMachine remove() throws InterruptedException {
        Set<Integer> connected = new HashSet<>(machine.state().live().connected());
        VirtualMachine left = before;
        try {
            for (Disk disk : without(before.devices().disks(), after.devices().disks())) {
                plug.remove(disk);
                left = left.withDevices(
                        left.devices().withDisks(without(left.devices().disks(), List.of(disk))));
            }
            for (Nic nic : without(before.devices().nics(), after.devices().nics())) {
                plug.remove(nic);
                connected.remove(nic.key());
                left = left.withDevices(
                        left.devices().withNics(without(left.devices().nics(), List.of(nic))));
            }
        } catch (IOException refused) {
            throw refusal(refused);
        } finally {
            if (!left.equals(machine.state().hardware())) {
                machine.configure(left);
            }
            machine.update(state -> state.withLive(state.live().withConnected(connected)));
        }
        return left;
    }

    private static <D extends Device> List<D> without(List<D> all, List<D> gone) {
        Set<Integer> keys = keys(gone);
        return all.stream().filter(each -> !keys.contains(each.key())).toList();
    }

    private static FaultException refusal(IOException refused) {
        return VmFaults.config("the running machine refused the change: " + refused.getMessage());
    }

    /**
     * Does all else; what cannot be done ends it with a fault, after what was added is taken away again.
     *
     * @param spec says which devices are to be plugged in now, whatever they are at power-on
     */
    void run(VirtualMachineConfigSpec spec) throws InterruptedException {
        Set<Integer> connected = new HashSet<>(machine.state().live().connected());
        Set<Integer> added = new HashSet<>();
        try {
            disks(added);
            nics(spec, connected, added);
            Devices old = before.devices();
            media(spec, connected, old.cdroms(), after.devices().cdroms(), Cdrom::isoFileName);
            media(spec, connected, old.floppies(), after.devices().floppies(), Floppy::imageFileName);
            new HotAdd(machine, process).run(before, after);
        } catch (IOException | FaultException failed) {
            takeBack(added);
            throw failed instanceof IOException refused ? refusal(refused) : (FaultException) failed;
        }
        machine.update(state -> state.withLive(state.live().withConnected(connected)));
    }

    private void takeBack(Set<Integer> added) throws InterruptedException {
        for (int key : added) {
            try {
                Optional<Device> device = after.devices().byKey(key);
                if (device.isPresent()) {
                    plug.remove(device.get());
                }
            } catch (IOException | FaultException stuck) {
                plug.leftBehind(key, stuck);
            }
        }
    }

    private void disks(Set<Integer> added) throws IOException {
        Map<Integer, Disk> old = byKey(before.devices().disks());
        for (Disk disk : after.devices().disks()) {
            Disk was = old.get(disk.key());
            if (was == null) {
                plug.add(after.devices(), disk);
                added.add(disk.key());
            } else if (was.capacityBytes() != disk.capacityBytes()) {
                plug.resize(disk);
            }
        }
    }

    private void nics(VirtualMachineConfigSpec spec, Set<Integer> connected, Set<Integer> added) throws IOException {
        Map<Integer, Nic> old = byKey(before.devices().nics());
        for (Nic nic : after.devices().nics()) {
            Nic was = old.get(nic.key());
            if (was == null) {
                plug.add(nic);
                added.add(nic.key());
                mark(connected, nic.key(), nic.startConnected());
            } else {
                boolean wants = wantsConnected(spec, nic.key()).orElse(connected.contains(nic.key()));
                if (wants != connected.contains(nic.key()) || !was.portGroup().equals(nic.portGroup())) {
                    plug.replug(nic, wants);
                    mark(connected, nic.key(), wants);
                }
            }
        }
    }

    private <D extends Device> void media(
            VirtualMachineConfigSpec spec,
            Set<Integer> connected,
            List<D> old,
            List<D> now,
            Function<D, Optional<String>> fileName)
            throws IOException {
        Map<Integer, D> byKey = byKey(old);
        for (D drive : now) {
            D was = byKey.get(drive.key());
            Optional<String> medium = fileName.apply(drive);
            boolean in = connected.contains(drive.key());
            boolean changed = was == null || !fileName.apply(was).equals(medium);
            boolean wants =
                    medium.isPresent() && wantsConnected(spec, drive.key()).orElse(in || changed);
            if (wants != in || changed) {
                plug.changeMedium(drive, in, wants ? medium : Optional.empty());
                mark(connected, drive.key(), wants);
            }
        }
    }

    private static Optional<Boolean> wantsConnected(VirtualMachineConfigSpec spec, int key) {
        for (VirtualDeviceConfigSpec change : spec.deviceChange()) {
            VirtualDeviceConnectInfo connectable = change.device().connectable();
            if (change.device().key() == key && connectable != null) {
                return Optional.of(connectable.connected());
            }
        }
        return Optional.empty();
    }

    private static void mark(Set<Integer> connected, int key, boolean in) {
        if (in) {
            connected.add(key);
        } else {
            connected.remove(key);
        }
    }
}
