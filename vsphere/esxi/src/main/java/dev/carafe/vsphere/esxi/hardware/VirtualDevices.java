package dev.carafe.vsphere.esxi.hardware;

import dev.carafe.vsphere.esxi.machine.BusFamily;
import dev.carafe.vsphere.esxi.machine.Cdrom;
import dev.carafe.vsphere.esxi.machine.Controller;
import dev.carafe.vsphere.esxi.machine.Devices;
import dev.carafe.vsphere.esxi.machine.Disk;
import dev.carafe.vsphere.esxi.machine.Nic;
import dev.carafe.vsphere.esxi.machine.Slot;
import dev.carafe.vsphere.esxi.machine.UsbController;
import dev.carafe.vsphere.esxi.machine.VirtualMachine;
import dev.carafe.vsphere.vim.vim25.Description;
import dev.carafe.vsphere.vim.vim25.ParaVirtualSCSIController;
import dev.carafe.vsphere.vim.vim25.VirtualAHCIController;
import dev.carafe.vsphere.vim.vim25.VirtualBusLogicController;
import dev.carafe.vsphere.vim.vim25.VirtualDevice;
import dev.carafe.vsphere.vim.vim25.VirtualLsiLogicController;
import dev.carafe.vsphere.vim.vim25.VirtualLsiLogicSASController;
import dev.carafe.vsphere.vim.vim25.VirtualNVMEController;
import dev.carafe.vsphere.vim.vim25.VirtualSCSISharing;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A machine's devices as the API shows them, those among them that no {@code .vmx} names and every machine has. */
public final class VirtualDevices {
    /** The API numbers network cards, disks and so on from 1, controllers from 0. */
    private final VirtualMachine machine;

    private final HardwareView view;
    private final List<VirtualDevice> devices = new ArrayList<>();

    private VirtualDevices(VirtualMachine machine, HardwareView view) {
        this.machine = machine;
        this.view = view;
    }

    /** All devices in the order that an ESXi host has them in. */
    public static List<VirtualDevice> of(VirtualMachine machine, HardwareView view) {
        return new VirtualDevices(machine, view).all();
    }

    private List<VirtualDevice> all() {
        builtIn();
        controllers();
        Devices of = machine.devices();
        int number = 1;
        for (Cdrom cdrom : of.cdroms()) {
            devices.add(DeviceRecords.cdrom(cdrom, number++, view));
        }
        number = 1;
        for (Disk disk : of.disks()) {
            devices.add(DeviceRecords.disk(disk, number++, view));
        }
        number = 1;
        for (Nic nic : of.nics()) {
            devices.add(DeviceRecords.nic(nic, number++, view));
        }
        devices.addAll(PeripheralRecords.of(of.peripherals(), view));
        return List.copyOf(devices);
    }

    private void builtIn() {
        for (int bus = 0; bus < DeviceKeys.IDE_COUNT; bus++) {
            devices.add(BuiltInDevices.ide(bus, on(BusFamily.IDE, bus)));
        }
        devices.add(BuiltInDevices.PS2);
        devices.add(BuiltInDevices.pci(onPci()));
        devices.add(BuiltInDevices.sio(PeripheralRecords.onSio(machine.devices().peripherals())));
        devices.add(BuiltInDevices.KEYBOARD);
        devices.add(BuiltInDevices.POINTING);
        devices.add(BuiltInDevices.video(machine.devices().video()));
        devices.add(BuiltInDevices.VMCI);
    }

    private List<Integer> onPci() {
        return Stream.of(
                        Stream.of(machine.devices().video().key(), DeviceKeys.VMCI),
                        machine.devices().controllers().stream()
                                .filter(controller -> controller.type().family() != BusFamily.IDE)
                                .map(Controller::key),
                        machine.devices().nics().stream().map(Nic::key),
                        machine.devices().peripherals().usbControllers().stream()
                                .map(UsbController::key))
                .flatMap(keys -> keys)
                .toList();
    }

    private List<Integer> on(BusFamily family, int bus) {
        return Stream.concat(
                        machine.devices().cdroms().stream().map(Cdrom::slot),
                        machine.devices().disks().stream().map(Disk::slot))
                .filter(slot -> slot.family() == family && slot.bus() == bus)
                .map(Slot::deviceKey)
                .toList();
    }

    private void controllers() {
        for (Controller controller : machine.devices().controllers()) {
            int bus = controller.bus();
            List<Integer> on = on(controller.type().family(), bus);
            Description scsi = info("SCSI controller " + bus, DeviceRecords.summary(controller.type()));
            int scsiUnit = DeviceKeys.SCSI_UNIT + bus;
            switch (controller.type()) {
                case IDE -> {} // both are there in any case
                case PVSCSI ->
                    devices.add(ParaVirtualSCSIController.builder()
                            .key(controller.key())
                            .deviceInfo(scsi)
                            .controllerKey(DeviceKeys.PCI)
                            .unitNumber(scsiUnit)
                            .busNumber(bus)
                            .device(on)
                            .hotAddRemove(true)
                            .sharedBus(VirtualSCSISharing.NO_SHARING)
                            .scsiCtlrUnitNumber(BusFamily.SCSI_RESERVED_UNIT)
                            .build());
                case LSI_LOGIC ->
                    devices.add(VirtualLsiLogicController.builder()
                            .key(controller.key())
                            .deviceInfo(scsi)
                            .controllerKey(DeviceKeys.PCI)
                            .unitNumber(scsiUnit)
                            .busNumber(bus)
                            .device(on)
                            .hotAddRemove(true)
                            .sharedBus(VirtualSCSISharing.NO_SHARING)
                            .scsiCtlrUnitNumber(BusFamily.SCSI_RESERVED_UNIT)
                            .build());
                case LSI_LOGIC_SAS ->
                    devices.add(VirtualLsiLogicSASController.builder()
                            .key(controller.key())
                            .deviceInfo(scsi)
                            .controllerKey(DeviceKeys.PCI)
                            .unitNumber(scsiUnit)
                            .busNumber(bus)
                            .device(on)
                            .hotAddRemove(true)
                            .sharedBus(VirtualSCSISharing.NO_SHARING)
                            .scsiCtlrUnitNumber(BusFamily.SCSI_RESERVED_UNIT)
                            .build());
                case BUS_LOGIC ->
                    devices.add(VirtualBusLogicController.builder()
                            .key(controller.key())
                            .deviceInfo(scsi)
                            .controllerKey(DeviceKeys.PCI)
                            .unitNumber(scsiUnit)
                            .busNumber(bus)
                            .device(on)
                            .hotAddRemove(true)
                            .sharedBus(VirtualSCSISharing.NO_SHARING)
                            .scsiCtlrUnitNumber(BusFamily.SCSI_RESERVED_UNIT)
                            .build());
                case AHCI ->
                    devices.add(VirtualAHCIController.builder()
                            .key(controller.key())
                            .deviceInfo(info("SATA controller " + bus, "AHCI"))
                            .controllerKey(DeviceKeys.PCI)
                            .unitNumber(DeviceKeys.SATA_UNIT + bus)
                            .busNumber(bus)
                            .device(on)
                            .build());
                case NVME ->
                    devices.add(VirtualNVMEController.builder()
                            .key(controller.key())
                            .deviceInfo(info("NVME controller " + bus, "NVME"))
                            .controllerKey(DeviceKeys.PCI)
                            .unitNumber(DeviceKeys.NVME_UNIT + bus)
                            .busNumber(bus)
                            .device(on)
                            .sharedBus("noSharing")
                            .build());
            }
        }
    }

    static Description info(String label, String summary) {
        return Description.builder().label(label).summary(summary).build();
    }
}
