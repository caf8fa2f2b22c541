package dev.carafe.vsphere.esxi.hardware;

import dev.carafe.vsphere.esxi.machine.BusFamily;
import dev.carafe.vsphere.esxi.machine.Controller;
import dev.carafe.vsphere.esxi.machine.ControllerType;
import dev.carafe.vsphere.esxi.machine.Slot;
import dev.carafe.vsphere.vim.vim25.ParaVirtualSCSIController;
import dev.carafe.vsphere.vim.vim25.VirtualAHCIController;
import dev.carafe.vsphere.vim.vim25.VirtualBusLogicController;
import dev.carafe.vsphere.vim.vim25.VirtualCdrom;
import dev.carafe.vsphere.vim.vim25.VirtualController;
import dev.carafe.vsphere.vim.vim25.VirtualDevice;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpecOperation;
import dev.carafe.vsphere.vim.vim25.VirtualIDEController;
import dev.carafe.vsphere.vim.vim25.VirtualLsiLogicController;
import dev.carafe.vsphere.vim.vim25.VirtualLsiLogicSASController;
import dev.carafe.vsphere.vim.vim25.VirtualNVMEController;
import dev.carafe.vsphere.vim.vim25.VirtualPCIController;
import dev.carafe.vsphere.vim.vim25.VirtualPS2Controller;
import dev.carafe.vsphere.vim.vim25.VirtualSIOController;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The controllers of a machine as a config spec changes them, and the places of its drives on them. A client's own keys of controllers that it
 * adds are known beside those that they get.
 */
final class ControllerChanges {
    private final Map<Integer, Controller> controllers = new TreeMap<>();
    /** The key of a controller by the one that the spec has for it. */
    private final Map<Integer, Integer> aliases = new HashMap<>();

    ControllerChanges(List<Controller> before) {
        before.forEach(controller -> controllers.put(controller.key(), controller));
    }

    List<Controller> all() {
        return List.copyOf(controllers.values());
    }

    boolean has(int key) {
        return controllers.containsKey(key);
    }

    /** @return the key of one that is new; empty of one that every machine has */
    OptionalInt add(int index, VirtualController controller) {
        Optional<ControllerType> type = type(controller);
        if (type.isEmpty()) {
            int builtIn = switch (controller) {
                case VirtualPCIController _ -> DeviceKeys.PCI;
                case VirtualPS2Controller _ -> DeviceKeys.PS2;
                case VirtualSIOController _ -> DeviceKeys.SIO;
                default -> throw Faults.unsupported(index, controller);
            };
            aliases.put(controller.key(), builtIn);
            return OptionalInt.empty();
        }
        BusFamily family = type.get().family();
        if (family == BusFamily.IDE) {
            if (controller.busNumber() >= DeviceKeys.IDE_COUNT) {
                throw Faults.device(index, "busNumber", "there are two IDE controllers, 0 and 1");
            }
            aliases.put(controller.key(), DeviceKeys.IDE + Math.max(0, controller.busNumber()));
            return OptionalInt.empty();
        }
        int bus = controller.busNumber() >= 0 ? controller.busNumber() : freeBus(index, family);
        Controller added = new Controller(type.get(), bus);
        if (controllers.containsKey(added.key())) {
            throw Faults.device(index, "busNumber", "there is a controller " + added.name() + " already");
        }
        controllers.put(added.key(), added);
        aliases.put(controller.key(), added.key());
        return OptionalInt.of(added.key());
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

    /** @return its key */
    int edit(int index, VirtualController controller) {
        Controller before = require(index, controller.key());
        Optional<ControllerType> type = type(controller);
        if (type.isEmpty() || type.get().family() != before.type().family()) {
            throw Faults.device(index, "key", before.name() + " is another kind of controller");
        }
        if (controller.busNumber() >= 0 && controller.busNumber() != before.bus()) {
            throw Faults.device(index, "busNumber", "a controller's number does not change");
        }
        Controller after = new Controller(type.get(), before.bus());
        controllers.put(after.key(), after);
        return after.key();
    }

    /** @param taken where drives are */
    Controller remove(int index, int key, List<Slot> taken) {
        Controller removed = require(index, key);
        if (taken.stream().anyMatch(slot -> slot.controllerKey() == key)) {
            throw Faults.operation(
                    index, VirtualDeviceConfigSpecOperation.REMOVE, null, "there are devices on " + removed.name());
        }
        controllers.remove(key);
        return removed;
    }

    private Controller require(int index, int key) {
        Controller found = controllers.get(key);
        if (found == null) {
            throw Faults.device(index, "key", "there is no such device of the key " + key);
        }
        return found;
    }

    /**
     * Where a drive is to be.
     *
     * @param preferred the controllers to look at first when it names none
     * @param before where it is now; null for a new one
     * @param taken where other drives are
     */
    Slot place(int index, VirtualDevice device, BusFamily preferred, @Nullable Slot before, List<Slot> taken) {
        Integer named = device.controllerKey();
        if (named == null) {
            if (before != null) {
                return before;
            }
            return freePlace(index, device, preferred, taken);
        }
        int key = aliases.getOrDefault(named, named);
        Controller controller = controller(index, key, named);
        Integer unit = device.unitNumber();
        if (unit == null || unit < 0) {
            if (before != null && before.controllerKey() == key) {
                return before;
            }
            return freeUnit(controller, taken)
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

    private Slot freePlace(int index, VirtualDevice device, BusFamily preferred, List<Slot> taken) {
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
            Optional<Slot> slot = freeUnit(candidate, taken);
            if (slot.isPresent()) {
                controllers.put(candidate.key(), candidate);
                return slot.get();
            }
        }
        throw Faults.noController(index, "no controller is named, and none has room");
    }

    private static Optional<Slot> freeUnit(Controller controller, List<Slot> taken) {
        BusFamily family = controller.type().family();
        for (int unit = 0; unit < family.unitsMax(); unit++) {
            Slot slot = new Slot(family, controller.bus(), unit);
            boolean reserved = family == BusFamily.SCSI && unit == BusFamily.SCSI_RESERVED_UNIT;
            if (!reserved && !taken.contains(slot)) {
                return Optional.of(slot);
            }
        }
        return Optional.empty();
    }
}
