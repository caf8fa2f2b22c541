package dev.carafe.vsphere.esxi.hardware;

import dev.carafe.vsphere.esxi.machine.BusFamily;
import dev.carafe.vsphere.esxi.machine.Cdrom;
import dev.carafe.vsphere.esxi.machine.Device;
import dev.carafe.vsphere.esxi.machine.Devices;
import dev.carafe.vsphere.esxi.machine.Disk;
import dev.carafe.vsphere.esxi.machine.Nic;
import dev.carafe.vsphere.esxi.machine.Slot;
import dev.carafe.vsphere.esxi.machine.Video;
import dev.carafe.vsphere.esxi.machine.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.VirtualCdrom;
import dev.carafe.vsphere.vim.vim25.VirtualController;
import dev.carafe.vsphere.vim.vim25.VirtualDevice;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpecFileOperation;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpecOperation;
import dev.carafe.vsphere.vim.vim25.VirtualDisk;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCard;
import dev.carafe.vsphere.vim.vim25.VirtualKeyboard;
import dev.carafe.vsphere.vim.vim25.VirtualMachineVMCIDevice;
import dev.carafe.vsphere.vim.vim25.VirtualMachineVideoCard;
import dev.carafe.vsphere.vim.vim25.VirtualPointingDevice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Applies the {@code deviceChange} of a config spec. Keys in it are a client's own for devices that it adds, most often negative; what
 * is added gets the key that belongs to its place. Controllers, and where on them drives go, are {@link ControllerChanges}'.
 */
final class DeviceChanges {
    private final DeviceReader reader;
    private final ControllerChanges controllers;
    private final Map<Integer, Disk> disks = new TreeMap<>();
    private final Map<Integer, Cdrom> cdroms = new TreeMap<>();
    private final Map<Integer, Nic> nics = new TreeMap<>();
    private final PeripheralChanges peripherals;
    private Video video;
    private final Map<Integer, Integer> indexes = new HashMap<>();
    private final List<FileAction> actions = new ArrayList<>();

    DeviceChanges(VirtualMachine machine, UUID biosUuid, SpecContext context) {
        reader = new DeviceReader(biosUuid, context);
        Devices devices = machine.devices();
        controllers = new ControllerChanges(devices.controllers());
        devices.disks().forEach(disk -> disks.put(disk.key(), disk));
        devices.cdroms().forEach(cdrom -> cdroms.put(cdrom.key(), cdrom));
        devices.nics().forEach(nic -> nics.put(nic.key(), nic));
        peripherals = new PeripheralChanges(devices.peripherals(), context);
        video = devices.video();
    }

    /** Removals come first and controllers before what sits on them, whatever the order in the spec, so that places are free and there. */
    void apply(List<? extends VirtualDeviceConfigSpec> changes) {
        for (int index = 0; index < changes.size(); index++) {
            if (changes.get(index).operation() == null) {
                throw Faults.operation(index, null, null, "no operation is given");
            }
        }
        each(changes, VirtualDeviceConfigSpecOperation.REMOVE, false);
        each(changes, VirtualDeviceConfigSpecOperation.REMOVE, true);
        each(changes, VirtualDeviceConfigSpecOperation.ADD, true);
        each(changes, VirtualDeviceConfigSpecOperation.EDIT, true);
        each(changes, VirtualDeviceConfigSpecOperation.EDIT, false);
        each(changes, VirtualDeviceConfigSpecOperation.ADD, false);
    }

    private void each(
            List<? extends VirtualDeviceConfigSpec> changes,
            VirtualDeviceConfigSpecOperation operation,
            boolean ofControllers) {
        for (int index = 0; index < changes.size(); index++) {
            VirtualDeviceConfigSpec change = changes.get(index);
            if (change.operation() == operation && change.device() instanceof VirtualController == ofControllers) {
                switch (operation) {
                    case ADD -> add(index, change);
                    case EDIT -> edit(index, change);
                    case REMOVE -> remove(index, change);
                    case UNRECOGNIZED -> {}
                }
            }
        }
    }

    Devices devices() {
        return new Devices(
                controllers.all(),
                List.copyOf(disks.values()),
                List.copyOf(cdroms.values()),
                List.copyOf(nics.values()),
                peripherals.peripherals(),
                video);
    }

    List<FileAction> actions() {
        return actions;
    }

    /** The place in the spec of what became the device with that key; 0 when the spec is not about it. */
    int indexOf(int key) {
        return indexes.getOrDefault(key, 0);
    }

    private void add(int index, VirtualDeviceConfigSpec change) {
        switch (change.device()) {
            case VirtualController controller -> addController(index, controller);
            case VirtualDisk disk -> {
                Slot slot = controllers.place(index, disk, BusFamily.SCSI, null, slots());
                DeviceReader.Read<Disk> read =
                        reader.newDisk(index, disk, change.fileOperation(), slot, disks.values());
                put(disks, read.device(), index);
                read.action().ifPresent(actions::add);
            }
            case VirtualCdrom cdrom -> {
                Slot slot = controllers.place(index, cdrom, BusFamily.IDE, null, slots());
                put(cdroms, reader.cdrom(index, cdrom, slot, Optional.empty()), index);
            }
            case VirtualEthernetCard nic -> put(nics, reader.newNic(index, nic, nics.values()), index);
            case VirtualMachineVideoCard card -> video = reader.video(index, card, video);
            case VirtualMachineVMCIDevice _, VirtualKeyboard _, VirtualPointingDevice _ -> {} // every machine has one
            default -> known(index, change.device(), peripherals.add(index, change.device()));
        }
    }

    private void known(int index, VirtualDevice device, OptionalInt key) {
        indexes.put(key.orElseThrow(() -> Faults.unsupported(index, device)), index);
    }

    private void addController(int index, VirtualController controller) {
        if (PeripheralChanges.isUsb(controller)) {
            known(index, controller, peripherals.add(index, controller));
        } else {
            controllers.add(index, controller).ifPresent(key -> indexes.put(key, index));
        }
    }

    private void edit(int index, VirtualDeviceConfigSpec change) {
        VirtualDevice device = change.device();
        int key = device.key();
        switch (device) {
            case VirtualController controller -> editController(index, controller);
            case VirtualDisk disk -> {
                Disk before = require(index, disks, key);
                disks.remove(key);
                Slot slot = controllers.place(index, disk, before.slot().family(), before.slot(), slots());
                DeviceReader.Read<Disk> read = reader.disk(index, disk, change.fileOperation(), before, slot);
                put(disks, read.device(), index);
                read.action().ifPresent(actions::add);
            }
            case VirtualCdrom cdrom -> {
                Cdrom before = require(index, cdroms, key);
                cdroms.remove(key);
                Slot slot = controllers.place(index, cdrom, before.slot().family(), before.slot(), slots());
                put(cdroms, reader.cdrom(index, cdrom, slot, Optional.of(before)), index);
            }
            case VirtualEthernetCard nic -> put(nics, reader.nic(index, nic, require(index, nics, key)), index);
            case VirtualMachineVideoCard card -> video = reader.video(index, card, video);
            case VirtualMachineVMCIDevice _, VirtualKeyboard _, VirtualPointingDevice _ -> {}
            default -> known(index, device, peripherals.edit(index, device));
        }
    }

    private void editController(int index, VirtualController controller) {
        if (DeviceKeys.isBuiltIn(controller.key())) {
            return;
        }
        if (PeripheralChanges.isUsb(controller)) {
            known(index, controller, peripherals.edit(index, controller));
        } else {
            indexes.put(controllers.edit(index, controller), index);
        }
    }

    private void remove(int index, VirtualDeviceConfigSpec change) {
        int key = change.device().key();
        if (change.fileOperation() != null
                && (change.fileOperation() != VirtualDeviceConfigSpecFileOperation.DESTROY
                        || !disks.containsKey(key))) {
            throw Faults.operation(
                    index, change.operation(), change.fileOperation(), "a file can only be destroyed with its disk");
        }
        if (peripherals.remove(key)) {
            indexes.put(key, index);
            return;
        }
        Device removed;
        if (disks.containsKey(key)) {
            Disk disk = require(index, disks, key);
            disks.remove(key);
            if (change.fileOperation() == VirtualDeviceConfigSpecFileOperation.DESTROY) {
                actions.add(new FileAction.DestroyDisk(key, disk.fileName()));
            }
            removed = disk;
        } else if (cdroms.containsKey(key)) {
            removed = require(index, cdroms, key);
            cdroms.remove(key);
        } else if (nics.containsKey(key)) {
            removed = require(index, nics, key);
            nics.remove(key);
        } else if (controllers.has(key) && !DeviceKeys.isBuiltIn(key)) {
            removed = controllers.remove(index, key, slots());
        } else if (DeviceKeys.isBuiltIn(key) || key == Video.KEY) {
            throw Faults.operation(index, change.operation(), null, "no machine is without this device");
        } else {
            throw Faults.device(index, "key", "there is no device of the key " + key);
        }
        indexes.put(removed.key(), index);
    }

    private List<Slot> slots() {
        List<Slot> taken = new ArrayList<>();
        disks.values().forEach(disk -> taken.add(disk.slot()));
        cdroms.values().forEach(cdrom -> taken.add(cdrom.slot()));
        return taken;
    }

    private <D extends Device> void put(Map<Integer, D> all, D device, int index) {
        boolean takenByDrive = (device instanceof Disk || device instanceof Cdrom)
                && (disks.containsKey(device.key()) || cdroms.containsKey(device.key()));
        if (takenByDrive) {
            throw Faults.device(index, "unitNumber", "the unit of " + device.name() + " is taken by another device");
        }
        all.put(device.key(), device);
        indexes.put(device.key(), index);
    }

    private static <D extends Device> D require(int index, Map<Integer, D> all, int key) {
        D found = all.get(key);
        if (found == null) {
            throw Faults.device(index, "key", "there is no such device of the key " + key);
        }
        return found;
    }
}
