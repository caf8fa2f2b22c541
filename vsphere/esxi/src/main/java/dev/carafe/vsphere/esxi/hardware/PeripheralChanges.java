package dev.carafe.vsphere.esxi.hardware;

import dev.carafe.vsphere.esxi.machine.Device;
import dev.carafe.vsphere.esxi.machine.Floppy;
import dev.carafe.vsphere.esxi.machine.Peripherals;
import dev.carafe.vsphere.esxi.machine.PrecisionClock;
import dev.carafe.vsphere.esxi.machine.SerialPort;
import dev.carafe.vsphere.esxi.machine.UsbController;
import dev.carafe.vsphere.esxi.machine.UsbType;
import dev.carafe.vsphere.vim.vim25.VirtualController;
import dev.carafe.vsphere.vim.vim25.VirtualDevice;
import dev.carafe.vsphere.vim.vim25.VirtualFloppy;
import dev.carafe.vsphere.vim.vim25.VirtualPrecisionClock;
import dev.carafe.vsphere.vim.vim25.VirtualSerialPort;
import dev.carafe.vsphere.vim.vim25.VirtualUSBController;
import dev.carafe.vsphere.vim.vim25.VirtualUSBXHCIController;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Applies to a machine's peripherals what of a {@code deviceChange} is about them. */
final class PeripheralChanges {
    private final PeripheralReader reader;
    private final Map<Integer, Device> all = new TreeMap<>();

    PeripheralChanges(Peripherals before, SpecContext context) {
        reader = new PeripheralReader(context);
        before.serialPorts().forEach(port -> all.put(port.key(), port));
        before.floppies().forEach(floppy -> all.put(floppy.key(), floppy));
        before.usbControllers().forEach(controller -> all.put(controller.key(), controller));
        before.clock().ifPresent(clock -> all.put(clock.key(), clock));
    }

    Peripherals peripherals() {
        return new Peripherals(
                of(SerialPort.class),
                of(Floppy.class),
                of(UsbController.class),
                of(PrecisionClock.class).stream().findFirst());
    }

    private <D extends Device> List<D> of(Class<D> kind) {
        return all.values().stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Adds a device; returns its key, or nothing when it is of another kind. */
    OptionalInt add(int index, VirtualDevice device) {
        return switch (device) {
            case VirtualSerialPort port ->
                put(reader.newSerialPort(index, port, free(index, SerialPort.KEY, SerialPort.MAX, "serial ports")));
            case VirtualFloppy floppy ->
                put(reader.newFloppy(index, floppy, free(index, Floppy.KEY, Floppy.MAX, "floppy drives")));
            case VirtualUSBController controller -> put(only(index, reader.usb(controller, Optional.empty())));
            case VirtualUSBXHCIController controller -> put(only(index, reader.xhci(controller, Optional.empty())));
            case VirtualPrecisionClock clock ->
                put(only(index, reader.clock(index, clock, new PrecisionClock(PeripheralReader.PTP))));
            default -> OptionalInt.empty();
        };
    }

    /** Changes a device; returns its key, or nothing when it is of another kind. */
    OptionalInt edit(int index, VirtualDevice device) {
        int key = device.key();
        return switch (device) {
            case VirtualSerialPort port -> put(reader.serialPort(index, port, require(index, key, SerialPort.class)));
            case VirtualFloppy floppy -> put(reader.floppy(index, floppy, require(index, key, Floppy.class)));
            case VirtualUSBController controller ->
                put(reader.usb(controller, Optional.of(requireUsb(index, key, UsbType.UHCI))));
            case VirtualUSBXHCIController controller ->
                put(reader.xhci(controller, Optional.of(requireUsb(index, key, UsbType.XHCI))));
            case VirtualPrecisionClock clock ->
                put(reader.clock(index, clock, require(index, key, PrecisionClock.class)));
            default -> OptionalInt.empty();
        };
    }

    boolean remove(int key) {
        return all.remove(key) != null;
    }

    static boolean isUsb(VirtualController controller) {
        return controller instanceof VirtualUSBController || controller instanceof VirtualUSBXHCIController;
    }

    private OptionalInt put(Device device) {
        all.put(device.key(), device);
        return OptionalInt.of(device.key());
    }

    private int free(int index, int firstKey, int max, String kind) {
        IntPredicate taken = number -> all.containsKey(firstKey + number);
        return IntStream.range(0, max)
                .filter(taken.negate())
                .findFirst()
                .orElseThrow(() -> Faults.device(index, "key", "a machine has up to " + max + " " + kind));
    }

    private Device only(int index, Device device) {
        if (all.containsKey(device.key())) {
            throw Faults.device(index, "key", "the machine has a " + device.name() + " already, and takes no second");
        }
        return device;
    }

    private UsbController requireUsb(int index, int key, UsbType type) {
        UsbController found = require(index, key, UsbController.class);
        if (found.type() != type) {
            throw Faults.device(index, "key", found.name() + " is another kind of controller");
        }
        return found;
    }

    private <D extends Device> D require(int index, int key, Class<D> kind) {
        Device found = all.get(key);
        if (!kind.isInstance(found)) {
            throw Faults.device(index, "key", "there is no such device of the key " + key);
        }
        return kind.cast(found);
    }
}
