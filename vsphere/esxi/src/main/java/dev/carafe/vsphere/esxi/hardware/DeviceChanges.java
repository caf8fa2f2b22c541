package dev.carafe.vsphere.esxi.hardware;

import dev.carafe.vsphere.esxi.machine.BusFamily;
import dev.carafe.vsphere.esxi.machine.Cdrom;
import dev.carafe.vsphere.esxi.machine.Controller;
import dev.carafe.vsphere.esxi.machine.ControllerType;
import dev.carafe.vsphere.esxi.machine.Device;
import dev.carafe.vsphere.esxi.machine.Devices;
import dev.carafe.vsphere.esxi.machine.Disk;
import dev.carafe.vsphere.esxi.machine.Nic;
import dev.carafe.vsphere.esxi.machine.Slot;
import dev.carafe.vsphere.esxi.machine.Video;
import dev.carafe.vsphere.esxi.machine.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.ParaVirtualSCSIController;
import dev.carafe.vsphere.vim.vim25.VirtualAHCIController;
import dev.carafe.vsphere.vim.vim25.VirtualBusLogicController;
import dev.carafe.vsphere.vim.vim25.VirtualCdrom;
import dev.carafe.vsphere.vim.vim25.VirtualController;
import dev.carafe.vsphere.vim.vim25.VirtualDevice;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpecFileOperation;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpecOperation;
import dev.carafe.vsphere.vim.vim25.VirtualDisk;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCard;
import dev.carafe.vsphere.vim.vim25.VirtualIDEController;
import dev.carafe.vsphere.vim.vim25.VirtualKeyboard;
import dev.carafe.vsphere.vim.vim25.VirtualLsiLogicController;
import dev.carafe.vsphere.vim.vim25.VirtualLsiLogicSASController;
import dev.carafe.vsphere.vim.vim25.VirtualMachineVMCIDevice;
import dev.carafe.vsphere.vim.vim25.VirtualMachineVideoCard;
import dev.carafe.vsphere.vim.vim25.VirtualNVMEController;
import dev.carafe.vsphere.vim.vim25.VirtualPCIController;
import dev.carafe.vsphere.vim.vim25.VirtualPS2Controller;
import dev.carafe.vsphere.vim.vim25.VirtualPointingDevice;
import dev.carafe.vsphere.vim.vim25.VirtualSIOController;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Applies the {@code deviceChange} of a config spec. Keys in it are a client's own for devices that it adds, most often negative; what
 * is added gets the key that belongs to its place, and controllers of the same spec are known by both.
 */
final class DeviceChanges {
    private final DeviceReader reader;
    private final Map<Integer, Controller> controllers = new TreeMap<>();
    private final Map<Integer, Disk> disks = new TreeMap<>();
    private final Map<Integer, Cdrom> cdroms = new TreeMap<>();
    private final Map<Integer, Nic> nics = new TreeMap<>();
    private final PeripheralChanges peripherals;
    private Video video;
    /** The key of a controller by the one that the spec has for it. */
    private final Map<Integer, Integer> aliases = new HashMap<>();

    private final Map<Integer, Integer> indexes = new HashMap<>();
    private final List<FileAction> actions = new ArrayList<>();

    DeviceChanges(VirtualMachine machine, UUID biosUuid, SpecContext context) {
        reader = new DeviceReader(biosUuid, context);
        Devices devices = machine.devices();
        devices.controllers().forEach(controller -> controllers.put(controller.key(), controller));
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
                List.copyOf(controllers.values()),
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
                Slot slot = place(index, disk, BusFamily.SCSI, null);
                DeviceReader.Read<Disk> read =
                        reader.newDisk(index, disk, change.fileOperation(), slot, disks.values());
                put(disks, read.device(), index);
                read.action().ifPresent(actions::add);
            }
            case VirtualCdrom cdrom -> {
                Slot slot = place(index, cdrom, BusFamily.IDE, null);
                put(cdroms, reader.cdrom(index, cdrom, slot, Optional.empty()), index);
            }
            case VirtualEthernetCard nic -> put(nics, reader.newNic(index, nic, nics.values()), index);
            case VirtualMachineVideoCard card -> video = reader.video(index, card, video);
            case VirtualMachineVMCIDevice _, VirtualKeyboard _, VirtualPointingDevice _ -> {} // every machine has one
            default -> known(index, change.device(), peripherals.add(index, change.device()));
        }
    }

    private void known(int index, VirtualDevice device, OptionalInt key) {
        indexes.put(key.orElseThrow(() -> unsupported(index, device)), index);
    }

    private void addController(int index, VirtualController controller) {
        if (PeripheralChanges.isUsb(controller)) {
            known(index, controller, peripherals.add(index, controller));
            return;
        }
        Optional<ControllerType> type = type(controller);
        if (type.isEmpty()) {
            int builtIn = switch (controller) {
                case VirtualPCIController _ -> DeviceKeys.PCI;
                case VirtualPS2Controller _ -> DeviceKeys.PS2;
                case VirtualSIOController _ -> DeviceKeys.SIO;
                default -> throw unsupported(index, controller);
            };
            aliases.put(controller.key(), builtIn);
            return;
        }
        BusFamily family = type.get().family();
        if (family == BusFamily.IDE) {
            if (controller.busNumber() >= DeviceKeys.IDE_COUNT) {
                throw Faults.device(index, "busNumber", "there are two IDE controllers, 0 and 1");
            }
            aliases.put(controller.key(), DeviceKeys.IDE + Math.max(0, controller.busNumber()));
            return;
        }
        int bus = controller.busNumber() >= 0 ? controller.busNumber() : freeBus(index, family);
        Controller added = new Controller(type.get(), bus);
        if (controllers.containsKey(added.key())) {
            throw Faults.device(index, "busNumber", "there is a controller " + added.name() + " already");
        }
        put(controllers, added, index);
        aliases.put(controller.key(), added.key());
    }

    private int freeBus(int index, BusFamily family) {
        for (int bus = 0; bus < family.busesMax(); bus++) {
            int wanted = bus;
            if (controllers.values().stream()
                    .noneMatch(each -> each.type().family() == family && each.bus() == wanted)) {
                return bus;
            }
        }
        throw Faults.device(
                index, "busNumber", "a machine has up to " + family.busesMax() + " controllers of this kind");
    }

    private static Optional<ControllerType> type(VirtualController controller) {
        return switch (controller) {
            case ParaVirtualSCSIController _ -> Optional.of(ControllerType.PVSCSI);
            case VirtualLsiLogicSASController _ -> Optional.of(ControllerType.LSI_LOGIC_SAS);
            case VirtualLsiLogicController _ -> Optional.of(ControllerType.LSI_LOGIC);
            case VirtualBusLogicController _ -> Optional.of(ControllerType.BUS_LOGIC);
            case VirtualAHCIController _ -> Optional.of(ControllerType.AHCI);
            case VirtualNVMEController _ -> Optional.of(ControllerType.NVME);
            case VirtualIDEController _ -> Optional.of(ControllerType.IDE);
            default -> Optional.empty();
        };
    }

    private void edit(int index, VirtualDeviceConfigSpec change) {
        VirtualDevice device = change.device();
        int key = device.key();
        switch (device) {
            case VirtualController controller -> editController(index, controller);
            case VirtualDisk disk -> {
                Disk before = require(index, disks, key);
                disks.remove(key);
                Slot slot = place(index, disk, before.slot().family(), before.slot());
                DeviceReader.Read<Disk> read = reader.disk(index, disk, change.fileOperation(), before, slot);
                put(disks, read.device(), index);
                read.action().ifPresent(actions::add);
            }
            case VirtualCdrom cdrom -> {
                Cdrom before = require(index, cdroms, key);
                cdroms.remove(key);
                Slot slot = place(index, cdrom, before.slot().family(), before.slot());
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
            return;
        }
        Controller before = require(index, controllers, controller.key());
        Optional<ControllerType> type = type(controller);
        if (type.isEmpty() || type.get().family() != before.type().family()) {
            throw Faults.device(index, "key", before.name() + " is another kind of controller");
        }
        if (controller.busNumber() >= 0 && controller.busNumber() != before.bus()) {
            throw Faults.device(index, "busNumber", "a controller's number does not change");
        }
        put(controllers, new Controller(type.get(), before.bus()), index);
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
        } else if (controllers.containsKey(key) && !DeviceKeys.isBuiltIn(key)) {
            removed = require(index, controllers, key);
            if (slots().stream().anyMatch(slot -> slot.controllerKey() == key)) {
                throw Faults.operation(index, change.operation(), null, "there are devices on " + removed.name());
            }
            controllers.remove(key);
        } else if (DeviceKeys.isBuiltIn(key) || key == Video.KEY) {
            throw Faults.operation(index, change.operation(), null, "no machine is without this device");
        } else {
            throw Faults.device(index, "key", "there is no device of the key " + key);
        }
        indexes.put(removed.key(), index);
    }

    /**
     * Where a drive is to be.
     *
     * @param preferred the controllers to look at first when it names none
     * @param before where it is now; null for a new one
     */
    private Slot place(int index, VirtualDevice device, BusFamily preferred, @Nullable Slot before) {
        Integer named = device.controllerKey();
        if (named == null) {
            if (before != null) {
                return before;
            }
            return freePlace(index, device, preferred);
        }
        int key = aliases.getOrDefault(named, named);
        Controller controller = controller(index, key, named);
        Integer unit = device.unitNumber();
        if (unit == null || unit < 0) {
            if (before != null && before.controllerKey() == key) {
                return before;
            }
            return freeUnit(controller)
                    .orElseThrow(() -> Faults.device(index, "unitNumber", controller.name() + " is full"));
        }
        return new Slot(controller.type().family(), controller.bus(), unit);
    }

    private Controller controller(int index, int key, int named) {
        Controller found = controllers.get(key);
        if (found != null) {
            return found;
        }
        if (key >= DeviceKeys.IDE && key < DeviceKeys.IDE + DeviceKeys.IDE_COUNT) {
            Controller ide = new Controller(ControllerType.IDE, key - DeviceKeys.IDE);
            controllers.put(key, ide);
            return ide;
        }
        if (DeviceKeys.isBuiltIn(key)) {
            throw Faults.wrongController(index, named, "no drive can be on it");
        }
        throw Faults.noController(index, "there is no controller of the key " + named);
    }

    private Slot freePlace(int index, VirtualDevice device, BusFamily preferred) {
        List<Controller> candidates = new ArrayList<>(controllers.values());
        candidates.sort(Comparator.comparingInt((Controller each) -> each.type().family() == preferred ? 0 : 1));
        if (device instanceof VirtualCdrom) {
            for (int bus = 0; bus < DeviceKeys.IDE_COUNT; bus++) {
                Controller ide = new Controller(ControllerType.IDE, bus);
                if (!controllers.containsKey(ide.key())) {
                    candidates.add(ide);
                }
            }
            candidates.removeIf(each -> each.type().family() == BusFamily.NVME);
        }
        for (Controller candidate : candidates) {
            Optional<Slot> slot = freeUnit(candidate);
            if (slot.isPresent()) {
                controllers.put(candidate.key(), candidate);
                return slot.get();
            }
        }
        throw Faults.noController(index, "no controller is named, and none has room");
    }

    private Optional<Slot> freeUnit(Controller controller) {
        BusFamily family = controller.type().family();
        List<Slot> taken = slots();
        for (int unit = 0; unit < family.unitsMax(); unit++) {
            Slot slot = new Slot(family, controller.bus(), unit);
            boolean reserved = family == BusFamily.SCSI && unit == BusFamily.SCSI_RESERVED_UNIT;
            if (!reserved && !taken.contains(slot)) {
                return Optional.of(slot);
            }
        }
        return Optional.empty();
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

    private static RuntimeException unsupported(int index, VirtualDevice device) {
        return Faults.device(index, "key", "a " + device.dataType().wsdlName() + " is not supported by this host");
    }
}
