package dev.carafe.vsphere.esxi.hardware;

import dev.carafe.vsphere.esxi.machine.Device;
import dev.carafe.vsphere.esxi.machine.Floppy;
import dev.carafe.vsphere.esxi.machine.Peripherals;
import dev.carafe.vsphere.esxi.machine.PrecisionClock;
import dev.carafe.vsphere.esxi.machine.SerialPort;
import dev.carafe.vsphere.esxi.machine.UsbController;
import dev.carafe.vsphere.vim.vim25.VirtualDevice;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualFloppy;
import dev.carafe.vsphere.vim.vim25.VirtualFloppyImageBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualFloppyRemoteDeviceBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualPrecisionClock;
import dev.carafe.vsphere.vim.vim25.VirtualPrecisionClockSystemClockBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualSerialPort;
import dev.carafe.vsphere.vim.vim25.VirtualSerialPortFileBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualSerialPortURIBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualUSBController;
import dev.carafe.vsphere.vim.vim25.VirtualUSBXHCIController;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Peripherals as the API's records. */
final class PeripheralRecords {
    private PeripheralRecords() {}

    /** All of a machine, USB controllers first as a host lists controllers first. */
    static List<VirtualDevice> of(Peripherals peripherals, HardwareView view) {
        List<VirtualDevice> records = new ArrayList<>();
        peripherals.usbControllers().forEach(controller -> records.add(usb(controller)));
        int number = 1;
        for (SerialPort port : peripherals.serialPorts()) {
            records.add(serialPort(port, number++, view));
        }
        number = 1;
        for (Floppy floppy : peripherals.floppies()) {
            records.add(floppy(floppy, number++, view));
        }
        peripherals.clock().ifPresent(clock -> records.add(clock(clock)));
        return records;
    }

    /** The keys of those behind the super I/O controller. */
    static List<Integer> onSio(Peripherals peripherals) {
        return Stream.concat(
                        peripherals.floppies().stream().map(Device::key),
                        peripherals.serialPorts().stream().map(Device::key))
                .toList();
    }

    private static VirtualDevice serialPort(SerialPort port, int number, HardwareView view) {
        VirtualSerialPort.Builder shown = VirtualSerialPort.builder()
                .key(port.key())
                .controllerKey(DeviceKeys.SIO)
                .unitNumber(port.index())
                .yieldOnPoll(true);
        return switch (port.backing()) {
            case SerialPort.LogFile(String fileName) -> {
                String path = view.path(fileName);
                yield shown.deviceInfo(VirtualDevices.info("Serial port " + number, "File " + path))
                        .backing(VirtualSerialPortFileBackingInfo.builder()
                                .fileName(path)
                                .datastore(view.datastore(path))
                                .backingObjectId("")
                                .build())
                        .connectable(DeviceRecords.connectable(true, view.connected(port.key())))
                        .build();
            }
            case SerialPort.NetworkLine(String service, String direction, String proxy) ->
                shown.deviceInfo(VirtualDevices.info("Serial port " + number, "Remote " + service))
                        .backing(VirtualSerialPortURIBackingInfo.builder()
                                .serviceURI(service)
                                .direction(direction)
                                .proxyURI(proxy.isEmpty() ? null : proxy)
                                .build())
                        .connectable(DeviceRecords.connectable(true, false))
                        .build();
        };
    }

    private static VirtualDevice floppy(Floppy floppy, int number, HardwareView view) {
        String path = floppy.imageFileName().map(view::path).orElse("");
        VirtualDeviceBackingInfo backing = path.isEmpty()
                ? VirtualFloppyRemoteDeviceBackingInfo.builder()
                        .deviceName("")
                        .useAutoDetect(false)
                        .build()
                : VirtualFloppyImageBackingInfo.builder()
                        .fileName(path)
                        .datastore(view.datastore(path))
                        .backingObjectId("")
                        .build();
        return VirtualFloppy.builder()
                .key(floppy.key())
                .deviceInfo(VirtualDevices.info(
                        "Floppy drive " + number, path.isEmpty() ? "Remote device" : "Image " + path))
                .backing(backing)
                .connectable(DeviceRecords.connectable(floppy.startConnected(), view.connected(floppy.key())))
                .controllerKey(DeviceKeys.SIO)
                .unitNumber(floppy.index())
                .build();
    }

    private static VirtualDevice usb(UsbController controller) {
        String summary = "Auto connect " + (controller.autoConnect() ? "Enabled" : "Disabled");
        return switch (controller.type()) {
            case UHCI ->
                VirtualUSBController.builder()
                        .key(controller.key())
                        .deviceInfo(VirtualDevices.info("USB controller", summary))
                        .controllerKey(DeviceKeys.PCI)
                        .unitNumber(DeviceKeys.USB_UNIT)
                        .busNumber(0)
                        .autoConnectDevices(controller.autoConnect())
                        .ehciEnabled(controller.ehci())
                        .build();
            case XHCI ->
                VirtualUSBXHCIController.builder()
                        .key(controller.key())
                        .deviceInfo(VirtualDevices.info("USB xHCI controller", "USB xHCI controller"))
                        .controllerKey(DeviceKeys.PCI)
                        .unitNumber(DeviceKeys.XHCI_UNIT)
                        .busNumber(0)
                        .autoConnectDevices(controller.autoConnect())
                        .build();
        };
    }

    private static VirtualDevice clock(PrecisionClock clock) {
        return VirtualPrecisionClock.builder()
                .key(clock.key())
                .deviceInfo(VirtualDevices.info("Precision clock", "Precision clock"))
                .backing(VirtualPrecisionClockSystemClockBackingInfo.builder()
                        .protocol(clock.protocol())
                        .build())
                .build();
    }
}
