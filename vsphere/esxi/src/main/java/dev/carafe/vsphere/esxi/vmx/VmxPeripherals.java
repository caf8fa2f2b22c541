package dev.carafe.vsphere.esxi.vmx;

import dev.carafe.vsphere.esxi.machine.Floppy;
import dev.carafe.vsphere.esxi.machine.Peripherals;
import dev.carafe.vsphere.esxi.machine.PrecisionClock;
import dev.carafe.vsphere.esxi.machine.SerialPort;
import dev.carafe.vsphere.esxi.machine.UsbController;
import dev.carafe.vsphere.esxi.machine.UsbType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** Reads and writes the peripherals of a {@code .vmx}. */
final class VmxPeripherals {
    private final VmxValues values;
    private final Set<String> named;

    /** @param named the devices that the file has keys of */
    VmxPeripherals(VmxValues values, Set<String> named) {
        this.values = values;
        this.named = named;
    }

    Peripherals read() throws CorruptVmxException {
        return new Peripherals(serialPorts(), floppies(), usbControllers(), clock());
    }

    private List<SerialPort> serialPorts() throws CorruptVmxException {
        List<SerialPort> ports = new ArrayList<>();
        for (int index = 0; index < SerialPort.MAX; index++) {
            String name = "serial" + index;
            String type = values.look(name + ".fileType").orElse("").toLowerCase(Locale.ROOT);
            boolean isFile = type.equals("file");
            if ((isFile || type.equals("network")) && values.isPresent(named, name)) {
                values.text(name + ".fileType");
                String fileName = values.text(name + ".fileName")
                        .orElseThrow(
                                () -> values.wrong(name + ".fileType", "is a " + type + ", but there is no fileName"));
                ports.add(new SerialPort(index, isFile ? new SerialPort.LogFile(fileName) : line(name, fileName)));
            }
        }
        return ports;
    }

    private SerialPort.NetworkLine line(String name, String serviceUri) {
        boolean server = "server"
                .equalsIgnoreCase(values.text(name + ".network.endPoint").orElse(""));
        return new SerialPort.NetworkLine(
                serviceUri,
                server ? "server" : "client",
                values.text(name + ".vspc").orElse(""));
    }

    /** A drive that the file does not say is there is none, though VMware's hypervisor makes a first one then. */
    private List<Floppy> floppies() throws CorruptVmxException {
        List<Floppy> floppies = new ArrayList<>();
        for (int index = 0; index < Floppy.MAX; index++) {
            String name = "floppy" + index;
            if (values.isPresent(named, name)) {
                boolean isFile = values.text(name + ".fileType").orElse("").equalsIgnoreCase("file");
                Optional<String> image = values.text(name + ".fileName")
                        .filter(file -> isFile && !file.equalsIgnoreCase(VmxDevices.EMPTY_DRIVE));
                floppies.add(new Floppy(index, image, values.flag(name + ".startConnected", true)));
            }
        }
        return floppies;
    }

    private List<UsbController> usbControllers() throws CorruptVmxException {
        List<UsbController> controllers = new ArrayList<>();
        boolean ehci = values.flag("ehci.present", false);
        for (UsbType type : UsbType.values()) {
            if (values.isPresent(named, type.vmxName())) {
                boolean autoConnect = values.flag(type.vmxName() + ".generic.autoconnect", false);
                controllers.add(new UsbController(type, type == UsbType.UHCI && ehci, autoConnect));
            }
        }
        return controllers;
    }

    private Optional<PrecisionClock> clock() throws CorruptVmxException {
        String name = "precisionclock0";
        return values.isPresent(named, name)
                ? Optional.of(new PrecisionClock(
                        values.text(name + ".refClockProtocol").orElse("ptp")))
                : Optional.empty();
    }

    /** Hands over each key that is to be set, with an empty value each that is to be removed. */
    static void write(Peripherals peripherals, BiConsumer<String, String> set) {
        peripherals.serialPorts().forEach(port -> write(port, set));
        for (Floppy floppy : peripherals.floppies()) {
            set.accept(floppy.name() + ".present", "TRUE");
            set.accept(floppy.name() + ".fileType", floppy.imageFileName().isPresent() ? "file" : "device");
            set.accept(floppy.name() + ".fileName", floppy.imageFileName().orElse(VmxDevices.EMPTY_DRIVE));
            set.accept(floppy.name() + ".clientDevice", floppy.imageFileName().isPresent() ? "" : "TRUE");
            set.accept(floppy.name() + ".startConnected", flag(floppy.startConnected()));
        }
        set.accept("ehci.present", peripherals.usbControllers().stream().anyMatch(UsbController::ehci) ? "TRUE" : "");
        for (UsbController controller : peripherals.usbControllers()) {
            set.accept(controller.name() + ".present", "TRUE");
            set.accept(controller.name() + ".generic.autoconnect", controller.autoConnect() ? "TRUE" : "");
        }
        peripherals.clock().ifPresent(clock -> {
            set.accept(clock.name() + ".present", "TRUE");
            set.accept(clock.name() + ".refClockProtocol", clock.protocol());
        });
    }

    private static void write(SerialPort port, BiConsumer<String, String> set) {
        String name = port.name();
        set.accept(name + ".present", "TRUE");
        String direction = "";
        String proxy = "";
        switch (port.backing()) {
            case SerialPort.LogFile(String fileName) -> {
                set.accept(name + ".fileType", "file");
                set.accept(name + ".fileName", fileName);
            }
            case SerialPort.NetworkLine line -> {
                set.accept(name + ".fileType", "network");
                set.accept(name + ".fileName", line.serviceUri());
                direction = line.direction();
                proxy = line.proxyUri();
            }
        }
        set.accept(name + ".network.endPoint", direction);
        set.accept(name + ".vspc", proxy);
    }

    private static String flag(boolean value) {
        return value ? "TRUE" : "FALSE";
    }
}
