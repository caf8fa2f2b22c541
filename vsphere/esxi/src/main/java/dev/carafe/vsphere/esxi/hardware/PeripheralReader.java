package dev.carafe.vsphere.esxi.hardware;

import dev.carafe.vsphere.esxi.machine.Floppy;
import dev.carafe.vsphere.esxi.machine.PrecisionClock;
import dev.carafe.vsphere.esxi.machine.SerialPort;
import dev.carafe.vsphere.esxi.machine.UsbController;
import dev.carafe.vsphere.esxi.machine.UsbType;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConnectInfo;
import dev.carafe.vsphere.vim.vim25.VirtualFloppy;
import dev.carafe.vsphere.vim.vim25.VirtualFloppyImageBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualPrecisionClock;
import dev.carafe.vsphere.vim.vim25.VirtualPrecisionClockSystemClockBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualSerialPort;
import dev.carafe.vsphere.vim.vim25.VirtualSerialPortFileBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualSerialPortURIBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualUSBController;
import dev.carafe.vsphere.vim.vim25.VirtualUSBXHCIController;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the peripherals of a config spec. */
final class PeripheralReader {
    static final String PTP = "ptp";

    private static final int URI_MAX = 1_024;

    private final SpecContext context;

    PeripheralReader(SpecContext context) {
        this.context = context;
    }

    SerialPort newSerialPort(int index, VirtualSerialPort spec, int number) {
        return new SerialPort(number, serialBacking(index, spec.backing(), "serial" + number));
    }

    SerialPort serialPort(int index, VirtualSerialPort spec, SerialPort before) {
        return spec.backing() == null
                ? before
                : new SerialPort(before.index(), serialBacking(index, spec.backing(), before.name()));
    }

    private SerialPort.Backing serialBacking(int index, @Nullable VirtualDeviceBackingInfo backing, String port) {
        return switch (backing) {
            case VirtualSerialPortFileBackingInfo file -> {
                String name = file.fileName();
                if (name.isEmpty() || name.endsWith("]") || name.endsWith("/")) {
                    name = (name.endsWith("/") ? name : "") + context.baseName() + "-" + port + ".log";
                }
                yield new SerialPort.LogFile(context.relative(context.path(name)));
            }
            case VirtualSerialPortURIBackingInfo line -> {
                if (!line.direction().equals("client") && !line.direction().equals("server")) {
                    throw Faults.backing(
                            index, "backing.direction", "a line over the network is of a client or of a server");
                }
                String proxy = line.proxyURI() == null ? "" : line.proxyURI();
                yield new SerialPort.NetworkLine(
                        uri(index, "backing.serviceURI", line.serviceURI()),
                        line.direction(),
                        uri(index, "backing.proxyURI", proxy));
            }
            case null, default ->
                throw Faults.backing(
                        index,
                        "backing",
                        "a serial port here writes to a file (VirtualSerialPortFileBackingInfo) or is a line over the "
                                + "network (VirtualSerialPortURIBackingInfo)");
        };
    }

    private static String uri(int index, String property, String uri) {
        if (uri.length() > URI_MAX || uri.chars().anyMatch(Character::isISOControl)) {
            throw Faults.backing(index, property, "a URI has up to " + URI_MAX + " printable characters");
        }
        return uri;
    }

    Floppy newFloppy(int index, VirtualFloppy spec, int number) {
        return floppy(index, spec, new Floppy(number, Optional.empty(), true));
    }

    /** The host's and the client's own drives are not to be had; such a drive is an empty one. */
    Floppy floppy(int index, VirtualFloppy spec, Floppy before) {
        VirtualDeviceConnectInfo connectable = spec.connectable();
        boolean startConnected = connectable == null ? before.startConnected() : connectable.startConnected();
        Optional<String> image = before.imageFileName();
        if (spec.backing() instanceof VirtualFloppyImageBackingInfo file
                && !file.fileName().isEmpty()) {
            String path = context.path(file.fileName());
            if (path.endsWith("]") || path.endsWith("/")) {
                throw Faults.backing(index, "backing.fileName", path + " is no file");
            }
            image = Optional.of(context.relative(path));
        } else if (spec.backing() != null) {
            image = Optional.empty();
        }
        return new Floppy(before.index(), image, startConnected);
    }

    UsbController usb(VirtualUSBController spec, Optional<UsbController> before) {
        return new UsbController(
                UsbType.UHCI,
                given(spec.ehciEnabled(), before.map(UsbController::ehci)),
                given(spec.autoConnectDevices(), before.map(UsbController::autoConnect)));
    }

    UsbController xhci(VirtualUSBXHCIController spec, Optional<UsbController> before) {
        return new UsbController(
                UsbType.XHCI, false, given(spec.autoConnectDevices(), before.map(UsbController::autoConnect)));
    }

    private static boolean given(@Nullable Boolean spec, Optional<Boolean> before) {
        return spec == null ? before.orElse(false) : spec;
    }

    PrecisionClock clock(int index, VirtualPrecisionClock spec, PrecisionClock before) {
        if (!(spec.backing() instanceof VirtualPrecisionClockSystemClockBackingInfo backing)) {
            if (spec.backing() == null) {
                return before;
            }
            throw Faults.backing(
                    index,
                    "backing",
                    "a precision clock is the host's clock (VirtualPrecisionClockSystemClockBackingInfo)");
        }
        String protocol = backing.protocol() == null ? before.protocol() : backing.protocol();
        if (!protocol.equals(PTP) && !protocol.equals("ntp")) {
            throw Faults.backing(index, "backing.protocol", "a host's clock is set by ptp or ntp");
        }
        return new PrecisionClock(protocol);
    }
}
