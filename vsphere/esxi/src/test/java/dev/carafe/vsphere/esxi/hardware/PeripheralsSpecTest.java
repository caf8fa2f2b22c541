package dev.carafe.vsphere.esxi.hardware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.carafe.vsphere.esxi.machine.Floppy;
import dev.carafe.vsphere.esxi.machine.Peripherals;
import dev.carafe.vsphere.esxi.machine.PrecisionClock;
import dev.carafe.vsphere.esxi.machine.SerialPort;
import dev.carafe.vsphere.esxi.machine.UsbController;
import dev.carafe.vsphere.esxi.machine.UsbType;
import dev.carafe.vsphere.esxi.machine.VirtualMachine;
import dev.carafe.vsphere.esxi.testing.Machines;
import dev.carafe.vsphere.vim.FaultException;
import dev.carafe.vsphere.vim.vim25.InvalidDeviceBacking;
import dev.carafe.vsphere.vim.vim25.InvalidDeviceSpec;
import dev.carafe.vsphere.vim.vim25.VirtualDevice;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualDeviceConfigSpecOperation;
import dev.carafe.vsphere.vim.vim25.VirtualFloppy;
import dev.carafe.vsphere.vim.vim25.VirtualFloppyDeviceBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualFloppyImageBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualMachineBootOptions;
import dev.carafe.vsphere.vim.vim25.VirtualMachineBootOptionsBootableFloppyDevice;
import dev.carafe.vsphere.vim.vim25.VirtualMachineConfigSpec;
import dev.carafe.vsphere.vim.vim25.VirtualPrecisionClock;
import dev.carafe.vsphere.vim.vim25.VirtualPrecisionClockSystemClockBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualSerialPort;
import dev.carafe.vsphere.vim.vim25.VirtualSerialPortFileBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualSerialPortURIBackingInfo;
import dev.carafe.vsphere.vim.vim25.VirtualUSBController;
import dev.carafe.vsphere.vim.vim25.VirtualUSBXHCIController;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PeripheralsSpecTest {
    private final FakeHost host = new FakeHost();

    @Test
    void peripheralsAreAddedWithTheKeysOfTheirPlacesAndShownAgain() {
        VirtualMachine machine =
                apply(Machines.small(), add(line(-1), floppy(-2), floppy(-3), usb(-4), xhci(-5), clock(-6, "ptp")));
        assertThat(machine.devices().peripherals())
                .isEqualTo(new Peripherals(
                        List.of(new SerialPort(0, new SerialPort.NetworkLine("localhost:0", "client", ""))),
                        List.of(new Floppy(0, Optional.empty(), true), new Floppy(1, Optional.empty(), true)),
                        List.of(
                                new UsbController(UsbType.UHCI, true, true),
                                new UsbController(UsbType.XHCI, false, true)),
                        Optional.of(new PrecisionClock("ptp"))));
        List<VirtualDevice> shown = VirtualDevices.of(machine, host);
        assertThat(shown)
                .extracting(VirtualDevice::key)
                .contains(7000, 8000, 8001, 9000, 14_000, 19_000)
                .doesNotHaveDuplicates();
        List<VirtualDeviceConfigSpec> edits = shown.stream()
                .filter(device -> device.key() >= 7000 && device.key() != 12_000)
                .map(device -> change(VirtualDeviceConfigSpecOperation.EDIT, device))
                .toList();
        assertThat(apply(machine, spec(edits)))
                .as("what is shown is taken back")
                .isEqualTo(machine);
        List<VirtualDeviceConfigSpec> removals = edits.stream()
                .map(edit -> change(VirtualDeviceConfigSpecOperation.REMOVE, edit.device()))
                .toList();
        assertThat(apply(machine, spec(removals)).devices().peripherals()).isEqualTo(Peripherals.NONE);
    }

    @Test
    void aFloppysImageGoesInAndOut() {
        VirtualMachine machine = apply(Machines.small(), add(floppy(-1)));
        VirtualFloppy in = floppy(8000).toBuilder()
                .backing(VirtualFloppyImageBackingInfo.builder()
                        .fileName("[datastore1] web/a.flp")
                        .build())
                .build();
        VirtualMachine with = apply(machine, edit(in));
        assertThat(with.devices().floppies()).containsExactly(new Floppy(0, Optional.of("a.flp"), true));
        assertThat(apply(with, edit(floppy(8000)))).isEqualTo(machine);
    }

    @Test
    void aSerialLineBecomesAFileAndALineAgain() {
        VirtualMachine machine = apply(Machines.small(), add(line(-1)));
        VirtualMachine file = apply(
                machine,
                edit(VirtualSerialPort.builder()
                        .key(9000)
                        .yieldOnPoll(true)
                        .backing(VirtualSerialPortFileBackingInfo.builder()
                                .fileName("[datastore1]")
                                .build())
                        .build()));
        assertThat(file.devices().serialPorts().getFirst().fileName()).isPresent();
        assertThat(apply(file, edit(line(9000)))).isEqualTo(machine);
        InvalidDeviceBacking wrong = (InvalidDeviceBacking) fault(edit(line(9000).toBuilder()
                .backing(VirtualSerialPortURIBackingInfo.builder()
                        .serviceURI("x".repeat(2000))
                        .direction("client")
                        .build())
                .build()));
        assertThat(wrong.property()).isEqualTo("virtualDeviceSpec.device.backing.serviceURI");
    }

    @Test
    void whatAMachineCannotHaveTwiceOrIsTooOldForIsRefused() {
        assertThat(fault(add(usb(-1), usb(-2)))).isInstanceOf(InvalidDeviceSpec.class);
        assertThat(fault(add(clock(-1, "ptp"), clock(-2, "ptp")))).isInstanceOf(InvalidDeviceSpec.class);
        assertThat(fault(add(floppy(-1), floppy(-2), floppy(-3)))).isInstanceOf(InvalidDeviceSpec.class);
        assertThat(fault(add(clock(-1, "sundial")))).isInstanceOf(InvalidDeviceBacking.class);
        assertThat(fault(edit(usb(7000)))).isInstanceOf(InvalidDeviceSpec.class);
        assertThat(fault(add(clock(-1, "ptp")).toBuilder().version("vmx-15").build()))
                .isInstanceOf(InvalidDeviceSpec.class);
    }

    @Test
    void aMachineBootsFromItsFloppyWhenAsked() {
        VirtualMachine machine = apply(
                Machines.small(),
                add(floppy(-1)).toBuilder()
                        .bootOptions(VirtualMachineBootOptions.builder()
                                .bootOrder(List.of(VirtualMachineBootOptionsBootableFloppyDevice.builder()
                                        .build()))
                                .build())
                        .build());
        assertThat(machine.boot().order()).containsExactly("floppy0");
        assertThat(BootOrder.of(machine).bootOrder())
                .containsExactly(
                        VirtualMachineBootOptionsBootableFloppyDevice.builder().build());
    }

    private VirtualMachine apply(VirtualMachine machine, VirtualMachineConfigSpec spec) {
        return ConfigSpecReader.apply(spec, machine, host).machine();
    }

    /** The fault for a machine that has a serial line. */
    private Object fault(VirtualMachineConfigSpec spec) {
        VirtualMachine machine = apply(Machines.small(), add(line(-1)));
        return catchThrowableOfType(FaultException.class, () -> apply(machine, spec))
                .fault();
    }

    private static VirtualMachineConfigSpec add(VirtualDevice... devices) {
        return spec(List.of(devices).stream()
                .map(device -> change(VirtualDeviceConfigSpecOperation.ADD, device))
                .toList());
    }

    private static VirtualMachineConfigSpec edit(VirtualDevice device) {
        return spec(List.of(change(VirtualDeviceConfigSpecOperation.EDIT, device)));
    }

    private static VirtualMachineConfigSpec spec(List<VirtualDeviceConfigSpec> changes) {
        return VirtualMachineConfigSpec.builder().deviceChange(changes).build();
    }

    private static VirtualDeviceConfigSpec change(VirtualDeviceConfigSpecOperation operation, VirtualDevice device) {
        return VirtualDeviceConfigSpec.builder()
                .operation(operation)
                .device(device)
                .build();
    }

    private static VirtualSerialPort line(int key) {
        return VirtualSerialPort.builder()
                .key(key)
                .yieldOnPoll(true)
                .backing(VirtualSerialPortURIBackingInfo.builder()
                        .serviceURI("localhost:0")
                        .direction("client")
                        .build())
                .build();
    }

    private static VirtualFloppy floppy(int key) {
        return VirtualFloppy.builder()
                .key(key)
                .backing(VirtualFloppyDeviceBackingInfo.builder()
                        .deviceName("/dev/fd0")
                        .build())
                .build();
    }

    private static VirtualUSBController usb(int key) {
        return VirtualUSBController.builder()
                .key(key)
                .busNumber(0)
                .ehciEnabled(true)
                .autoConnectDevices(true)
                .build();
    }

    private static VirtualUSBXHCIController xhci(int key) {
        return VirtualUSBXHCIController.builder()
                .key(key)
                .busNumber(0)
                .autoConnectDevices(true)
                .build();
    }

    private static VirtualPrecisionClock clock(int key, String protocol) {
        return VirtualPrecisionClock.builder()
                .key(key)
                .backing(VirtualPrecisionClockSystemClockBackingInfo.builder()
                        .protocol(protocol)
                        .build())
                .build();
    }
}
