package dev.carafe.vsphere.client.vm;

import dev.carafe.vsphere.vim.vim25.ParaVirtualSCSIController;
import dev.carafe.vsphere.vim.vim25.VirtualController;
import dev.carafe.vsphere.vim.vim25.VirtualDevice;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualDisk;
import dev.carafe.vsphere.vim.vim25.VirtualEthernetCard;
import dev.carafe.vsphere.vim.vim25.VirtualLsiLogicController;
import dev.carafe.vsphere.vim.vim25.VirtualLsiLogicSASController;
import dev.carafe.vsphere.vim.vim25.VirtualNVMEController;
import dev.carafe.vsphere.vim.vim25.VirtualSATAController;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A machine's devices. Immutable; no I/O.
 *
 * <p>Devices have the names that govc has for them: {@code disk-1000-0} by controller and unit, {@code ethernet-0} by the
 * place on the PCI bus, and else their kind and key, such as {@code cdrom-3000} and {@code pvscsi-1000}.
 */
public final class DeviceList implements Iterable<VirtualDevice> {
    /** The unit of the first network adapter on the PCI bus. */
    private static final int FIRST_NIC_UNIT = 7;

    private final List<VirtualDevice> devices;

    public DeviceList(List<? extends VirtualDevice> devices) {
        this.devices = List.copyOf(devices);
    }

    public List<VirtualDevice> all() {
        return devices;
    }

    @Override
    public Iterator<VirtualDevice> iterator() {
        return devices.iterator();
    }

    /** Those of a type, its subtypes included: {@code ofType(VirtualDisk.class)}. */
    public <D extends VirtualDevice> List<D> ofType(Class<D> type) {
        return devices.stream().filter(type::isInstance).map(type::cast).toList();
    }

    public Optional<VirtualDevice> byKey(int key) {
        return devices.stream().filter(device -> device.key() == key).findFirst();
    }

    public Optional<VirtualDevice> byName(String name) {
        return devices.stream().filter(device -> name(device).equals(name)).findFirst();
    }

    /** Those that have the same file, network or device behind them, such as all adapters on a network. */
    public List<VirtualDevice> byBacking(VirtualDeviceBackingInfo backing) {
        return devices.stream()
                .filter(device -> Backings.sameSource(device.backing(), backing))
                .toList();
    }

    /** The hardware address of the first network adapter; empty where there is none, or it has none yet. */
    public Optional<String> primaryMacAddress() {
        return ofType(VirtualEthernetCard.class).stream()
                .min(Comparator.comparingInt(card -> Objects.requireNonNullElse(card.unitNumber(), 0)))
                .map(VirtualEthernetCard::macAddress)
                .filter(address -> !address.isEmpty());
    }

    /** A controller of a make that has room for one more device. */
    public Optional<VirtualController> controllerWithRoom(ControllerType type) {
        return controllers(type).stream()
                .filter(controller -> freeUnit(controller, type).isPresent())
                .findFirst();
    }

    /** The controllers of a make. */
    public List<VirtualController> controllers(ControllerType type) {
        return ofType(VirtualController.class).stream().filter(type::isMakeOf).toList();
    }

    /** What hangs on a controller. */
    public List<VirtualDevice> on(VirtualController controller) {
        return devices.stream()
                .filter(device -> Objects.equals(device.controllerKey(), controller.key()))
                .toList();
    }

    /** How this device is called. */
    public String name(VirtualDevice device) {
        int unit = Objects.requireNonNullElse(device.unitNumber(), 0);
        String key = switch (device) {
            case VirtualEthernetCard _ -> String.valueOf(unit - FIRST_NIC_UNIT);
            case VirtualDisk disk -> disk.controllerKey() + "-" + unit;
            default -> String.valueOf(device.key());
        };
        return kind(device) + "-" + key;
    }

    /** What kind of device it is, as its name begins: {@code disk}, {@code ethernet}, {@code pvscsi}. */
    public String kind(VirtualDevice device) {
        return switch (device) {
            case VirtualEthernetCard _ -> "ethernet";
            case ParaVirtualSCSIController _ -> "pvscsi";
            case VirtualLsiLogicController _ -> "lsilogic";
            case VirtualLsiLogicSASController _ -> "lsilogic-sas";
            case VirtualNVMEController _ -> "nvme";
            case VirtualSATAController _ -> "ahci";
            default -> plainKind(device.dataType().wsdlName());
        };
    }

    /** {@code VirtualIDEController} is an {@code ide}, {@code VirtualMachineVideoCard} a {@code video}. */
    private static String plainKind(String type) {
        String kind = type;
        for (String prefix : List.of("Virtual", "Machine")) {
            kind = kind.startsWith(prefix) ? kind.substring(prefix.length()) : kind;
        }
        for (String suffix : List.of("Controller", "Card", "Device")) {
            if (kind.endsWith(suffix) && kind.length() > suffix.length()) {
                kind = kind.substring(0, kind.length() - suffix.length());
                break;
            }
        }
        return kind.toLowerCase(Locale.ROOT);
    }

    /** A key that no device has: negative, as the server gives those of new devices anew. */
    public int freeKey() {
        int key = -200;
        while (true) {
            int wanted = key;
            if (devices.stream().noneMatch(device -> device.key() == wanted)) {
                return key;
            }
            key--;
        }
    }

    /** The lowest unit of a controller that is free; empty when it is full. */
    Optional<Integer> freeUnit(VirtualController controller, ControllerType type) {
        List<VirtualDevice> taken = on(controller);
        for (int unit = 0; unit < type.units(); unit++) {
            int wanted = unit;
            if (!type.isOwnUnit(unit) && taken.stream().noneMatch(d -> Objects.equals(d.unitNumber(), wanted))) {
                return Optional.of(unit);
            }
        }
        return Optional.empty();
    }

    /** The lowest bus number that a new controller of a make may have; empty when there are as many as may be. */
    Optional<Integer> freeBus(ControllerType type) {
        TreeSet<Integer> taken = new TreeSet<>();
        ofType(VirtualController.class).stream()
                .filter(type::sharesBusesWith)
                .forEach(controller -> taken.add(controller.busNumber()));
        for (int bus = 0; bus < type.buses(); bus++) {
            if (!taken.contains(bus)) {
                return Optional.of(bus);
            }
        }
        return Optional.empty();
    }

    DeviceList with(VirtualDevice device) {
        List<VirtualDevice> more = new ArrayList<>(devices);
        more.add(device);
        return new DeviceList(more);
    }

    DeviceList without(VirtualDevice device) {
        return new DeviceList(
                devices.stream().filter(each -> each.key() != device.key()).toList());
    }
}
