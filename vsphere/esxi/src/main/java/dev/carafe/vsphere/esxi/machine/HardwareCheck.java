package dev.carafe.vsphere.esxi.machine;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Says whether a machine can be built, and which device is in the way if not. */
final class HardwareCheck {
    private HardwareCheck() {}

    static void check(VirtualMachine machine) throws InvalidHardwareException {
        checkIdentity(machine.identity());
        checkProcessors(machine.cpus());
        checkMemory(machine.memory());
        checkControllers(machine.devices());
        checkSlots(machine.devices());
        checkNics(machine.devices());
        checkPorts(machine.devices());
        checkPeripherals(machine);
        checkBoot(machine);
    }

    private static void checkIdentity(Identity identity) throws InvalidHardwareException {
        String name = identity.name();
        if (name.isBlank() || name.length() > Identity.NAME_MAX || name.chars().anyMatch(Character::isISOControl)) {
            throw wrong(
                    "name",
                    "name",
                    "a name has 1 to " + Identity.NAME_MAX + " characters, none of them a control character");
        }
        if (identity.hardwareVersion() < 4 || identity.hardwareVersion() > Identity.HARDWARE_VERSION) {
            throw wrong(
                    "version",
                    "version",
                    "vmx-" + identity.hardwareVersion() + " is not supported; the newest is vmx-"
                            + Identity.HARDWARE_VERSION);
        }
    }

    private static void checkProcessors(Cpus cpus) throws InvalidHardwareException {
        if (cpus.count() < 1 || cpus.count() > Cpus.MAX) {
            throw wrong("numCPUs", "numCPUs", cpus.count() + " is not between 1 and " + Cpus.MAX);
        }
        if (cpus.coresPerSocket() < 1 || cpus.count() % cpus.coresPerSocket() != 0) {
            throw wrong(
                    "numCPUs",
                    "numCoresPerSocket",
                    cpus.count() + " processors cannot be divided into sockets of " + cpus.coresPerSocket());
        }
    }

    private static void checkMemory(Memory memory) throws InvalidHardwareException {
        if (memory.sizeMib() < Memory.STEP_MIB || memory.sizeMib() > Memory.MAX_MIB) {
            throw wrong(
                    "memoryMB",
                    "memoryMB",
                    memory.sizeMib() + " is not between " + Memory.STEP_MIB + " and " + Memory.MAX_MIB);
        }
        if (memory.sizeMib() % Memory.STEP_MIB != 0) {
            throw wrong("memoryMB", "memoryMB", memory.sizeMib() + " is not a multiple of " + Memory.STEP_MIB);
        }
    }

    private static void checkControllers(Devices devices) throws InvalidHardwareException {
        Set<Integer> keys = new HashSet<>();
        for (Controller controller : devices.controllers()) {
            if (controller.bus() < 0
                    || controller.bus() >= controller.type().family().busesMax()) {
                throw wrong(
                        controller,
                        "busNumber",
                        "its bus number is not between 0 and "
                                + (controller.type().family().busesMax() - 1));
            }
            if (!keys.add(controller.key())) {
                throw wrong(controller, "busNumber", "there are two controllers of that number");
            }
        }
    }

    private static void checkSlots(Devices devices) throws InvalidHardwareException {
        Set<Integer> controllers =
                devices.controllers().stream().map(Controller::key).collect(Collectors.toSet());
        Map<Slot, Device> taken = new HashMap<>();
        Set<String> files = new HashSet<>();
        for (Disk disk : devices.disks()) {
            checkSlot(disk, disk.slot(), controllers, taken);
            if (disk.fileName().isBlank()) {
                throw wrong(disk, "backing.fileName", "it has no file");
            }
            if (!files.add(disk.fileName())) {
                throw wrong(disk, "backing.fileName", "another disk has the same file " + disk.fileName());
            }
            if (disk.capacityBytes() <= 0 || disk.capacityBytes() % 512 != 0) {
                throw wrong(disk, "capacityInBytes", disk.capacityBytes() + " is no positive multiple of 512");
            }
        }
        for (Cdrom cdrom : devices.cdroms()) {
            checkSlot(cdrom, cdrom.slot(), controllers, taken);
            if (cdrom.slot().family() == BusFamily.NVME) {
                throw wrong(cdrom, "controllerKey", "a CD-ROM drive cannot be on an NVMe controller");
            }
        }
    }

    private static void checkSlot(Device device, Slot slot, Set<Integer> controllers, Map<Slot, Device> taken)
            throws InvalidHardwareException {
        if (!controllers.contains(slot.controllerKey())) {
            throw wrong(
                    device,
                    "controllerKey",
                    "there is no controller " + slot.family().prefix() + slot.bus());
        }
        if (slot.unit() < 0 || slot.unit() >= slot.family().unitsMax()) {
            throw wrong(
                    device,
                    "unitNumber",
                    "its unit number is not between 0 and " + (slot.family().unitsMax() - 1));
        }
        if (slot.family() == BusFamily.SCSI && slot.unit() == BusFamily.SCSI_RESERVED_UNIT) {
            throw wrong(device, "unitNumber", "unit 7 is the controller's own");
        }
        if (taken.putIfAbsent(slot, device) != null) {
            throw wrong(device, "unitNumber", "the unit is taken by another device");
        }
    }

    private static void checkNics(Devices devices) throws InvalidHardwareException {
        Set<Integer> indexes = new HashSet<>();
        Set<MacAddress> addresses = new HashSet<>();
        for (Nic nic : devices.nics()) {
            if (nic.index() < 0 || nic.index() >= Nic.MAX || !indexes.add(nic.index())) {
                throw wrong(
                        nic, "key", "a machine has up to " + Nic.MAX + " network cards, each with a number of its own");
            }
            if (!nic.mac().isUnicast()) {
                throw wrong(nic, "macAddress", nic.mac() + " is not the address of one card");
            }
            if (!addresses.add(nic.mac())) {
                throw wrong(nic, "macAddress", "another card has the address " + nic.mac());
            }
            if (nic.portGroup().isBlank()) {
                throw wrong(nic, "backing.deviceName", "it is on no port group");
            }
        }
    }

    private static void checkPorts(Devices devices) throws InvalidHardwareException {
        Set<Integer> indexes = new HashSet<>();
        for (SerialPort port : devices.serialPorts()) {
            if (port.index() < 0 || port.index() >= SerialPort.MAX || !indexes.add(port.index())) {
                throw wrong(
                        port,
                        "key",
                        "a machine has up to " + SerialPort.MAX + " serial ports, each with a number of its own");
            }
        }
        if (devices.video().ramKib() < 0 || devices.video().ramKib() > 1 << 20) {
            throw wrong(devices.video(), "videoRamSizeInKB", "its memory is not between 0 and 1048576 KB");
        }
    }

    private static void checkPeripherals(VirtualMachine machine) throws InvalidHardwareException {
        Peripherals peripherals = machine.devices().peripherals();
        Set<Integer> keys = new HashSet<>();
        for (Floppy floppy : peripherals.floppies()) {
            if (floppy.index() < 0 || floppy.index() >= Floppy.MAX || !keys.add(floppy.key())) {
                throw wrong(floppy, "key", "a machine has up to " + Floppy.MAX + " floppy drives");
            }
        }
        for (UsbController controller : peripherals.usbControllers()) {
            if (!keys.add(controller.key())) {
                throw wrong(controller, "key", "a machine has one USB controller of each kind");
            }
        }
        int version = machine.identity().hardwareVersion();
        if (peripherals.clock().isPresent() && version < PrecisionClock.HARDWARE_VERSION) {
            throw wrong(
                    peripherals.clock().get(),
                    "key",
                    "a precision clock needs hardware version vmx-" + PrecisionClock.HARDWARE_VERSION
                            + ", and this machine has vmx-" + version);
        }
    }

    private static void checkBoot(VirtualMachine machine) throws InvalidHardwareException {
        BootOptions boot = machine.boot();
        if (boot.secureBoot() && machine.firmware() != Firmware.EFI) {
            throw wrong("bootOptions", "efiSecureBootEnabled", "secure boot needs EFI firmware");
        }
        if (boot.delayMs() < 0 || boot.delayMs() > BootOptions.DELAY_MAX_MS) {
            throw wrong(
                    "bootOptions",
                    "bootDelay",
                    boot.delayMs() + " ms is not between 0 and " + BootOptions.DELAY_MAX_MS);
        }
        Set<String> names = machine.devices().stream().map(Device::name).collect(Collectors.toSet());
        for (String name : boot.order()) {
            if (!names.contains(name)) {
                throw wrong("bootOptions", "bootOrder", "there is no device " + name + " to boot from");
            }
        }
    }

    private static InvalidHardwareException wrong(Device device, String property, String reason) {
        return new InvalidHardwareException(device.name(), device.key(), property, reason);
    }

    private static InvalidHardwareException wrong(String what, String property, String reason) {
        return new InvalidHardwareException(what, 0, property, reason);
    }
}
